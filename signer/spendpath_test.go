package signer

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPathFacts follows a wallet of several paths through the review: which are open,
// who signed, and that no number stands for them all.
func TestPathFacts(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	spendFrom("wsh(or_d(multi(2,%,%,%),and_v(v:pkh(%),after(900000))))", keyA, keyB, keyC, func(w *world) *seedKeys { return w.stranger })(b)
	timed(2, 0, sequenceRBF)(b)
	cosign(0, keyB, sighashAll, false)(b)
	r := b.review()
	raw, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Inputs []struct{ Signatures documentSignatures }
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Inputs[0].Signatures
	fingerprint := fingerprintText
	want := []documentPath{
		{fmt.Sprintf("2 of a, %s, %s", fingerprint(w.b.Fingerprint()), fingerprint(w.c.Fingerprint())), numberOrNull(2), 1, 1, true},
		{fingerprint(w.stranger.Fingerprint()) + ", from block 900,000 on", numberOrNull(1), 0, 0, false},
	}
	if s.Required != nil || len(s.Paths) != len(want) {
		t.Fatalf("%+v", s)
	}
	for i := range want {
		got := s.Paths[i]
		if got.Words != want[i].Words || *got.Required != *want[i].Required || got.Valid != want[i].Valid || got.Ours != want[i].Ours || got.Open != want[i].Open {
			t.Errorf("%+v, not %+v", got, want[i])
		}
	}
	words := "Input 0: 2 of 4 after this, " + want[0].Words + "; or " + want[1].Words + " (not open); signed"
	if f := finding(r.Findings(), "cosigners"); f == nil || !strings.Contains(f.Why, words) {
		t.Errorf("%q is not in %+v", words, f)
	}
}

// TestRequired: a number where one is true of the script, null where none is.
func TestRequired(t *testing.T) {
	w := newWorld(t)
	for template, want := range map[string]int{
		"wpkh(%)":                                   1,
		"wsh(sortedmulti(2,%,%,%))":                 2,
		"wsh(and_v(v:pk(%),after(200)))":            1,
		"wsh(and_v(v:multi(2,%,%),pk(%)))":          3,
		"wsh(or_d(pk(%),and_v(v:pkh(%),older(9))))": 0,
		"tr(%,pk(%))":                               0,
		"tr(%)":                                     1,
	} {
		keys := []func(*world) *seedKeys{keyA, keyB, keyC}[:strings.Count(template, "%")]
		b := newBuilder(t, w, w.single)
		spendFrom(template, keys...)(b)
		in := &b.analyze().Inputs[0]
		if got := in.required(); got != want {
			t.Errorf("%s: %d, not %d", template, got, want)
		}
		if several := in.severalPaths(); several != (want == 0 || strings.Contains(template, "after")) {
			t.Errorf("%s: several paths %v", template, several)
		}
	}
}

// TestTaprootPaths counts the signatures of the key path and of each leaf apart.
func TestTaprootPaths(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.tree) // tr(a,{pk(b),pk(c)})
	check := func(what string, in *Input, want string) {
		t.Helper()
		var got []string
		for _, p := range in.Paths {
			got = append(got, fmt.Sprintf("%d+%d of %d", p.Valid, p.Ours, p.Required))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %v, not %s", what, got, want)
		}
	}
	check("unsigned", &b.analyze().Inputs[0], "0+1 of 1, 0+0 of 1, 0+0 of 1")
	theirs := newBuilder(t, w, w.tree)
	theirs.known.Keys = []OwnKey{own(t, "b", w.b)}
	check("b's machine", &theirs.analyze().Inputs[0], "0+0 of 1, 0+1 of 1, 0+0 of 1")
	leafSigned, _, err := Sign(theirs.approved(), w.b)
	if err != nil {
		t.Fatal(err)
	}
	check("b's leaf is signed", &Analyze(leafSigned, b.known).Inputs[0], "0+1 of 1, 1+0 of 1, 0+0 of 1")
	keySigned, _, err := Sign(b.approved(), w.a)
	if err != nil {
		t.Fatal(err)
	}
	check("the key path is signed", &Analyze(keySigned, b.known).Inputs[0], "1+0 of 1, 0+0 of 1, 0+0 of 1")
}

