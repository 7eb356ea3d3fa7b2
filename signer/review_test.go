package signer

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coldsign/internal/wordlist"
	"coldsign/psbt"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}

// vault is a transaction with something of everything: a claimed amount, a
// cosigner's signature, data with characters that must not reach a terminal, a
// self-transfer, a payment to another wallet of ours.
func vault(t testing.TB) *builder {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	b.ins[0].noPrevTx, b.ins[0].sequence = true, 10
	b.locktime = 900_000
	b.addOutput(&destination{script: opReturn([]byte("two  spaces, \u202e \x1b[2J"))})
	b.addOutput(&destination{wallet: w.multi, index: 5, sats: 1000})
	b.addOutput(&destination{wallet: w.taproot, index: 5, sats: 100_000})
	cosign(0, keyB, sighashAll, false)(b)
	return b
}

func TestReviewForPeople(t *testing.T) {
	golden(t, "vault.txt", []byte(vault(t).review().Text()))
}

func TestReviewForPrograms(t *testing.T) {
	raw, err := vault(t).review().JSON()
	if err != nil {
		t.Fatal(err)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "vault.json", append(indented.Bytes(), '\n'))
}

// TestPagesAreNarrow keeps every page inside a terminal and to ASCII.
func TestPagesAreNarrow(t *testing.T) {
	w := newWorld(t)
	for _, c := range breaches {
		b := newBuilder(t, w, w.single)
		if c.wallet != nil {
			b = newBuilder(t, w, c.wallet(w))
		}
		c.breaks(b)
		for _, p := range b.review().Pages() {
			for _, line := range p.Lines {
				if len(line) > 80 {
					t.Errorf("%s: %d characters: %s", c.rule, len(line), line)
				}
				if strings.IndexFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
					t.Errorf("%s: raw characters in %q", c.rule, line)
				}
			}
		}
		w.single.Checked = true
	}
}

// TestReviewNames holds the JSON to the names that scripts rely on.
func TestReviewNames(t *testing.T) {
	raw, err := vault(t).review().JSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	names := func(v any) (out []string) {
		for k := range v.(map[string]any) {
			out = append(out, k)
		}
		slices.Sort(out)
		return out
	}
	first := func(key string) any { return doc[key].([]any)[0] }
	for _, c := range []struct {
		of   any
		want string
	}{
		{doc, "check_words findings inputs network outputs psbt review_id totals transaction verdict"},
		{doc["psbt"], "bytes sha256 version"},
		{doc["transaction"], "locktime signals_rbf txid version vsize vsize_exact vsize_least"},
		{doc["totals"], "change_sats fee_known fee_rate_most_sat_vb fee_rate_sat_vb fee_sats inputs_sats payments_sats self_transfer_sats transfers_sats"},
		{first("inputs"), "address amount_proof branch index key_index outpoint owner sats script_type sequence sighash signatures"},
		{first("inputs").(map[string]any)["signatures"], "ours paths required valid"},
		{first("outputs"), "address branch index key_index kind owner sats script"},
		{first("findings"), "inputs outputs rule severity title why"},
	} {
		if got := strings.Join(names(c.of), " "); got != c.want {
			t.Errorf("names %s, want %s", got, c.want)
		}
	}
}

func TestCheckWords(t *testing.T) {
	r := vault(t).review()
	words := r.Words()
	bits := ""
	for _, w := range words {
		i, ok := wordlist.BIP39English().Index([]byte(w))
		if !ok {
			t.Fatalf("%q is no word", w)
		}
		for b := 10; b >= 0; b-- {
			bits += string(rune('0' + i>>b&1))
		}
	}
	id, err := hex.DecodeString(r.ID())
	if err != nil || len(id) != 32 {
		t.Fatal(r.ID())
	}
	want := ""
	for _, x := range id[:11] {
		for b := 7; b >= 0; b-- {
			want += string(rune('0' + x>>b&1))
		}
	}
	if bits != want {
		t.Errorf("words say %s, the id begins %s", bits, want)
	}
}

// TestReviewID makes sure that other bytes, facts or limits make another id, and
// that nothing else does.
func TestReviewID(t *testing.T) {
	first := vault(t).review().ID()
	if again := vault(t).review().ID(); again != first {
		t.Fatal("the same review has two ids")
	}
	for what, change := range map[string]func(*builder){
		"a field nobody knows": func(b *builder) { b.edit(func(p *psbt.Packet) { set(&p.Global, 0xee, nil, []byte{1}) }) },
		"an amount":            func(b *builder) { b.outs[0].sats-- },
		"a wallet's name":      func(b *builder) { b.w.multi.Name = "other" },
		"a wallet unchecked":   func(b *builder) { b.w.multi.Checked = false },
		"the date":             func(b *builder) { b.known.Declared.Height = 899_990 },
		"the allow list":       func(b *builder) { b.known.AllowList = []string{"bcrt1q"} },
		"a limit":              func(b *builder) { b.limits.FeeLowRate++ },
		"the policy":           func(b *builder) { b.known.PolicyID = "0b5e" },
		"an amount seen before": func(b *builder) {
			breachNamed(t, "amount-changed").breaks(b)
		},
	} {
		b := vault(t)
		change(b)
		if b.review().ID() == first {
			t.Errorf("%s does not change the id", what)
		}
	}
}

func breachNamed(t *testing.T, rule string) *breach {
	t.Helper()
	for i := range breaches {
		if breaches[i].rule == rule {
			return &breaches[i]
		}
	}
	t.Fatalf("no vector breaks %s", rule)
	return nil
}

// TestReviewKeepsTheTable hands a review no findings: the table's are in it.
func TestReviewKeepsTheTable(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	breachNamed(t, "forged-output").breaks(b)
	r := NewReview(b.analyze(), nil, b.limits)
	if r.Verdict() != string(Refused) || finding(r.Findings(), "forged-output") == nil {
		t.Errorf("verdict %s", r.Verdict())
	}
}

// TestPolicyFindings puts findings of a policy on top; one without a severity
// refuses.
func TestPolicyFindings(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	rule := Rule{ID: "limit-day", Severity: Confirm, Title: "t", Why: "w.", Check: func(*Analysis, Limits) []Place { return whole(true, "") }}
	a := b.analyze()
	if r := NewReview(a, Check(a, b.limits, rule), b.limits); r.Verdict() != string(Ask) {
		t.Errorf("verdict %s", r.Verdict())
	}
	if r := NewReview(a, []Finding{{Rule: "limit-day"}}, b.limits); r.Verdict() != string(Refused) {
		t.Errorf("a finding without severity: verdict %s", r.Verdict())
	}
}
