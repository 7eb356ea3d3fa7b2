package slip39

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

func parseAll(mnemonics []string) (shares []Share, err error) {
	for _, m := range mnemonics {
		s, err := Parse([]byte(m))
		if err != nil {
			return nil, err
		}
		shares = append(shares, s)
	}
	return shares, nil
}

func TestVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Description, Passphrase string
			Mnemonics                   []string
			Valid                       bool
			Secret                      string `json:"master_secret_hex"`
			Master                      string `json:"bip32_master_xprv"`
		}
	}
	vectors.Load(t, "slip39.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			var secret []byte
			shares, err := parseAll(c.Mnemonics)
			if err == nil {
				secret, err = Combine(shares, []byte(c.Passphrase))
			}
			if !c.Valid {
				if err == nil {
					t.Errorf("accepted: %s", c.Description)
				}
				return
			}
			if err != nil || hex.EncodeToString(secret) != c.Secret {
				t.Fatalf("%s: %x, %v; want %s", c.Description, secret, err, c.Secret)
			}
			for i, s := range shares {
				if got := s.Append(nil); string(got) != c.Mnemonics[i] {
					t.Errorf("share %d is written back as %q", i, got)
				}
			}
			var n bip32.Node
			if err := n.Master(secret); err != nil {
				t.Fatal(err)
			}
			if got := n.AppendXPrv(nil, bip32.MainNet); string(got) != c.Master {
				t.Errorf("master %s, want %s", got, c.Master)
			}
		})
	}
}

func anyPlan() *rapid.Generator[Plan] {
	return rapid.Custom(func(t *rapid.T) Plan {
		p := Plan{Extendable: rapid.Bool().Draw(t, "extendable")}
		for range rapid.IntRange(1, 4).Draw(t, "groups") {
			g := Group{Threshold: rapid.IntRange(1, 4).Draw(t, "threshold"), Count: 1}
			if g.Threshold > 1 {
				g.Count = rapid.IntRange(g.Threshold, 6).Draw(t, "count")
			}
			p.Groups = append(p.Groups, g)
		}
		p.GroupThreshold = rapid.IntRange(1, len(p.Groups)).Draw(t, "group threshold")
		return p
	})
}

// TestAnyQuorumRecovers splits, sends the shares through words, and combines a
// random choice of exactly as many as are needed; and one fewer fails.
func TestAnyQuorumRecovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := anyPlan().Draw(t, "plan")
		secret := rapid.SliceOfN(rapid.Byte(), 16, 64).Filter(func(b []byte) bool { return len(b)%2 == 0 }).Draw(t, "secret")
		passphrase := []byte(rapid.SampledFrom([]string{"", "TREZOR"}).Draw(t, "passphrase"))
		shares, err := Split(secret, passphrase, plan, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		var chosen []Share
		groups := rapid.Permutation(shares).Draw(t, "group order")[:plan.GroupThreshold]
		for _, members := range groups {
			members = rapid.Permutation(members).Draw(t, "member order")[:members[0].Threshold]
			for _, m := range members {
				back, err := Parse(m.Append(nil))
				if err != nil || !bytes.Equal(back.Value, m.Value) {
					t.Fatalf("%v: not read back: %v", m, err)
				}
				chosen = append(chosen, back)
			}
		}
		got, err := Combine(chosen, passphrase)
		if err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("combined %x, %v; want %x", got, err, secret)
		}
		var missing *MissingError
		if _, err := Combine(chosen[1:], passphrase); !errors.As(err, &missing) && len(chosen) > 1 {
			t.Fatalf("one share fewer: %v", err)
		}
	})
}

