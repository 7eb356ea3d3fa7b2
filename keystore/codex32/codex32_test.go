package codex32

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coldsign/internal/vectors"
	"coldsign/keystore/bip32"
)

type vector struct {
	ID, Kind, Reason string
	Codex32          string   // to be refused
	Secret           string   `json:"codex32_secret"`
	SecretShare      string   `json:"secret_share"`
	Recovered        string   `json:"recovered_secret_share"`
	Alternatives     []string `json:"alternative_valid_secrets_other_padding"`
	Shares           map[string]string
	Derived          map[string]string `json:"derived_shares"`
	Threshold        int
	Identifier       string
	Seed             string `json:"master_seed_hex"`
	Master           string `json:"master_xprv"`
}

func parse(t *testing.T, text string) Share {
	t.Helper()
	s, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if got := s.Append(nil); string(got) != strings.ToLower(text) {
		t.Errorf("%s is written back as %s", text, got)
	}
	return s
}

func TestVectors(t *testing.T) {
	var file struct{ Cases []vector }
	vectors.Load(t, "codex32_bip93.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			switch c.Kind {
			case "invalid":
				if s, err := Parse([]byte(c.Codex32)); err == nil {
					t.Errorf("%v accepted: %s", s, c.Reason)
				}
			case "shares":
				c.testShares(t)
			default:
				c.testSecret(t, c.Secret)
			}
			for _, other := range c.Alternatives {
				c.testSecret(t, other)
			}
		})
	}
}

func (c *vector) testSecret(t *testing.T, text string) {
	s := parse(t, text)
	if s.Threshold() != c.Threshold || !strings.EqualFold(s.ID(), c.Identifier) || !s.IsSecret() {
		t.Errorf("%v has threshold %d", s, s.Threshold())
	}
	seed, err := Combine([]Share{s})
	if err != nil || hex.EncodeToString(seed) != c.Seed {
		t.Fatalf("seed %x, %v; want %s", seed, err, c.Seed)
	}
	var n bip32.Node
	if err := n.Master(seed); err != nil {
		t.Fatal(err)
	}
	if got := n.AppendXPrv(nil, bip32.MainNet); string(got) != c.Master {
		t.Errorf("master %s, want %s", got, c.Master)
	}
}

func (c *vector) testShares(t *testing.T) {
	var given []Share
	if c.SecretShare == "" {
		c.SecretShare = c.Recovered
	}
	for _, text := range c.Shares {
		given = append(given, parse(t, text))
	}
	if c.Threshold > len(given) { // the secret is one of the points
		given = append(given, parse(t, c.SecretShare))
	} else {
		seed, err := Combine(given)
		if err != nil || hex.EncodeToString(seed) != c.Seed {
			t.Errorf("seed %x, %v; want %s", seed, err, c.Seed)
		}
	}
	for index, want := range c.Derived {
		got := interpolate(given[:c.Threshold], value(strings.ToLower(index)[0]))
		if string(got.Append(nil)) != strings.ToLower(want) {
			t.Errorf("share %s: %s, want %s", index, got.Append(nil), want)
		}
		parse(t, want)
	}
	secret := interpolate(given[:c.Threshold], secretIndex)
	c.testSecret(t, string(secret.Append(nil)))
	if string(secret.Append(nil)) != strings.ToLower(c.SecretShare) {
		t.Errorf("secret %s, want %s", secret.Append(nil), c.SecretShare)
	}
}

func TestAnyQuorumRecovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 16, 64).Draw(t, "seed")
		threshold := rapid.IntRange(2, 9).Draw(t, "threshold")
		shares, err := Split(seed, "test", threshold, rapid.IntRange(threshold, len(shareIndexes)).Draw(t, "count"), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range shares {
			back, err := Parse(s.Append(nil))
			if err != nil || !bytes.Equal(back.data, s.data) {
				t.Fatalf("share %d of a seed of %d bytes is not read back: %v", i, len(seed), err)
			}
		}
		chosen := rapid.Permutation(shares).Draw(t, "order")
		got, err := Combine(chosen[:threshold])
		if err != nil || !bytes.Equal(got, seed) {
			t.Fatalf("combined %x, %v; want %x", got, err, seed)
		}
		if got, err := Combine(chosen); err != nil || !bytes.Equal(got, seed) {
			t.Fatalf("all shares: %x, %v; want %x", got, err, seed)
		}
		var missing *MissingError
		if _, err := Combine(chosen[1:threshold]); !errors.As(err, &missing) || missing.Want != threshold {
			t.Fatalf("one share fewer: %v", err)
		}
		unshared, err := Encode(seed, "test")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Combine([]Share{unshared}); err != nil || !bytes.Equal(got, seed) {
			t.Fatalf("unshared: %x, %v; want %x", got, err, seed)
		}
	})
}

func TestCombineRefuses(t *testing.T) {
	seed := []byte("sixteen bytes ok")
	shares, err := Split(seed, "test", 2, 3, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	others, err := Split(seed, "next", 2, 3, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Split(seed, "test", 2, 3, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := interpolate(shares[:2], secretIndex)
	for name, c := range map[string]struct {
		shares []Share
		want   error
	}{
		"none":                 {nil, errNone},
		"one twice":            {[]Share{shares[0], shares[0]}, errTwice},
		"of two secrets":       {[]Share{shares[0], others[1]}, errOtherSet},
		"one forged":           {[]Share{shares[0], shares[1], again[2]}, errForged},
		"a share and a secret": {[]Share{shares[0], secret}, errNotShare},
	} {
		if _, err := Combine(c.shares); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if d := interpolate(shares[:2], value(shares[2].Index())); !bytes.Equal(d.data, shares[2].data) {
		t.Errorf("the third share, of two: %v", d)
	}
}

func TestSplitRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		seed, threshold, count int
		id                     string
		want                   error
	}{
		"15 bytes":          {15, 2, 3, "test", errSeed},
		"65 bytes":          {65, 2, 3, "test", errSeed},
		"threshold 1":       {16, 1, 3, "test", errPlan},
		"threshold 10":      {16, 10, 12, "test", errPlan},
		"too few shares":    {16, 3, 2, "test", errPlan},
		"too many shares":   {16, 2, 30, "test", errPlan},
		"short identifier":  {16, 2, 3, "tes", errID},
		"letter of no code": {16, 2, 3, "bits", errID},
		"capitals":          {16, 2, 3, "TEST", errID},
	} {
		if _, err := Split(make([]byte, c.seed), c.id, c.threshold, c.count, rand.Reader); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestFieldInverses(t *testing.T) {
	for a := byte(1); a < 32; a++ {
		if multiply(a, invert(a)) != 1 {
			t.Errorf("1/%d is wrong", a)
		}
	}
}

func TestShareDoesNotPrint(t *testing.T) {
	s := parse(t, "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw")
	if text := fmt.Sprintf("%v %+v %#v %x %s", s, s, s, s, s); strings.Contains(text, "xxx") || strings.Contains(text, "6 6 6") {
		t.Errorf("the payload is printed: %s", text)
	}
	if b, err := json.Marshal(s); err == nil {
		t.Errorf("encoded: %s", b)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw"))
	f.Add([]byte("MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		if got := s.Append(nil); !bytes.Equal(got, bytes.ToLower(bytes.TrimSpace(text))) {
			t.Errorf("%q is written back as %q", text, got)
		}
		if _, err := Combine([]Share{s}); err == nil && !s.IsSecret() {
			t.Errorf("%v alone gives a seed", s)
		}
	})
}
