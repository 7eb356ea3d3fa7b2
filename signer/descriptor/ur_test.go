package descriptor

import (
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"coldsign/internal/vectors"
	"coldsign/qr/ur"
)

// TestURTypes makes wallets of the descriptors and accounts of the UR registries.
func TestURTypes(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Type, Descriptor string
			Descriptors          []string
			CBOR                 string `json:"cbor_hex"`
		}
	}
	vectors.Load(t, "bcur_types.json", &file)
	done := 0
	for _, c := range file.Cases {
		cbor, err := hex.DecodeString(c.CBOR)
		if err != nil {
			t.Fatal(err)
		}
		m := ur.UR{Type: c.Type, CBOR: cbor}
		switch {
		case strings.Contains(c.Type, "output"):
			done++
			d, err := ur.DecodeDescriptor(m)
			if err != nil {
				t.Errorf("%s: %v", c.ID, err)
				continue
			}
			w, err := ImportUR(d.Text, d.Name)
			want, wantErr := Parse(c.Descriptor)
			if err != nil || wantErr != nil || !w.Descriptor.SameScripts(want) {
				t.Errorf("%s: %v, %v, not %s", c.ID, w.Descriptor, err, c.Descriptor)
			}
		case strings.Contains(c.Type, "account"):
			done++
			checkAccount(t, c.ID, m, c.Descriptors)
		}
	}
	if done != 7 {
		t.Errorf("%d cases of descriptors and accounts", done)
	}
}

// checkAccount completes every wallet of an account with receive and change.
func checkAccount(t *testing.T, id string, m ur.UR, descriptors []string) {
	account, err := ur.DecodeAccount(m)
	if err != nil || len(account.Descriptors) != len(descriptors) {
		t.Errorf("%s: %v, %v", id, account, err)
		return
	}
	for i, text := range descriptors {
		w, err := ImportUR(account.Descriptors[i].Text, "")
		if account.Descriptors[i].Cosigner() { // a key for a wallet that is not made yet
			if err == nil {
				t.Errorf("%s: a wallet of %s", id, text)
			}
			continue
		}
		key := strings.Trim(text[strings.LastIndex(text, "("):], "()")
		want, wantErr := Parse(strings.Replace(text, key, key+"/<0;1>/*", 1))
		if err != nil || wantErr != nil || w.Descriptor.String() != want.String() || len(w.Notes) != 1 {
			t.Errorf("%s: %v, %v, not %s", id, w, err, want)
		}
	}
}

// TestURProperty: every wallet that a UR can hold reads back as itself.
func TestURProperty(t *testing.T) {
	written := 0
	rapid.Check(t, func(t *rapid.T) {
		d, err := Parse(drawModel(t).text)
		if err != nil {
			t.Fatal(err)
		}
		for registry, name := range map[ur.Registry]string{ur.Crypto: "", ur.Current: "a name"} {
			m, err := ur.EncodeDescriptor(registry, ur.Descriptor{Text: d.String(), Name: name})
			if err != nil {
				continue
			}
			written++
			read, err := ur.DecodeDescriptor(m)
			if err != nil {
				t.Fatalf("%s: %v", d, err)
			}
			w, err := ImportUR(read.Text, read.Name)
			if err != nil {
				t.Fatalf("%s reads back as %s: %v", d, read.Text, err)
			}
			if len(w.Notes) > 0 { // without steps: completed by convention
				continue
			}
			if !w.Descriptor.SameScripts(d) || w.Name != name {
				t.Fatalf("%s reads back as %s, %q", d, w.Descriptor, w.Name)
			}
		}
	})
	if written == 0 {
		t.Error("no wallet was written")
	}
}
