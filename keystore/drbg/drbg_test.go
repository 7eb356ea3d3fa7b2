package drbg

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestKnownAnswer is the first of NIST's validation vectors for SHA-256 without
// prediction resistance, personalization and additional input: the second of two
// requests of 1,024 bits.
func TestKnownAnswer(t *testing.T) {
	g := New(
		unhex(t, "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488"),
		unhex(t, "659ba96c601dc69fc902940805ec0ca8"), nil)
	var got [128]byte
	for range 2 {
		if _, err := g.Read(got[:]); err != nil {
			t.Fatal(err)
		}
	}
	want := "e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89" +
		"d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1" +
		"07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668" +
		"961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8"
	if hex.EncodeToString(got[:]) != want {
		t.Errorf("got %x", got)
	}
}

// TestIsTheNonceGeneratorOfRFC6979: that RFC's generator is this one with the key
// as entropy and the digest as nonce, so its vectors are known answers too.
func TestIsTheNonceGeneratorOfRFC6979(t *testing.T) {
	var file struct {
		Cases []struct {
			ID      string
			Message string   `json:"message_utf8"`
			Key     string   `json:"private_key_hex"`
			Nonce   string   `json:"nonce_k_hex"`
			Nonces  []string `json:"nonce_candidates_hex"`
		}
	}
	vectors.Load(t, "ecdsa_rfc6979.json", &file)
	for _, c := range file.Cases {
		want := c.Nonce
		if want == "" {
			want = c.Nonces[0]
		}
		key := new(big.Int).SetBytes(unhex(t, c.Key)).FillBytes(make([]byte, 32))
		digest := sha256.Sum256([]byte(c.Message))
		got := make([]byte, 32)
		if _, err := New(key, digest[:], nil).Read(got); err != nil || hex.EncodeToString(got) != want {
			t.Errorf("%s: %x, %v; want %s", c.ID, got, err, want)
		}
	}
}

func draw(t *testing.T, sources ...Source) string {
	t.Helper()
	b := make([]byte, 32)
	if _, err := Mix("test", sources...).Read(b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b)
}

// TestEverySourceCounts: any change of a source, of its length, of the order or
// of the border between two gives other bytes.
func TestEverySourceCounts(t *testing.T) {
	a, b := Source{"kernel", []byte("abc")}, Source{"dice", []byte("123")}
	seen := map[string]string{}
	for name, sources := range map[string][]Source{
		"both":            {a, b},
		"exchanged":       {b, a},
		"one":             {a},
		"other":           {b},
		"none":            {},
		"border moved":    {{"kernel", []byte("abc1")}, {"dice", []byte("23")}},
		"a byte longer":   {{"kernel", []byte("abc\x00")}, b},
		"empty third":     {a, b, {"coins", nil}},
		"a byte changed":  {a, {"dice", []byte("124")}},
		"joined into one": {{"kernel", []byte("abc123")}},
	} {
		got := draw(t, sources...)
		if other, twice := seen[got]; twice {
			t.Errorf("%s and %s give the same", name, other)
		}
		seen[got] = name
	}
	if first, second := draw(t, a, b), draw(t, a, b); first != second {
		t.Error("the same sources give different bytes")
	}
}

func TestAdditionalInputChangesTheState(t *testing.T) {
	out := map[string]bool{}
	for _, f := range []func(*Generator, []byte) error{
		func(g *Generator, b []byte) error { return g.Generate(b, nil) },
		func(g *Generator, b []byte) error { return g.Generate(b, []byte("more")) },
	} {
		b := make([]byte, 32)
		if err := f(New([]byte("e"), []byte("n"), nil), b); err != nil {
			t.Fatal(err)
		}
		out[string(b)] = true
	}
	if len(out) != 2 {
		t.Errorf("%d different outputs, want 2", len(out))
	}
}

func TestLimits(t *testing.T) {
	g := New([]byte("e"), nil, nil)
	if _, err := g.Read(make([]byte, maxRequest+1)); err != ErrRequest {
		t.Errorf("too much at once: %v", err)
	}
	g.requests = maxRequests
	if _, err := g.Read(make([]byte, 1)); err != ErrReseed {
		t.Errorf("after the last request: %v", err)
	}
}

func TestStateDoesNotPrint(t *testing.T) {
	g := New([]byte("e"), nil, nil)
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %x", g, g, g, *g)} {
		if strings.Contains(text, hex.EncodeToString(g.key[:4])) || strings.Contains(text, fmt.Sprint(g.key[0])) {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestHealthOfAGoodSource(t *testing.T) {
	r, err := Tested(rand.Reader, EightBits)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, r, 1<<20); err != nil {
		t.Error(err)
	}
}

// TestHealthFailsClosed: broken sources are refused at the start, or at the moment
// they break, and for ever after.
func TestHealthFailsClosed(t *testing.T) {
	good := make([]byte, 1500)
	rand.Read(good)
	biased := make([]byte, startup)
	rand.Read(biased)
	for i := 0; i < len(biased); i += 20 {
		biased[i] = biased[0]
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"zeros":  {make([]byte, startup), errRepetition},
		"ones":   {bytes.Repeat([]byte{255}, startup), errRepetition},
		"biased": {biased, errProportion},
		"short":  {good[:startup-1], io.ErrUnexpectedEOF},
	} {
		if _, err := Tested(bytes.NewReader(c.data), EightBits); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	r, err := Tested(io.MultiReader(bytes.NewReader(good), bytes.NewReader(make([]byte, 100)), rand.Reader), EightBits)
	if err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 600)
	if _, err := io.ReadFull(r, b); err != errRepetition {
		t.Fatalf("breaks while read: %v", err)
	}
	if n, err := r.Read(b); n != 0 || err != errRepetition {
		t.Errorf("reads on after a failure: %d, %v", n, err)
	}
}

// TestCutoffs computes the cut-offs again from their definitions.
func TestCutoffs(t *testing.T) {
	limit := new(big.Rat).SetFrac64(1, 1<<40)
	for claim, cut := range cutoffs {
		if want := 1 + (40+int(claim)-1)/int(claim); cut.repetition != want {
			t.Errorf("%d bits: cut-off of repetitions %d, want %d", claim, cut.repetition, want)
		}
		c := int64(cut.proportion)
		if like, less := tail(claim, c-1), tail(claim, c-2); like.Cmp(limit) > 0 || less.Cmp(limit) <= 0 {
			a, _ := like.Float64()
			b, _ := less.Float64()
			t.Errorf("%d bits: cut-off of the proportion %d: chances %g and %g around %g", claim, c, a, b, 1.0/(1<<40))
		}
	}
}

// tail is P(binomial(511, 2^-claim) ≥ c).
func tail(claim Claim, c int64) *big.Rat {
	values := int64(1) << claim
	sum := new(big.Int)
	for k := c; k < window; k++ {
		ways := new(big.Int).Binomial(window-1, k)
		sum.Add(sum, ways.Mul(ways, new(big.Int).Exp(big.NewInt(values-1), big.NewInt(window-1-k), nil)))
	}
	return new(big.Rat).SetFrac(sum, new(big.Int).Exp(big.NewInt(values), big.NewInt(window-1), nil))
}