func TestCombineChecksExtraShares(t *testing.T) {
	secret := []byte("sixteen bytes ok")
	shares, err := Split(secret, nil, Plan{GroupThreshold: 1, Groups: []Group{{2, 3}}}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	all := shares[0]
	if got, err := Combine(all, nil); err != nil || !bytes.Equal(got, secret) {
		t.Fatalf("with an extra share: %x, %v", got, err)
	}
	for i := range all {
		forged := append([]Share(nil), all...)
		forged[i].Value = bytes.Clone(forged[i].Value)
		forged[i].Value[3] ^= 1
		if _, err := Combine(forged, nil); err != errDigest {
			t.Errorf("share %d forged: %v", i, err)
		}
	}
	if _, err := Combine([]Share{all[0], all[0]}, nil); err != errTwice {
		t.Errorf("one share twice: %v", err)
	}
	if _, err := Combine(nil, nil); err != errNone {
		t.Errorf("no share: %v", err)
	}
}

func TestOtherPassphraseOtherSecret(t *testing.T) {
	secret := []byte("sixteen bytes ok")
	shares, err := Split(secret, []byte("one"), Plan{GroupThreshold: 1, Groups: []Group{{1, 1}}}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Combine(shares[0], []byte("two")); err != nil || bytes.Equal(got, secret) {
		t.Errorf("with another passphrase: %x, %v", got, err)
	}
	if _, err := Combine(shares[0], []byte("zwöi")); err != errPassphrase {
		t.Errorf("passphrase outside ASCII: %v", err)
	}
}

func TestSplitRefuses(t *testing.T) {
	one := []Group{{1, 1}}
	for name, c := range map[string]struct {
		secret int
		plan   Plan
		want   error
	}{
		"14 bytes":               {14, Plan{GroupThreshold: 1, Groups: one}, errSecret},
		"17 bytes":               {17, Plan{GroupThreshold: 1, Groups: one}, errSecret},
		"66 bytes":               {66, Plan{GroupThreshold: 1, Groups: one}, errSecret},
		"no groups":              {16, Plan{GroupThreshold: 1}, errPlan},
		"group threshold":        {16, Plan{GroupThreshold: 2, Groups: one}, errPlan},
		"member threshold":       {16, Plan{GroupThreshold: 1, Groups: []Group{{3, 2}}}, errPlan},
		"threshold zero":         {16, Plan{GroupThreshold: 1, Groups: []Group{{0, 2}}}, errPlan},
		"17 members":             {16, Plan{GroupThreshold: 1, Groups: []Group{{2, 17}}}, errPlan},
		"one of two":             {16, Plan{GroupThreshold: 1, Groups: []Group{{1, 2}}}, errSingle},
		"exponent out of 4 bits": {16, Plan{GroupThreshold: 1, Groups: one, Exponent: 16}, errPlan},
	} {
		if _, err := Split(make([]byte, c.secret), nil, c.plan, rand.Reader); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Split(make([]byte, 16), nil, Plan{GroupThreshold: 1, Groups: []Group{{2, 3}}}, bytes.NewReader(make([]byte, 5))); err == nil {
		t.Error("randomness that ends was accepted")
	}
}

func TestShareDoesNotPrint(t *testing.T) {
	s := Share{set: set{ID: 7, GroupCount: 1}, Value: []byte{0xab, 0xcd}}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %x %s %d %q", s, s, s, s, s, s, s), fmt.Sprint([]Share{s})} {
		if strings.Contains(text, "abcd") || strings.Contains(text, "171") || strings.Contains(text, "ab cd") {
			t.Errorf("the value is printed: %s", text)
		}
	}
	if b, err := json.Marshal(s); err == nil {
		t.Errorf("encoded: %s", b)
	}
}

func TestFieldOfAES(t *testing.T) {
	for a := range 256 {
		if a > 0 && multiply(byte(a), invert(byte(a))) != 1 {
			t.Fatalf("1/%#x is wrong", a)
		}
	}
	if got := multiply(0x57, 0x83); got != 0xc1 { // the example of FIPS 197, 4.2
		t.Errorf("57·83 = %x, want c1", got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical decision keyboard"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		words := s.Append(nil)
		if want := bytes.ToLower(bytes.Join(bytes.Fields(text), []byte(" "))); !bytes.Equal(words, want) {
			t.Errorf("%q is written back as %q", text, words)
		}
	})
}
