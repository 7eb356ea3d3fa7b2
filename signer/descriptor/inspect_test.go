package descriptor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The accounts of the tests: 0, 4, 8, … are BIP-48 accounts of test networks.
func accountText(i int) string {
	a := accounts()[i]
	return fmt.Sprintf("[%x%s]%s", a.fingerprint, appendPath(nil, a.path), a.key)
}

func ownAccount(i int) OwnAccount {
	a := accounts()[i]
	return OwnAccount{fmt.Sprintf("key-%d", i), a.fingerprint, a.path, a.key.String()}
}

// TestInspect has one fault per case, beside the good twin that has none.
func TestInspect(t *testing.T) {
	own, other, third := accountText(0), accountText(4), accountText(8)
	fingerprint := own[1:9]
	range01 := "/<0;1>/*"
	two := func(a, b string) string { return "wsh(sortedmulti(2," + a + "," + b + "))" }
	single := accountText(1)
	nums := "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"

	covered := map[string]bool{}
	for _, c := range []struct {
		name, network, text string
		want                []string // ids, in the order of the table
	}{
		{"good", "test", two(own+range01, other+range01), nil},
		{"good single", "regtest", "wpkh(" + single + range01 + ")", nil},
		{"a purpose of another script", "regtest", "wpkh(" + own + range01 + ")", []string{"path-unusual"}},
		{"branches swapped", "test", two(own+"/<1;0>/*", other+"/<1;0>/*"), []string{"path-unusual"}},
		{"other branches", "test", two(own+"/<2;3>/*", other+"/<2;3>/*"), []string{"path-unusual"}},
		{"a step between branch and index", "test", two(own+"/<0;1>/7/*", other+"/<0;1>/7/*"), []string{"path-unusual"}},
		{"good taproot", "test", "tr(" + nums + ",multi_a(2," + own + range01 + "," + other + range01 + "))", nil},
		{"good paths of one key", "test", "tr(" + own + range01 + ",pk(" + own + "/<2;3>/*))", nil},
		{"good below the account", "test", "wpkh([" + fingerprint + "/48h/1h/0h/2h/7]" + childOf(0, 7) + range01 + ")", []string{"path-unusual"}},
		{"good without the fingerprint", "test", two("[00000000"+own[9:]+range01, other+range01), []string{"zero-fingerprint"}},
		{"no wallet", "test", "combo(" + own + "/*)", []string{"no-wallet", "path-unusual", "no-change"}},
		{"main network", "main", two(own+range01, other+range01), []string{"wrong-network", "coin-type", "path-unusual"}},
		{"none ours", "test", two(third+range01, other+range01), []string{"own-missing"}},
		{"our path, another key", "test", two(strings.Replace(other, other[1:9], fingerprint, 1)+range01, third+range01), []string{"own-forged"}},
		{"our fingerprint elsewhere", "test", two("["+fingerprint+"/84h/1h/9h]"+childOf(0, 7)+range01, other+range01),
			[]string{"own-unknown", "depth", "path-unusual"}},
		{"our fingerprint, hardened below", "test", two("["+fingerprint+"/48h/1h/0h/2h/7h]"+childOf(0, 7)+range01, other+range01),
			[]string{"own-unknown", "depth"}},
		{"our key, no origin", "test", two(own[strings.Index(own, "]")+1:]+range01, other+range01), []string{"own-origin"}},
		{"our key, another's origin", "test", two(strings.Replace(own, fingerprint, "12345678", 1)+range01, other+range01), []string{"own-origin"}},
		{"ours twice", "test", "wsh(sortedmulti(2," + own + range01 + "," + own + "/<2;3>/*," + other + range01 + "))",
			[]string{"own-twice", "duplicate-key"}},
		{"ours twice in miniscript", "test", "wsh(thresh(2,pk(" + own + range01 + "),s:pk(" + own + "/<2;3>/*),s:pk(" + other + range01 + ")))",
			[]string{"own-twice", "duplicate-key"}},
		{"ours twice in a multi() of miniscript", "test", "wsh(and_v(v:multi(2," + own + range01 + "," + own + "/<2;3>/*),older(10)))",
			[]string{"own-twice", "duplicate-key"}},
		{"a stranger twice, both needed", "test", "wsh(or_d(pk(" + own + range01 + "),and_v(v:pkh(" + other + range01 + "),pk(" + other + "/<2;3>/*))))",
			[]string{"duplicate-key"}},
		{"good for now and for later", "test", "wsh(or_d(multi(2," + own + range01 + "," + other + range01 + "),and_v(v:pkh(" + own + "/<2;3>/*),older(10))))", nil},
		{"a lock that opens at once", "test", "wsh(or_d(pk(" + own + range01 + "),and_v(v:pkh(" + other + range01 + "),older(65536))))", []string{"lock-bits"}},
		{"a lock shorter than it reads", "test", "wsh(or_d(pk(" + own + range01 + "),and_v(v:pkh(" + other + range01 + "),older(70000))))", []string{"lock-bits"}},
		{"the longest locks", "test", "wsh(or_d(pk(" + own + range01 + "),andor(pk(" + other + range01 + "),older(65535),and_v(v:pk(" + third + range01 + "),older(4194305)))))", nil},
		{"duplicate", "test", "wsh(multi(2," + own + range01 + "," + other + range01 + "," + other + range01 + "))", []string{"duplicate-key"}},
		{"duplicate across leaves", "test", "tr(" + own + range01 + ",{pk(" + other + range01 + "),pk(" + other + "/<1;2>/*)})", []string{"duplicate-key"}},
		{"duplicate with and without origin", "test", "wsh(multi(2," + own + range01 + "," + other + range01 + "," + other[strings.Index(other, "]")+1:] + range01 + "))",
			[]string{"duplicate-key", "no-origin"}},
		{"one seed twice", "test", "wsh(multi(2," + own + range01 + "," + other + range01 + "," + strings.Replace(third, third[1:9], other[1:9], 1) + range01 + "))",
			[]string{"one-seed-twice"}},
		{"depth", "test", two(own+range01, strings.Replace(other, "/2h]", "]", 1)+range01), []string{"depth"}},
		{"depth, same last element", "test", two(own+range01, strings.Replace(other, "/0h/2h]", "/2h]", 1)+range01), []string{"depth"}},
		{"last element", "test", two(own+range01, strings.Replace(other, "/2h]", "/1h]", 1)+range01), []string{"depth"}},
		{"coin type", "test", two(own+range01, strings.Replace(other, "/48h/1h/", "/48h/0h/", 1)+range01), []string{"coin-type"}},
		{"unspendable leaf", "test", "tr(" + own + range01 + ",pk(" + nums + "))", []string{"key-unspendable"}},
		{"fixed", "test", "wpkh(" + single + "/0/0)", []string{"not-ranged"}},
		{"fixed cosigner", "test", two(own+range01, other+"/0"), []string{"fixed-key"}},
		{"one branch", "test", two(own+"/0/*", other+"/0/*"), []string{"no-change"}},
		{"no origin", "test", two(own+range01, other[strings.Index(other, "]")+1:]+range01), []string{"no-origin"}},
		{"only in musig", "test", "tr(musig(" + own + "," + other + ")" + range01 + ")", []string{"own-musig-only", "musig"}},
		{"musig beside", "test", "tr(musig(" + own + "," + other + ")" + range01 + ",pk(" + own + "/<2;3>/*))", []string{"musig"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(c.text)
			if err != nil {
				t.Fatal(err)
			}
			n, _ := NetworkByName(c.network)
			var got []string
			for _, p := range Inspect(d, n, []OwnAccount{ownAccount(0), ownAccount(1), ownAccount(12)}) {
				got = append(got, p.Check)
				if p.Title == "" || p.Why == "" {
					t.Errorf("%s says nothing", p.Check)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, not %v", got, c.want)
			}
			for _, id := range c.want {
				covered[id] = true
			}
		})
	}
	for _, c := range Checks() {
		if !covered[c.ID] {
			t.Errorf("no case breaks %s", c.ID)
		}
	}
}

func childOf(i int, index uint32) string {
	k, err := accounts()[i].key.Derive(index)
	if err != nil {
		panic(err)
	}
	return k.String()
}

func TestSentences(t *testing.T) {
	a, b, c := accountText(0)+"/<0;1>/*", accountText(4)+"/<0;1>/*", accountText(8)+"/<0;1>/*"
	names := map[string]string{a[1:9]: "alice", b[1:9]: "bob"}
	carol := c[1:9]
	nums := "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
	hash := strings.Repeat("ab", 32)
	for text, want := range map[string][]string{
		"pkh(" + a + ")": {"alice"},
		"sh(wsh(sortedmulti(2," + a + "," + b + "," + c + ")))":                     {"2 of alice, bob, " + carol},
		"wsh(multi(1," + a + "))":                                                   {"alice"},
		"wsh(or_d(multi(2," + a + "," + b + "),and_v(v:pkh(" + c + "),older(10))))": {"either 2 of alice, bob; or " + carol + ", after 10 blocks"},
		"wsh(andor(pk(" + a + "),older(4194305),pk(" + b + ")))":                    {"either alice, after 8 minutes 32 seconds; or bob"},
		"wsh(and_v(v:pk(" + a + "),older(4194604)))":                                {"alice, after 1 day 18 hours 40 minutes"},
		"wsh(and_v(v:pk(" + a + "),after(800000)))":                                 {"alice, from block 800,000 on"},
		"wsh(and_v(v:pk(" + a + "),after(1798761600)))":                             {"alice, from 2027-01-01 00:00 UTC on"},
		"wsh(and_v(v:pk(" + a + "),sha256(" + hash + ")))":                          {"alice and the secret whose sha256 begins abababab"},
		"wsh(thresh(2,pk(" + a + "),s:pk(" + b + "),sln:older(1)))":                 {"2 of (alice; bob; anybody, after 1 block)"},
		"wsh(and_v(or_c(pk(" + a + "),v:older(7)),pk(" + b + ")))":                  {"bob and (either alice; or anybody, after 7 blocks)"},
		"tr(" + a + ")": {"alice"},
		"tr(" + nums + ",{pk(" + a + "),multi_a(2," + b + "," + c + ")})":                {"key path: nobody", "script 1: alice", "script 2: 2 of bob, " + carol},
		"tr(musig(" + accountText(0) + "," + accountText(4) + ")/<0;1>/*,pk(" + c + "))": {"key path: all of alice, bob together (MuSig2)", "script 1: " + carol},
		"raw(00)": {"no wallet: raw() is a single script without keys"},
	} {
		d, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := d.Sentences(names); !slices.Equal(got, want) {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// TestDates compares with dates that are known.
func TestDates(t *testing.T) {
	for seconds, want := range map[int64]string{
		500000000: "1985-11-05 00:53 UTC", 951782400: "2000-02-29 00:00 UTC", 1709164800: "2024-02-29 00:00 UTC",
		1735689599: "2024-12-31 23:59 UTC", 2147483647: "2038-01-19 03:14 UTC", 4294967295: "2106-02-07 06:28 UTC",
	} {
		if got := dateWords(seconds); got != want {
			t.Errorf("%d: %s, not %s", seconds, got, want)
		}
	}
}
