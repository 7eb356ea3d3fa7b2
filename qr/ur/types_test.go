package ur

import (
	"bytes"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

func TestTypeVectors(t *testing.T) {
	var file struct {
		Count int `json:"case_count"`
		Cases []struct {
			ID, Type, UR, Descriptor string
			CBOR                     string `json:"cbor_hex"`
			PSBT                     string `json:"psbt_hex"`
			ExtendedKey              string `json:"extended_key"`
			Descriptors              []string
		}
	}
	vectors.Load(t, "bcur_types.json", &file)
	if len(file.Cases) != file.Count {
		t.Fatalf("%d cases, %d announced", len(file.Cases), file.Count)
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			message := unhex(t, c.CBOR)
			p, err := ParsePart(c.UR)
			if err != nil || p.Type != c.Type || !bytes.Equal(p.Data, message) {
				t.Fatalf("read %+v, %v", p, err)
			}
			if got := p.String(); got != strings.ToUpper(c.UR) {
				t.Errorf("wrote %s", got)
			}
			m := UR{c.Type, message}
			switch {
			case c.PSBT != "":
				if content, err := UnwrapBytes(message); err != nil || hex.EncodeToString(content) != c.PSBT {
					t.Errorf("PSBT %x, %v", content, err)
				}
			case c.ExtendedKey != "":
				checkKey(t, m, c.ExtendedKey)
			case c.Descriptor != "":
				checkDescriptor(t, m, c.Descriptor)
			case c.Descriptors != nil:
				checkAccount(t, m, c.Descriptors)
			}
		})
	}
}

// normal writes hardened steps as this package does.
func normal(descriptor string) string { return strings.ReplaceAll(descriptor, "'", "h") }

func checkKey(t *testing.T, m UR, want string) {
	got, err := DecodeKey(m)
	if strings.Contains(want, "prv") {
		if !errors.Is(err, ErrPrivate) {
			t.Errorf("a private key gave %q, %v", got, err)
		}
		return
	}
	if err != nil || got != want {
		t.Errorf("read %s, %v", got, err)
	}
}

func checkDescriptor(t *testing.T, m UR, want string) {
	got, err := DecodeDescriptor(m)
	// The paper leaves an origin out that its CBOR tells.
	got.Text = strings.Replace(got.Text, "[bd16bee5/0]", "", 1)
	if err != nil || withoutChild(t, got.Text) != withoutChild(t, normal(want)) {
		t.Errorf("read %s, %v", got.Text, err)
	}
	back, err := EncodeDescriptor(Crypto, Descriptor{Text: want})
	if err != nil || back.Type != m.Type || !bytes.Equal(back.CBOR, m.CBOR) {
		t.Errorf("wrote %x, %v", back.CBOR, err)
	}
}

// withoutChild clears the child number in extended keys: the paper has a key
// whose origin contradicts it, and then the CBOR cannot carry it.
func withoutChild(t *testing.T, descriptor string) string {
	t.Helper()
	at := strings.Index(descriptor, "xpub")
	if at < 0 {
		return descriptor
	}
	key := descriptor[at : at+111]
	x, err := parseXPub(key)
	if err != nil {
		t.Fatal(err)
	}
	x.child = 0
	return descriptor[:at] + x.String() + withoutChild(t, descriptor[at+111:])
}

func checkAccount(t *testing.T, m UR, want []string) {
	got, err := DecodeAccount(m)
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(got.Descriptors))
	for i, d := range got.Descriptors {
		texts[i] = d.Text
	}
	for i := range want {
		want[i] = normal(want[i])
	}
	if !slices.Equal(texts, want) {
		t.Errorf("read %q", texts)
	}
	registry := Crypto
	if m.Type == typeNames[Current].account {
		registry = Current
	}
	back, err := EncodeAccount(registry, got)
	if err != nil || back.Type != m.Type || !bytes.Equal(back.CBOR, m.CBOR) {
		t.Errorf("wrote %x, %v", back.CBOR, err)
	}
}
