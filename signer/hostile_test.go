package signer

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

// hostilePackets are well-formed and made to cost: each grows with n, and the work
// on it may grow no faster.
var hostilePackets = []struct {
	name string
	make func(b *builder, n int)
}{
	{"a long witness script and many records", func(b *builder, n int) {
		script := make([]byte, 40*n) // of OP_0
		hash := sha256.Sum256(script)
		b.ins = append(b.ins, &coin{script: append([]byte{txscript.OP_0, 32}, hash[:]...), sats: 1000, sequence: sequenceFinal})
		b.edit(func(p *psbt.Packet) {
			p.Inputs[2] = append(p.Inputs[2], psbt.Pair{Type: psbt.InWitnessScript, Value: script})
			b.strangersRecords(&p.Inputs[2], n)
		})
	}},
	{"many leaves and many records", func(b *builder, n int) { b.leaves(n, b.strangersTapRecords) }},
	{"many leaves and many signatures", func(b *builder, n int) { b.leaves(n, b.strangersTapSignatures) }},
	{"many global keys", func(b *builder, n int) {
		x := xpub(rawXPub(b.t, b.w.stranger, []uint32{hardened}))
		b.edit(func(p *psbt.Packet) {
			for i := range n {
				copy(x[45:], numbered(i, 33))
				key := x
				p.Global = append(p.Global, psbt.Pair{Type: psbt.GlobalXPUB, KeyData: key[:], Value: []byte{0, 0, 0, 0, 0, 0, 0, 0x80}})
			}
		})
	}},
	{"many unknown fields", func(b *builder, n int) {
		b.edit(func(p *psbt.Packet) {
			for i := range n {
				p.Inputs[0] = append(p.Inputs[0], psbt.Pair{Type: 0xee, KeyData: numbered(i, 4)})
			}
		})
	}},
}

// TestHostilePackets: to review and to finalize a packet made to cost takes time in
// proportion to its size. Four times the size would take sixteen times as long were there a walk
// of one part for each item of another.
func TestHostilePackets(t *testing.T) {
	w := newWorld(t)
	cost := func(c func(*builder, int), n int) (seconds float64) {
		b := newBuilder(t, w, w.single)
		c(b, n)
		p := b.packet()
		seconds = 1e9
		for range 3 {
			start := cpuTime()
			a := Analyze(p, b.known)
			NewReview(a, nil, b.limits)
			psbt.Finalize(p)
			seconds = min(seconds, cpuTime()-start)
		}
		return seconds
	}
	for _, c := range hostilePackets {
		t.Run(c.name, func(t *testing.T) {
			const n, times, most, trifle = 400, 4, 10, 0.02
			if testing.Short() { // the race detector multiplies times unevenly, so it gets one small packet and no judgement
				cost(c.make, n/times)
				return
			}
			small, large := cost(c.make, n), cost(c.make, times*n)
			if large > most*small+trifle {
				t.Errorf("%.3f s, and %.3f s for %d times the size", small, large, times)
			}
		})
	}
}

// TestDeepRecords: a path far below a stored account is not derived step by step. That
// it is ours by its name still counts.
func TestDeepRecords(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		below int
		known bool
	}{{maxBelow, true}, {maxBelow + 1, false}, {250, false}} {
		path := append(at(singlePath), make([]uint32, c.below)...)
		b := newBuilder(t, w, w.single)
		if _, known := heldKeys(b.known.Keys)[w.a.Fingerprint()].keyAt(path); known != c.known {
			t.Errorf("%d steps below an account: known %v", c.below, known)
		}
		b.edit(func(p *psbt.Packet) {
			b.claim(&p.Outputs[0], outputFields, w.a.Fingerprint(), numbered(1, 33), path...)
		})
		if finding(b.findings(), "forged-output") == nil {
			t.Errorf("%d steps below an account: not found", c.below)
		}
	}
}

