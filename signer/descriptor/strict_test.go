package descriptor

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestFaults has one fault per text, where the cases of the BIPs have none.
func TestFaults(t *testing.T) {
	const (
		xpub = "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL"
		tpub = "tpubDHW3GtnVrTatx38EcygoSf9UhUd9Dx1rht7FAL8unrMo8r2NWhJuYNqDFS7cZFVbDaxJkV94MLZAr86XFPsAPYcoHWJ7sWYsrmHDw5sKQ2K"
		key  = "03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd"
		xkey = "a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd"
	)
	for text, want := range map[string]string{
		"":                              "character 1: a script expression expected",
		"wpkh":                          "character 1: a script expression expected",
		"wpkh(":                         "character 6, in wpkh(): key 1: a key is missing",
		"wpkh(" + key:                   `')' expected`,
		"wpkh(" + key + "))":            "text after the end",
		"wpkh(" + key + "," + key + ")": `character 72, in wpkh(): ')' expected`,
		"WPKH(" + key + ")":             "not known",
		" wpkh(" + key + ")":            "not known",
		"wpkh( " + key + ")":            "neither hex nor an extended public key",
		"wpkh(" + key + ") ":            "text after the end",
		"wpkh(" + key + ")\n":           "a character that no descriptor holds",
		"wpkh(0" + key[1:] + "0)":       "an odd number of hex digits",
		"wpkh(02" + strings.Repeat("00", 32) + ")":                              "no point of the curve",
		"wpkh(06" + key[2:] + key[2:] + ")":                                     "a wrong length or form",
		"pkh(06" + key[2:] + key[2:] + ")":                                      "a wrong length or form",
		"wpkh(" + xkey + ")":                                                    "an x-only public key outside taproot",
		"wpkh(" + strings.Repeat("ab", 5000) + ")":                              "a public key of a wrong length",
		"wpkh(" + xpub[:110] + "/*)":                                            "an extended key of a wrong length",
		"wpkh(" + xpub[:110] + "M/*)":                                           "an extended key with a wrong checksum",
		"wpkh(" + xpub[:110] + "0/*)":                                           "an extended key that is not base58",
		"wpkh(z" + xpub[1:] + "/*)":                                             "a wrong checksum",
		"wpkh(" + xpub + "/)":                                                   "a number is missing",
		"wpkh(" + xpub + "//*)":                                                 "a number is missing",
		"wpkh(" + xpub + "/*/0)":                                                "not a decimal number",
		"wpkh(" + xpub + "/0hh)":                                                "hardened twice",
		"wpkh(" + xpub + "/-1)":                                                 "not a decimal number",
		"wpkh(" + xpub + "/+1)":                                                 "not a decimal number",
		"wpkh(" + xpub + "/01)":                                                 "begins with 0",
		"wpkh(" + xpub + "/2147483648)":                                         "above 2147483647",
		"wpkh(" + xpub + "/99999999999999999999)":                               "above 2147483647",
		"wpkh(" + xpub + strings.Repeat("/0", 256) + ")":                        "more than 255 elements",
		"wpkh([00000000" + strings.Repeat("/0", 256) + "]" + xpub + ")":         "more than 255 elements",
		"wpkh(" + xpub + "/<0;0>/*)":                                            "one choice twice",
		"wpkh(" + xpub + "/<0>/*)":                                              "fewer than two choices",
		"wpkh(" + xpub + "/<0;1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16>/*)":       "more than 16 choices",
		"wpkh([deadbeef" + xpub + ")":                                           "without its closing ]",
		"wpkh([deadbeef/]" + xpub + ")":                                         "a number is missing",
		"wpkh([deadbeef/*]" + xpub + ")":                                        "not a decimal number",
		"wsh(multi(1,[deadbeef]" + xpub + ",[deadbeef]" + tpub + "))":           "of the main network and of a test network",
		"multi(1," + strings.Repeat(key+",", 3) + key + ")":                     "more than 3 keys",
		"wsh(multi(1," + strings.Repeat(key+",", 20) + key + "))":               "more than 20 keys",
		"wsh(multi(21," + key + "))":                                            "above 20",
		"wsh(multi(01," + key + "))":                                            "begins with 0",
		"wsh(multi(1))":                                                         "1 of 0 keys",
		"wsh(multi(" + key + "))":                                               "not a decimal number",
		"wsh(sortedmulti(2," + key + "))":                                       "2 of 1 keys",
		"wsh(sortedmulti(1," + key + ",))":                                      "key 2: a key is missing",
		"sh(multi(1," + strings.Repeat(key+",", 15) + key + "))":                "above 520 bytes",
		"tr(" + xkey + ",{pk(" + xkey + ")})":                                   `',' expected`,
		"tr(" + xkey + ",{pk(" + xkey + "),pk(" + xkey + "),pk(" + xkey + ")})": `'}' expected`,
		"tr(" + xkey + ",)":                                                     "a script expression expected",
		"tr(" + xkey + ",pk(" + xkey + "),pk(" + xkey + "))":                    `')' expected`,
		"tr(" + xkey + ",sh(pk(" + xkey + ")))":                                 "sh() may not stand here",
		"tr(" + xkey + ",multi(1," + xkey + "))":                                "multi() may not stand here",
		"tr(" + xkey + "," + strings.Repeat("{", 129) + ")":                     "deeper than 128",
		"tr(musig(" + key + ",musig(" + key + "," + key + ")))":                 "neither hex nor",
		"tr(musig(" + xkey + "," + key + "))":                                   "x-only public key outside taproot",
		"tr(musig(" + xpub + "/<0;1>," + xpub + "/2)/<0;1>/*)":                  "multipath steps inside and after",
		"tr(musig())":             "a key is missing",
		"tr(musig(" + key + ")0)": `'/' expected`,
		"wsh(and_v(v:pk(" + key + "),pk(" + key + ")))":    "not sane: keys 0 and 1 are the same",
		"wsh(and_v(v:pk(" + key + "),after(0)))":           "miniscript",
		"wsh(older(10))":                                   "not sane",
		"wsh(or_d(pk(" + key + "),foo(1)))":                "miniscript",
		"raw(0)":                                           "not hex",
		"addr(tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty)": "not an address of any network",
		"wpkh(\x1b[31m)":                                   "a character that no descriptor holds",
	} {
		d, err := Parse(text)
		if err == nil {
			t.Errorf("%.80q: accepted as %s", text, d)
			continue
		}
		var placed *Error
		if !strings.Contains(err.Error(), want) || !errors.As(err, &placed) {
			t.Errorf("%.80q: %v, not %q", text, err, want)
		}
	}
}

