package descriptor

import (
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"github.com/btcsuite/btcd/btcutil/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
)

type bipCase struct {
	ID            string
	BIP           int
	Kind          string
	Valid         bool
	Descriptor    string
	KeyExpression string              `json:"key_expression"`
	Scripts       []string            `json:"script_pubkeys_hex"`
	ByChild       map[string][]string `json:"script_pubkeys_hex_by_child"`
	ExpandsTo     []string            `json:"expands_to"`
	Ranged        bool
}

// TestBIPs runs the cases of BIP-380 to BIP-390. Where a case has private keys,
// they must be refused, and the case itself is run with the public keys of them.
func TestBIPs(t *testing.T) {
	var file struct {
		Cases []bipCase
		Count int `json:"case_count"`
	}
	vectors.Load(t, "bip380_to_390_descriptors.json", &file)
	if len(file.Cases) != file.Count {
		t.Fatalf("%d cases, the file says %d", len(file.Cases), file.Count)
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			text := c.Descriptor
			if c.Kind == "key_expression" {
				text = "pk(" + c.KeyExpression + ")"
			}
			if hasSecret(text) {
				if _, err := Parse(text); !errors.Is(err, ErrSecret) && !(err != nil && !c.Valid) {
					t.Fatalf("with a private key: %v", err)
				}
			}
			if !c.Valid {
				if d, err := Parse(neutered(text)); err == nil {
					t.Errorf("accepted as %s", d)
				}
				return
			}
			for branch, want := range c.ExpandsTo {
				checkBranch(t, neutered(text), branch, neutered(want))
			}
			for i, want := range c.Scripts {
				checkScripts(t, text, uint32(i), c.Ranged, []string{want})
			}
			for child, want := range c.ByChild {
				i, _ := strconv.Atoi(child)
				checkScripts(t, text, uint32(i), c.Ranged, want)
			}
			roundTrip(t, neutered(text))
		})
	}
}

func checkBranch(t *testing.T, text string, branch int, want string) {
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	single, err := d.Branch(branch)
	if err != nil {
		t.Fatal(err)
	}
	w, err := Parse(want)
	if err != nil {
		t.Fatal(err)
	}
	if single.String() != w.String() {
		t.Errorf("branch %d is %s, not %s", branch, single, w)
	}
}

// checkScripts compares the scripts at an index; a fixed combo() lists its
// scripts where others list their children.
func checkScripts(t *testing.T, text string, index uint32, ranged bool, want []string) {
	d, err := Parse(published(t, text, index))
	if err != nil {
		t.Fatal(err)
	}
	at := uint32(0)
	if ranged {
		at = index
	}
	scripts, err := d.Scripts(0, at)
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind() == "combo" && !ranged {
		scripts = scripts[index : index+1]
	}
	var got []string
	for _, s := range scripts {
		got = append(got, hex.EncodeToString(s))
	}
	if !slices.Equal(got, want) {
		t.Errorf("index %d: %v, not %v", index, got, want)
	}
}

func roundTrip(t *testing.T, text string) {
	d, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(d.String())
	if err != nil || again.String() != d.String() {
		t.Errorf("%s reads back as %v, %v", d, again, err)
	}
}

var (
	secretKey = regexp.MustCompile(`[xt]prv[0-9A-Za-z]+|\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b`)
	secretWay = regexp.MustCompile(`([xt]prv[0-9A-Za-z]+)((?:/[0-9]+['h]?)*)(/\*['h]?)?`)
)

func hasSecret(text string) bool { return secretKey.MatchString(text) }

// neutered puts the public key in the place of every private one and leaves the
// steps; a WIF key becomes hex.
func neutered(text string) string {
	return secretKey.ReplaceAllStringFunc(text, func(s string) string {
		if !strings.Contains(s, "prv") {
			return wifPublic(s)
		}
		k, err := hdkeychain.NewKeyFromString(s)
		if err != nil {
			return s
		}
		public, _ := k.Neuter()
		return public.String()
	})
}

func wifPublic(s string) string {
	w, err := btcutil.DecodeWIF(s)
	if err != nil {
		return s
	}
	return hex.EncodeToString(w.SerializePubKey())
}

// published derives private keys past their last hardened step and puts the
// public key there; a hardened wildcard becomes the index.
func published(t *testing.T, text string, index uint32) string {
	text = secretWay.ReplaceAllStringFunc(text, func(s string) string {
		m := secretWay.FindStringSubmatch(s)
		k, err := hdkeychain.NewKeyFromString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		steps := strings.FieldsFunc(m[2], func(r rune) bool { return r == '/' })
		rest := m[3]
		if strings.HasSuffix(rest, "'") || strings.HasSuffix(rest, "h") {
			steps, rest = append(steps, strconv.Itoa(int(index))+"h"), ""
		}
		for _, step := range steps {
			n, err := parseElement(step)
			if err != nil {
				t.Fatal(err)
			}
			if k, err = k.Derive(n); err != nil {
				t.Fatal(err)
			}
		}
		public, err := k.Neuter()
		if err != nil {
			t.Fatal(err)
		}
		public.SetNet(&chaincfg.MainNetParams)
		return public.String() + rest
	})
	return neutered(text)
}
