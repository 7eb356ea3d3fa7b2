package signer

import (
	"bytes"
	"strings"
	"testing"

	"coldsign/psbt"
)

// payAlong adds a coin of a wallet that nobody registered here, and gives it back
// to that wallet.
func payAlong(b *builder, w *Wallet) int {
	b.ins = append(b.ins, &coin{wallet: w, index: 4, sats: 50_000, sequence: sequenceFinal})
	b.outs = append(b.outs, &destination{wallet: w, branch: 1, index: 4, sats: 50_000})
	return len(b.ins) - 1
}

// TestForeignWallets has strangers pay along, of every kind, with all their records:
// they are foreign and nothing else.
func TestForeignWallets(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		template string
		keys     []*seedKeys
	}{
		{"pkh(%)", []*seedKeys{w.stranger}},
		{"wpkh(%)", []*seedKeys{w.stranger}},
		{"sh(wpkh(%))", []*seedKeys{w.stranger}},
		{"tr(%)", []*seedKeys{w.stranger}},
		{"wsh(sortedmulti(1,%,%))", []*seedKeys{w.stranger, w.stranger}},
		{"wsh(or_d(pk(%),and_v(v:pkh(%),older(10))))", []*seedKeys{w.stranger, w.stranger}},
		{"sh(wsh(multi(1,%,%)))", []*seedKeys{w.stranger, w.stranger}},
		{"tr(%,{pk(%),{pk(%),pk(%)}})", []*seedKeys{w.stranger, w.stranger, w.stranger, w.stranger}},
	} {
		b := newBuilder(t, w, w.single)
		foreign := newWallet(t, "foreign", c.template, []uint32{7 | hardened, uint32(len(c.keys))}, differ(t, c.keys)...)
		i := payAlong(b, foreign)
		list := b.findings()
		if got := ids(list); len(got) != 1 || got[0] != "foreign-inputs confirm" {
			t.Errorf("%s: %v", c.template, got)
		}
		if a := b.analyze(); a.Inputs[i].Standing != NotOurs || a.Outputs[2].Kind != Payment {
			t.Errorf("%s: %s, %s", c.template, a.Inputs[i].Standing, a.Outputs[2].Kind)
		}
	}
}

// TestForeignInputsTell: beside a stranger's coin and payment, the review says what our
// own wallet pays.
func TestForeignInputsTell(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	payAlong(b, w.other)
	const want = "The registered wallets put in 0.10000000 BTC (10,000,000 sat) and get back 0.02995000 BTC (2,995,000 sat): they pay 0.07005000 BTC (7,005,000 sat)."
	if f := finding(b.findings(), "foreign-inputs"); f == nil || !strings.HasSuffix(f.Why, want) {
		t.Errorf("%+v", f)
	}
}

// differ makes other seeds of all keys but the first, for descriptors whose keys
// must differ.
func differ(t testing.TB, keys []*seedKeys) []*seedKeys {
	out := []*seedKeys{keys[0]}
	for n := range keys[1:] {
		out = append(out, keysFromSeed(t, bytes.Repeat([]byte{byte(n + 1)}, 32)))
	}
	return out
}

// TestForeignLies changes what a stranger's taproot coin says of itself.
func TestForeignLies(t *testing.T) {
	w := newWorld(t)
	tree := newWallet(t, "foreign", "tr(%,{pk(%),pk(%)})", []uint32{7 | hardened}, differ(t, []*seedKeys{w.stranger, w.b, w.c})...)
	lone := newWallet(t, "lone", "tr(%)", []uint32{7 | hardened}, w.stranger)
	other := bytes.Repeat([]byte{9}, 32)
	for _, c := range []struct {
		what   string
		wallet *Wallet
		lie    func(b *builder, m *psbt.Map)
		output bool
	}{
		{"another merkle root", tree, func(_ *builder, m *psbt.Map) { set(m, psbt.InTapMerkleRoot, nil, other) }, false},
		{"another internal key", tree, func(b *builder, m *psbt.Map) { set(m, psbt.InTapInternalKey, nil, key(b, w.a, 1)[1:]) }, false},
		{"another leaf", tree, func(_ *builder, m *psbt.Map) {
			for i := range *m {
				if (*m)[i].Type == psbt.InTapLeafScript {
					(*m)[i].Value[3] ^= 1
				}
			}
		}, false},
		{"a root where there is no tree", lone, func(_ *builder, m *psbt.Map) { set(m, psbt.InTapMerkleRoot, nil, other) }, false},
		{"another tree", tree, func(_ *builder, m *psbt.Map) {
			raw, _ := m.Get(psbt.OutTapTree)
			raw[5] ^= 1
		}, true},
	} {
		b := newBuilder(t, w, w.single)
		i := payAlong(b, c.wallet)
		edit := editInput
		if c.output {
			edit = editOutput
		}
		edit(i, c.lie)(b)
		f := finding(b.findings(), "script-mismatch")
		if f == nil || !c.output && (len(f.Inputs) != 1 || f.Inputs[0] != i) || c.output && (len(f.Outputs) != 1 || f.Outputs[0] != i) {
			t.Errorf("%s: %+v", c.what, f)
		}
	}
}

// TestForeignSignature verifies what a stranger signed and names him.
func TestForeignSignature(t *testing.T) {
	w := newWorld(t)
	for _, template := range []string{"wpkh(%)", "tr(%)"} {
		foreign := newWallet(t, "foreign", template, []uint32{7 | hardened}, w.stranger)
		b := newBuilder(t, w, w.single)
		i := payAlong(b, foreign)
		theirs := newBuilder(t, w, w.single)
		payAlong(theirs, foreign)
		theirs.known = Known{Wallets: []*Wallet{foreign}, Keys: []OwnKey{{Name: "s", Fingerprint: w.stranger.Fingerprint()}}}
		signed, _, err := Sign(theirs.approved(), w.stranger)
		if err != nil {
			t.Fatal(err)
		}
		s := Analyze(signed, b.known).Inputs[i].Signatures
		if len(s.Valid) != 1 || s.Valid[0].Fingerprint != w.stranger.Fingerprint() || len(s.Bad) != 0 {
			t.Errorf("%s: %+v", template, s)
		}
	}
}

// TestMuSig2Wallet proves the coins and the change of a wallet whose keys only sign
// together, and says why it cannot sign.
func TestMuSig2Wallet(t *testing.T) {
	w := newWorld(t)
	both := newWallet(t, "together", "tr(musig(%,%))", cosignerPath, w.a, w.b)
	b := newBuilder(t, w, both)
	b.known.Wallets = append(b.known.Wallets, both)
	a := b.analyze()
	if a.Inputs[0].Owner == nil || a.Inputs[0].Standing != MuSig2Only || a.Outputs[1].Kind != Change {
		t.Errorf("%s, %s", a.Inputs[0].Standing, a.Outputs[1].Kind)
	}
	if got := ids(Check(a, b.limits)); len(got) != 1 || got[0] != "nothing-to-sign refuse" {
		t.Errorf("%v", got)
	}
}

// TestKeyPathSignedTogether: a coin whose key path a musig() has signed waits for
// nobody, though a leaf of ours is open.
func TestKeyPathSignedTogether(t *testing.T) {
	leaf := slot{ours: true, leaf: &tapLeaf{}}
	in := Input{Owner: &Owned{}, slots: []slot{leaf}}
	if s := in.standing(); s != Signable {
		t.Errorf("unsigned: %s", s)
	}
	in.Signatures.Valid = []Signed{{PubKey: nil}}
	if s := in.standing(); s != Complete {
		t.Errorf("the key path is signed: %s", s)
	}
}
