package agefile

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"pgregory.net/rapid"
)

// TestBothWays: what we seal the library opens, and the other way round.
func TestBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		passphrase := rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "passphrase")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "plain")
		workFactor := rapid.IntRange(1, 4).Draw(t, "work factor")

		sealed, err := Seal(plain, passphrase, workFactor)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := age.NewScryptIdentity(string(passphrase))
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(sealed), theirs)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("the library reads %x, %v", got, err)
		}
		if got, err := Open(sealByLibrary(t, plain, string(passphrase), workFactor), passphrase, 1000); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("we read %x, %v", got, err)
		}
		if _, err := Open(sealed, append(passphrase, 'x'), 1000); err != ErrPassphrase {
			t.Fatalf("another passphrase: %v", err)
		}
	})
}

func sealByLibrary(t interface{ Fatal(...any) }, plain []byte, passphrase string, workFactor int) []byte {
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(workFactor)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed.Bytes()
}

// TestRefusals: stanzas that the format does not have, one fault each.
func TestRefusals(t *testing.T) {
	key := make([]byte, 16)
	stanzas, err := (&recipient{[]byte("open"), 2}).Wrap(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(s *age.Stanza){
		"type":                    func(s *age.Stanza) { s.Type = "X25519" },
		"no work factor":          func(s *age.Stanza) { s.Args = s.Args[:1] },
		"argument more":           func(s *age.Stanza) { s.Args = append(s.Args, "1") },
		"short salt":              func(s *age.Stanza) { s.Args[0] = s.Args[0][:20] },
		"salt with padding":       func(s *age.Stanza) { s.Args[0] += "==" },
		"work factor zero":        func(s *age.Stanza) { s.Args[1] = "0" },
		"work factor with a plus": func(s *age.Stanza) { s.Args[1] = "+2" },
		"work factor with a zero": func(s *age.Stanza) { s.Args[1] = "02" },
		"work factor too large":   func(s *age.Stanza) { s.Args[1] = "21" },
		"long body":               func(s *age.Stanza) { s.Body = append(s.Body, 0) },
	} {
		s := *stanzas[0]
		s.Args, s.Body = append([]string(nil), s.Args...), bytes.Clone(s.Body)
		change(&s)
		if _, err := identity("open").Unwrap([]*age.Stanza{&s}); err == nil || errors.Is(err, age.ErrIncorrectIdentity) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := identity("open").Unwrap([]*age.Stanza{stanzas[0], stanzas[0]}); err == nil {
		t.Error("two stanzas: accepted")
	}
	if _, err := identity("shut").Unwrap(stanzas); !errors.Is(err, age.ErrIncorrectIdentity) {
		t.Errorf("another passphrase: %v", err)
	}
	if got, err := identity("open").Unwrap(stanzas); err != nil || !bytes.Equal(got, key) {
		t.Errorf("%x, %v", got, err)
	}
	for _, factor := range []int{0, MaxWorkFactor + 1} {
		if _, err := Seal(nil, []byte("open"), factor); err == nil || !strings.Contains(err.Error(), "work factor") {
			t.Errorf("work factor %d: %v", factor, err)
		}
	}
	if _, err := Seal(nil, nil, 2); err != ErrEmpty {
		t.Errorf("no passphrase: %v", err)
	}
}

// TestNoOtherRecipient: a file for a passphrase is for nobody else.
func TestNoOtherRecipient(t *testing.T) {
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, recipients := range [][]age.Recipient{
		{&recipient{[]byte("open"), 2}, other.Recipient()},
		{&recipient{[]byte("open"), 2}, &recipient{[]byte("open"), 2}},
	} {
		if _, err := age.Encrypt(io.Discard, recipients...); err == nil {
			t.Error("sealed for somebody else too")
		}
	}
}