// TestSecrets: a private key is called one wherever it stands, and never shown.
func TestSecrets(t *testing.T) {
	for _, secret := range []string{
		"xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U",
		"tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK",
		"zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZduosCc1YP5wixPox7zhZLfiUm8aunE96BBa4Kei5",
		"xprvmistyped",
		"KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU74sHUHy8S",
		"5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss",
		"cTpB4YiyKiBcPxnefsDpbnDxFDffjqJob8wGCEDXxgQ7zQoMXJdH",
		"KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU74sHUHy8T", // its checksum is wrong
	} {
		for _, text := range []string{
			"wpkh(%s)", "wpkh([deadbeef/1h]%s/0/*)", "wsh(multi(1,%s))", "tr(%s)", "wsh(%s)", "%s", "raw(%s)", "addr(%s)",
			"wsh(and_v(v:%s,older(1)))", "tr(musig(%s))", "wpkh()#%s", "# %s", "foo(%s",
		} {
			_, err := Parse(fmt.Sprintf(text, secret))
			if !errors.Is(err, ErrSecret) {
				t.Errorf("%s: %v", text, err)
			}
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), secret[2:8]) {
				t.Errorf("%s: the error shows it: %v", text, err)
			}
		}
	}
}

// TestBounds: nothing costs more than its size allows.
func TestBounds(t *testing.T) {
	key := accountText(0) + "/<0;1>/*"
	for name, text := range map[string]string{
		"long":               strings.Repeat("a", MaxText+1),
		"longest":            strings.Repeat("a", MaxText),
		"brackets":           "wsh(" + strings.Repeat("(", MaxText/2),
		"braces":             "tr(" + key + "," + strings.Repeat("{", MaxText/2),
		"wrappers":           "wsh(" + strings.Repeat("v", MaxText/2) + ":pk(" + key + "))",
		"nested miniscript":  "wsh(" + strings.Repeat("and_v(", 40000),
		"commas":             "wsh(multi(1" + strings.Repeat(",", MaxText/2),
		"steps":              "wpkh(" + accountText(0) + strings.Repeat("/0", MaxText/4) + ")",
		"one key 1000 times": "tr(" + key + ",multi_a(1" + strings.Repeat(","+key, 1000) + "))",
		"words":              strings.Repeat("5"+strings.Repeat("K", 50)+",", 5000),
	} {
		start := time.Now()
		if d, err := Parse(text); err == nil {
			t.Errorf("%s: accepted as %.100s", name, d)
		}
		if took := time.Since(start); took > 10*time.Second { // the race detector is slow
			t.Errorf("%s: took %v", name, took)
		}
	}
	keys := strings.Repeat(","+accountText(0)+"/<0;1>/*", 999)
	d, err := Parse("tr(" + key + ",multi_a(500" + keys + "))")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := d.At(1, 7); err != nil || len(s.Keys) != 1000 || len(s.Taproot.Leaves[0].Keys) != 999 {
		t.Errorf("%v", err)
	}
}