// TestFindingsAreBounded: a thousand things that a rule has to say are a hundred, and
// how many more there are.
func TestFindingsAreBounded(t *testing.T) {
	b := newBuilder(t, newWorld(t), nil)
	b.ins, b.outs = []*coin{b.spare()}, b.outs[:1]
	b.edit(func(p *psbt.Packet) {
		for i := range mostDetails + 1_000 {
			set(&p.Inputs[0], 0x1000+uint64(i), nil, nil)
		}
	})
	why := finding(b.findings(), "unknown-fields").Why
	if n := strings.Count(why, "Input 0: type 0x"); n != mostDetails || !strings.HasSuffix(why, " And 1,000 more.") {
		t.Errorf("%d sentences: %s", n, why)
	}
}

// TestUnknownFieldsDrawnTogether: a field in every input is one sentence, under which
// no other finding is buried.
func TestUnknownFieldsDrawnTogether(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.single)
	b.ins = b.ins[:0]
	for range 50 {
		b.ins = append(b.ins, b.spare())
	}
	b.edit(func(p *psbt.Packet) {
		set(&p.Global, 0xee, nil, nil)
		for i := range p.Inputs {
			set(&p.Inputs[i], 0xee, []byte("a"), nil)
			set(&p.Inputs[i], 0xee, []byte("b"), nil)
		}
	})
	why := finding(b.findings(), "unknown-fields").Why
	if !strings.HasSuffix(why, " Global: type 0xee. Inputs 0-49: type 0xee.") {
		t.Error(why)
	}
}

// numbered is n bytes, a compressed key when n is 33.
func numbered(i, n int) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, max(0, n-4), n), uint32(i))
	b[0] |= byte(n % 2 * 2)
	return b
}

func (b *builder) strangersRecords(m *psbt.Map, n int) {
	for i := range n {
		b.claim(m, inputFields, b.w.stranger.Fingerprint(), numbered(i, 33), 1)
	}
}

func (b *builder) strangersTapRecords(m *psbt.Map, n int) {
	for i := range n {
		*m = append(*m, psbt.Pair{Type: psbt.InTapBIP32Derivation, KeyData: numbered(i, 32), Value: []byte{0, 1, 2, 3, 4}})
	}
}

func (b *builder) strangersTapSignatures(m *psbt.Map, n int) {
	for i := range n {
		*m = append(*m, psbt.Pair{Type: psbt.InTapScriptSig, KeyData: numbered(i, 64), Value: make([]byte, 64)})
	}
}

// leaves adds a stranger's taproot coin with n leaf scripts, and something n times.
func (b *builder) leaves(n int, add func(m *psbt.Map, n int)) {
	var all []txscript.TapLeaf
	for i := range n {
		all = append(all, txscript.NewBaseTapLeaf(append([]byte{32}, numbered(i, 32)...)))
	}
	tree := txscript.AssembleTaprootScriptTree(all...)
	key, _ := btcec.PrivKeyFromBytes([]byte{7})
	root := tree.RootNode.TapHash()
	output := txscript.ComputeTaprootOutputKey(key.PubKey(), root[:])
	b.ins = append(b.ins, &coin{script: append([]byte{txscript.OP_1, 32}, schnorr.SerializePubKey(output)...), sats: 1000, sequence: sequenceFinal})
	b.edit(func(p *psbt.Packet) {
		for i, proof := range tree.LeafMerkleProofs {
			block := append([]byte{byte(txscript.BaseLeafVersion) | output.SerializeCompressed()[0]&1}, schnorr.SerializePubKey(key.PubKey())...)
			value := append(append([]byte{}, all[i].Script...), byte(txscript.BaseLeafVersion))
			p.Inputs[2] = append(p.Inputs[2], psbt.Pair{Type: psbt.InTapLeafScript, KeyData: append(block, proof.InclusionProof...), Value: value})
		}
		add(&p.Inputs[2], n)
	})
}
