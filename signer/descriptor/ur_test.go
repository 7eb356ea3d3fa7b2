package descriptor

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"pgregory.net/rapid"
)

// TestURTypes reads the descriptors and accounts of the UR registries, and
// writes the accounts and what they hold byte for byte.
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
		payload, _ := hex.DecodeString(c.CBOR)
		switch {
		case strings.Contains(c.Type, "output"):
			done++
			w, err := Import(payload)
			if err != nil {
				t.Errorf("%s: %v", c.ID, err)
				continue
			}
			want, err := Parse(c.Descriptor)
			if err != nil || !w.Descriptor.SameScripts(want) {
				t.Errorf("%s: %s, not %s", c.ID, w.Descriptor, c.Descriptor)
			}
			if again, err := w.Descriptor.CryptoOutputCBOR(); err != nil || !sameCBOR(again, payload) {
				t.Errorf("%s: written as %x, %v", c.ID, again, err)
			}
		case strings.Contains(c.Type, "account"):
			done++
			checkAccount(t, c.ID, payload, c.Descriptors)
		default: // a seed, a PSBT, a single key: no wallet
			if all, err := ImportAll(payload); err == nil {
				t.Errorf("%s: a wallet %s", c.ID, all[0].Descriptor)
			}
		}
	}
	if done != 7 {
		t.Errorf("%d cases of descriptors and accounts", done)
	}
}

// sameCBOR compares but for the members that need not be written: the depth of
// an origin, and origins and coin information that say nothing.
func sameCBOR(a, b []byte) bool {
	x, errX := parseCBOR(a)
	y, errY := parseCBOR(b)
	if errX != nil || errY != nil {
		return false
	}
	textX, _, _ := descriptorText(x)
	textY, _, _ := descriptorText(y)
	return textX == textY
}

func checkAccount(t *testing.T, id string, payload []byte, descriptors []string) {
	all, err := ImportAll(payload)
	if err != nil {
		t.Errorf("%s: %v", id, err)
		return
	}
	var accounts []AccountKey
	for _, text := range descriptors {
		open := strings.LastIndex(text, "(")
		key, _, _ := strings.Cut(text[open+1:], ")")
		accounts = append(accounts, AccountKey{text[:open], strings.ReplaceAll(key, "'", "h")})
		if strings.Contains(text, "cosigner") {
			continue
		}
		want, err := Parse(strings.Replace(text, key, key+"/<0;1>/*", 1))
		if err != nil || len(all) == 0 || all[0].Descriptor.String() != want.String() || len(all[0].Notes) != 1 {
			t.Errorf("%s: %v, not %s", id, all, want)
			return
		}
		all = all[1:]
	}
	master := [4]byte(unhex(accounts[0].Key[1:9]))
	got, err := AccountCBOR(master, accounts, strings.HasPrefix(id, "crypto-"))
	if err != nil || !bytes.Equal(got, payload) {
		t.Errorf("%s: written as %x, %v", id, got, err)
	}
}

// TestURProperty: every wallet that can be written reads back as itself.
func TestURProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, err := Parse(drawModel(t).text)
		if err != nil {
			t.Fatal(err)
		}
		if payload, err := d.OutputDescriptorCBOR("a name"); err == nil {
			checkWritten(t, d, payload, "a name")
		}
		if payload, err := d.CryptoOutputCBOR(); err == nil {
			checkWritten(t, d, payload, "")
		}
	})
}

func checkWritten(t *rapid.T, d *Descriptor, payload []byte, name string) {
	w, err := Import(payload)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Notes) > 0 { // without steps: completed by convention
		return
	}
	if !w.Descriptor.SameScripts(d) || w.Name != name {
		t.Fatalf("%s reads back as %s, %q", d, w.Descriptor, w.Name)
	}
}

// TestURKeys has the members of an hdkey that decide what it is.
func TestURKeys(t *testing.T) {
	const (
		key    = "035821026fe2355745bb2db3630bbc80ef5d58951c963c841f54170ba6e5c12be7fc12a6"
		chain  = "045820ced155c72456255881793514edc5bd9447e7f74abb88c6d6b6480fd016ee8c85"
		parent = "081ae9181cf3"
	)
	for name, c := range map[string]struct{ hdkey, want string }{
		"public":                   {"a2" + key + chain, ""},
		"a parent without a depth": {"a3" + key + chain + parent, ""},
		"no chain code":            {"a1" + key, ""},
		"master":                   {"a301f5" + key + chain, ErrSecret.Error()},
		"private":                  {"a302f5" + key + chain, ErrSecret.Error()},
		"not private":              {"a302f4" + key + chain, ""},
		"no key":                   {"a1" + chain, "without its public key"},
		"short chain code":         {"a2" + key + "0441ce", "malformed chain code"},
		"another coin":             {"a3" + key + chain + "05d90131a101183c", "another coin"},
		"another network":          {"a3" + key + chain + "05d90131a10202", "unknown network"},
		"path that is odd":         {"a3" + key + chain + "07d90130a1018101", "malformed"},
		"path without flags":       {"a3" + key + chain + "07d90130a101820101", "hardened flag"},
		"pair of steps":            {"a3" + key + chain + "07d90130a101838400f401f480f4", ""},
	} {
		payload := unhex("d90194d9012f" + c.hdkey)
		w, err := Import(payload)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, %v", name, w.Descriptor, err)
		}
		if name == "pair of steps" && err == nil && w.Descriptor.Branches() != 2 {
			t.Errorf("%s: %s", name, w.Descriptor)
		}
	}
}