// TestConcurrent derives from many goroutines, the branch nodes unknown before.
func TestConcurrent(t *testing.T) {
	d, err := Parse("wsh(sortedmulti(2," + accountText(0) + "/1/<0;1>/*," + accountText(4) + "/<0;1>/*))")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range uint32(5) {
				if _, err := d.At(g%2, i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// TestBranchesAndIndexes: only those that exist.
func TestBranchesAndIndexes(t *testing.T) {
	d, err := Parse("wpkh(" + accountText(0) + "/<0;1>/*)")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		branch int
		index  uint32
		ok     bool
	}{{0, 0, true}, {1, hardened - 1, true}, {2, 0, false}, {-1, 0, false}, {0, hardened, false}} {
		if _, err := d.At(c.branch, c.index); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestHardenedBelow: steps that only the private key can derive are read, say so,
// and give no scripts.
func TestHardenedBelow(t *testing.T) {
	for _, steps := range []string{"/1h/*", "/0/*h", "/1h"} {
		d, err := Parse("wpkh(" + accountText(0) + steps + ")")
		if err != nil {
			t.Fatal(err)
		}
		if reason, is := d.NoWallet(); !is || !strings.Contains(reason, "only the private key") {
			t.Errorf("%s: %q", steps, reason)
		}
		if _, err := d.Scripts(0, 0); !errors.Is(err, errHardened) {
			t.Errorf("%s: scripts: %v", steps, err)
		}
	}
}

// TestUncompressed: an uncompressed key is read and makes no wallet.
func TestUncompressed(t *testing.T) {
	d, err := Parse("pkh(04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea235)")
	if err != nil {
		t.Fatal(err)
	}
	if reason, is := d.NoWallet(); !is || !strings.Contains(reason, "uncompressed") {
		t.Errorf("%q %t", reason, is)
	}
}

// TestJoinFaults has pairs that are not of one wallet.
func TestJoinFaults(t *testing.T) {
	a, b := accountText(0), accountText(4)
	for _, c := range []struct{ receive, change, want string }{
		{"wpkh(" + a + "/0/*)", "wpkh(" + a + "/0/*)", "the same"},
		{"wpkh(" + a + "/0/*)", "pkh(" + a + "/1/*)", "not of the same form"},
		{"wpkh(" + a + "/0/*)", "wpkh(" + b + "/1/*)", "another one"},
		{"wpkh(" + a + "/0/*)", "wpkh(" + a + "/1/1/*)", "paths of different lengths"},
		{"wpkh(" + a + "/0/0/*)", "wpkh(" + a + "/1/1/*)", "more than one step"},
		{"wpkh(" + a + "/0/*)", "wpkh(" + a + "/1/*h)", "not of the same form"},
		{"wpkh(" + a + "/<0;1>/*)", "wpkh(" + a + "/2/*)", "several branches"},
		{"wsh(multi(1," + a + "/0/*," + b + "/0/*))", "wsh(multi(2," + a + "/1/*," + b + "/1/*))", "not of the same form"},
		{"wsh(multi(1," + a + "/0/*," + b + "/0/*))", "wsh(multi(1," + b + "/1/*," + a + "/1/*))", "another one"},
	} {
		receive, err := Parse(c.receive)
		if err != nil {
			t.Fatal(err)
		}
		change, err := Parse(c.change)
		if err != nil {
			t.Fatal(err)
		}
		if d, err := Join(receive, change); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %v; not %q", d, err, c.want)
		}
	}
	one, _ := Parse("tr(musig(" + a + "," + b + ")/0/*)")
	two, _ := Parse("tr(musig(" + a + "," + b + ")/1/*)")
	if d, err := Join(one, two); err != nil || !strings.Contains(d.String(), ")/<0;1>/*)") {
		t.Errorf("%v, %v", d, err)
	}
}