// TestLockClosedSays names the path, when it opens, and what keeps it closed.
func TestLockClosedSays(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		template string
		time     func(*builder)
		want     string
	}{
		{late, timed(2, 0, noReplace), "Inputs 0-1: a, from block 200 on; opens at block 200, and the transaction has no lock time."},
		{late, timed(2, 150, noReplace), "opens at block 200, and the transaction's lock time is only block 150."},
		{late, timed(2, 200, sequenceFinal), "opens at block 200, and the input's sequence switches the lock time off."},
		{late, timed(2, 1_700_000_000, noReplace), "and the transaction's lock time is of the other kind: 2023-11-14 22:13:20 UTC."},
		{aged, timed(2, 0, sequenceRBF), "opens 10 blocks after its coin, and the input's sequence 0xfffffffd says nothing of its coin's age."},
		{aged, timed(1, 0, 10), "and a transaction of version 1 has no relative locks."},
		{aged, timed(2, 0, 9), "and the input's sequence says only 9 blocks after its coin."},
		{agedFor, timed(2, 0, 10), "and the input's sequence counts the other unit: 10 blocks after its coin."},
	} {
		b := newBuilder(t, w, w.single)
		spendFrom(c.template, keyA)(b)
		c.time(b)
		if f := finding(b.findings(), "lock-closed"); f == nil || !strings.Contains(f.Why, c.want) {
			t.Errorf("%q is not in %+v", c.want, f)
		}
	}
}

// TestRateOfThePathTaken: a taproot wallet of a deep tree whose key path is held here
// costs what the key path costs, and people see both rates.
func TestRateOfThePathTaken(t *testing.T) {
	w := newWorld(t)
	deep := "multi_a(2,%,%)"
	keys := []func(*world) *seedKeys{keyA}
	seeds := []*seedKeys{w.b, w.c}
	for n := range 16 {
		seeds = append(seeds, keysFromSeed(t, []byte(strings.Repeat(string(rune('A'+n)), 32))))
	}
	for n := range 9 {
		for _, seed := range seeds[2*n : 2*n+2] {
			keys = append(keys, func(*world) *seedKeys { return seed })
		}
	}
	for range 8 {
		deep = "{" + deep + ",multi_a(2,%,%)}"
	}
	paying := func(fee int64) *builder {
		b := newBuilder(t, w, w.single)
		spendFrom("tr(%,"+deep+")", keys...)(b)
		b.ins[0].sats += 990_000_000
		b.outs[0].sats += 990_000_000 - fee + 5_000
		return b
	}
	least := paying(5_000).analyze().Tx.VSizeLeast
	most := paying(5_000).analyze().Tx.VSize
	if most < 2*least {
		t.Fatalf("%d and %d virtual bytes", least, most)
	}
	for fee, high := range map[int64]bool{500 * least: false, 500*least + 1: true} {
		if f := finding(paying(fee).findings(), "fee-high"); (f != nil) != high {
			t.Errorf("a fee of %d sat for %d virtual bytes: %+v", fee, least, f)
		}
	}
	for fee, low := range map[int64]bool{most: false, most - 1: true} {
		if f := finding(paying(fee).findings(), "fee-low"); (f != nil) != low {
			t.Errorf("a fee of %d sat for %d virtual bytes: %+v", fee, most, f)
		}
	}
	if text := paying(5_000).review().Text(); !strings.Contains(text, "by the smallest way that is open") {
		t.Error("people do not see both rates")
	}
	if text := newBuilder(t, w, w.single).review().Text(); strings.Contains(text, "by the smallest way") {
		t.Error("two rates of one size")
	}
}

// TestLeastVSize: what the signatures made here come to is within the two sizes.
func TestLeastVSize(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range []*Wallet{w.single, w.nested, w.legacy, w.taproot, w.tree, w.inherit} {
		b := newBuilder(t, w, wallet)
		a := b.analyze()
		_, result, err := Sign(b.approved(), w.a)
		if err != nil || result.Tx == nil {
			t.Fatalf("%s: %v", wallet.Name, err)
		}
		size := int64(result.Tx.SerializeSizeStripped()*3+result.Tx.SerializeSize()+3) / 4
		if size < a.Tx.VSizeLeast || size > a.Tx.VSize {
			t.Errorf("%s: %d virtual bytes, not within %d and %d", wallet.Name, size, a.Tx.VSizeLeast, a.Tx.VSize)
		}
	}
}

