package descriptor

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"pgregory.net/rapid"
)

// TestPolicies runs the cases of BIP-388.
func TestPolicies(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Valid      bool
			Template   string   `json:"descriptor_template"`
			Keys       []string `json:"keys_info"`
			Descriptor string
			Reason     string
		}
	}
	vectors.Load(t, "bip388_wallet_policies.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			keys := c.Keys
			for i := 0; !c.Valid && i < 3 && strings.Contains(c.Template, fmt.Sprintf("@%d", i)); i++ {
				keys = append(keys, accountText(4*i)) // the invalid cases have no keys
			}
			if !c.Valid && strings.Contains(c.Template, "@2") { // @1 is what the case skips
				keys = []string{accountText(0), accountText(4), accountText(8)}
			}
			if strings.Contains(c.Template, "xpub") { // a key of its own, of the main network
				keys = []string{"xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL"}
			}
			d, err := ParseWalletPolicy(c.Template, keys)
			if !c.Valid {
				if err == nil {
					t.Fatalf("accepted: %s", c.Reason)
				}
				t.Logf("%s: %v", c.Reason, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, err := Parse(c.Descriptor)
			if err != nil || d.String() != want.String() {
				t.Errorf("%s, not %s (%v)", d, c.Descriptor, err)
			}
			p, err := want.WalletPolicy()
			if err != nil || p.Template != c.Template || !slices.Equal(hardenedH(p.Keys), hardenedH(c.Keys)) {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

func hardenedH(keys []string) []string {
	out := slices.Clone(keys)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], "'", "h")
	}
	return out
}

// TestPolicyFaults has what the vectors do not: one fault each.
func TestPolicyFaults(t *testing.T) {
	a, b := accountText(0), accountText(4)
	for name, c := range map[string]struct {
		template string
		keys     []string
		want     string
	}{
		"unused key":            {"wpkh(@0/**)", []string{a, b}, "@1 is not used"},
		"no keys":               {"wpkh(@0/**)", nil, "0 keys"},
		"key beyond":            {"wpkh(@1/**)", []string{a}, "no key @1"},
		"key twice in the list": {"wsh(multi(2,@0/**,@1/**))", []string{a, a}, "one key twice in the list"},
		"number with a zero":    {"wsh(multi(1,@0/**,@00/<2;3>/*))", []string{a, b}, "begins with 0"},
		"no number":             {"wpkh(@/**)", []string{a}, "a number is missing"},
		"key with steps":        {"wpkh(@0/**)", []string{a + "/0"}, "steps other than"},
		"key that injects":      {"wsh(multi(1,@0/**))", []string{a + "/<0;1>/*,1"}, "not a key with its origin"},
		"secret key":            {"wpkh(@0/**)", []string{"xprv9s21ZrQH143K"}, ErrSecret.Error()},
		"hardened choice":       {"wpkh(@0/<0h;1>/*)", []string{a}, "only the private key"},
		"no range":              {"wpkh(@0/<0;1>)", []string{a}, "steps other than"},
		"checksum":              {"wpkh(@0/**)#12345678", []string{a}, "a template that is more"},
		"no wallet":             {"pk(@0/**)", []string{a}, "no wallet"},
		"musig paths that meet": {"tr(musig(@0,@1)/**,pk(musig(@1,@0)/<1;2>/*))", []string{a, b}, "paths that meet"},
	} {
		if _, err := ParseWalletPolicy(c.template, c.keys); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, not %q", name, err, c.want)
		}
	}
}

// TestPolicyProperty: what can be written as a policy reads back as itself.
func TestPolicyProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, err := Parse(drawModel(t).text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.WalletPolicy()
		if err != nil {
			return
		}
		again, err := ParseWalletPolicy(p.Template, p.Keys)
		if err != nil || again.String() != d.String() || again.PolicyID() != d.PolicyID() {
			t.Fatalf("%+v reads back as %v, %v", p, again, err)
		}
	})
}

// TestPolicyID: the order of sorted keys makes no difference, everything else does.
func TestPolicyID(t *testing.T) {
	a, b, c := accountText(0)+"/<0;1>/*", accountText(4)+"/<0;1>/*", accountText(8)+"/<0;1>/*"
	parse := func(text string) *Descriptor {
		d, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	base := parse("wsh(sortedmulti(2," + a + "," + b + "," + c + "))")
	same := parse("wsh(sortedmulti(2," + c + "," + a + "," + b + "))")
	if base.PolicyID() != same.PolicyID() || !base.SameScripts(same) {
		t.Error("the order of sorted keys changes the wallet")
	}
	for _, text := range []string{
		"wsh(sortedmulti(1," + a + "," + b + "," + c + "))",
		"sh(wsh(sortedmulti(2," + a + "," + b + "," + c + ")))",
		"wsh(multi(2," + a + "," + b + "," + c + "))",
		"wsh(sortedmulti(2," + a + "," + b + "," + accountText(12) + "/<0;1>/*))",
		"wsh(sortedmulti(2," + a + "," + b + "," + accountText(8) + "/<1;0>/*))",
		"wsh(sortedmulti(2," + a + "," + b + "))",
	} {
		other := parse(text)
		if other.PolicyID() == base.PolicyID() || base.SameScripts(other) {
			t.Errorf("%s is the same wallet", text)
		}
	}
	if parse("wsh(multi(2,"+a+","+b+"))").PolicyID() == parse("wsh(multi(2,"+b+","+a+"))").PolicyID() {
		t.Error("the order of unsorted keys does not change the wallet")
	}
	origin := parse("wsh(sortedmulti(2," + strings.Replace(a, a[1:9], "00000000", 1) + "," + b + "," + c + "))")
	if origin.PolicyID() == base.PolicyID() || !base.SameScripts(origin) {
		t.Error("an origin is part of the id and not of the scripts")
	}
}