// TestManyPathsManyInputs bounds what a wallet of 41 keys and as many paths costs.
func TestManyPathsManyInputs(t *testing.T) {
	w := newWorld(t)
	const leaves, inputs, most = 40, 200, 3.0 // seconds of all cores, some of which others use
	tree, seeds := "", []*seedKeys{w.a}
	for n := range leaves {
		leaf := fmt.Sprintf("and_v(v:pk(%%),older(%d))", n+1)
		if tree = "{" + tree + "," + leaf + "}"; n == 0 {
			tree = leaf
		}
		seeds = append(seeds, keysFromSeed(t, []byte(fmt.Sprintf("%032d", n))))
	}
	b := newBuilder(t, w, w.single)
	wallet := newWallet(t, "many", "tr(%,"+tree+")", cosignerPath, seeds...)
	b.known.Wallets = append(b.known.Wallets, wallet)
	b.ins = many(t, w, wallet, inputs).ins
	p := b.packet()
	start := cpuTime()
	a := Analyze(p, b.known)
	r := NewReview(a, nil, b.limits)
	if took := cpuTime() - start; took > most && !testing.Short() { // the race detector takes ten times as long
		t.Errorf("%.1f s", took)
	}
	if n := len(a.Inputs[0].Paths); n != leaves+1 {
		t.Errorf("%d paths", n)
	}
	if raw, err := r.JSON(); err != nil || len(raw) > 4<<20 {
		t.Errorf("%d bytes of review: %v", len(raw), err)
	}
}

// TestLocksTellTheTruth signs with every key, whatever the rules say: the transaction is
// complete exactly when no finding says that it can never be.
func TestLocksTellTheTruth(t *testing.T) {
	w := newWorld(t)
	wallets := []func(*builder){
		spendFrom(late, keyA), spendFrom(dated, keyA), spendFrom(aged, keyA), spendFrom(agedFor, keyA), spendFrom(heir, heirIs...),
		spendFrom("wsh(andor(pk(%),older(10),and_v(v:pk(%),after(200))))", keyA, keyB),
		spendFrom("wsh(thresh(3,pk(%),s:pk(%),sln:older(10),sln:after(200)))", keyA, keyB),
		spendFrom("tr("+unspendableKey+",{and_v(v:pk(%),older(4194314)),and_v(v:pk(%),after(1700000000))})", keyA, keyB),
	}
	seen := map[bool]int{}
	rounds(t, func(rt *rapid.T) {
		b := newBuilder(t, w, w.single)
		rapid.SampledFrom(wallets).Draw(rt, "wallet")(b)
		b.known.Keys = append(b.known.Keys, own(t, "b", w.b))
		locktimes := []uint32{0, 199, 200, locktimeThreshold - 1, locktimeThreshold, 1_699_999_999, 1_700_000_000, 1<<32 - 1}
		sequences := []uint32{0, 9, 10, 0xffff, units - 1, units, sequenceInactive | 10, sequenceRBF, noReplace, sequenceFinal}
		timed(rapid.Int32Range(0, 3).Draw(rt, "version"), rapid.SampledFrom(locktimes).Draw(rt, "lock time"),
			rapid.SampledFrom(sequences).Draw(rt, "sequence"))(b)
		a := b.analyze()
		_, result, err := newPlan(a).sign([]Keys{w.a, w.b})
		if err != nil {
			rt.Fatal(err)
		}
		f := finding(Check(a, b.limits), "lock-closed")
		if never := f != nil; never == result.Complete {
			rt.Fatalf("complete %v, finding %+v", result.Complete, f)
		}
		seen[result.Complete]++
	})
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("complete or not: %v", seen)
	}
}

// unspendableKey is the point of BIP-341 of which nobody knows the private key.
const unspendableKey = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
