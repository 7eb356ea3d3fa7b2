package signer

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

func multi(w *world) *Wallet     { return w.multi }
func legacy(w *world) *Wallet    { return w.legacy }
func taproot(w *world) *Wallet   { return w.taproot }
func tree(w *world) *Wallet      { return w.tree }
func nestedKey(w *world) *Wallet { return w.nested }

func (b *builder) onlyInput() {
	b.ins = b.ins[:1]
	b.outs[1].sats = 0
	b.outs = b.outs[:1]
	b.outs[0].sats = 5_990_000
}
func (b *builder) spare() *coin {
	return &coin{script: strangerScript(9), sats: 50_000, sequence: sequenceFinal}
}
func (b *builder) addOutput(o *destination) {
	b.outs = append(b.outs, o)
	b.outs[0].sats -= o.sats
}

// edits of one input or output map
func editInput(i int, f func(b *builder, m *psbt.Map)) func(*builder) {
	return func(b *builder) { b.edit(func(p *psbt.Packet) { f(b, &p.Inputs[i]) }) }
}
func editOutput(i int, f func(b *builder, m *psbt.Map)) func(*builder) {
	return func(b *builder) { b.edit(func(p *psbt.Packet) { f(b, &p.Outputs[i]) }) }
}

// claim adds a derivation record.
func (b *builder) claim(m *psbt.Map, f fieldTypes, fingerprint [4]byte, key []byte, path ...uint32) {
	*m = append(*m, derivationPair(f, nil, 0, fingerprint, path, key))
}

func key(b *builder, k *seedKeys, path ...uint32) []byte {
	b.t.Helper()
	pub, err := k.PublicKey(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return pub
}

var singlePath = []uint32{84 | hardened, 1 | hardened, hardened}

func at(base []uint32, rest ...uint32) []uint32 { return append(slices.Clone(base), rest...) }

func p2wpkhOf(pub []byte) []byte { return append([]byte{txscript.OP_0, 20}, hash160(pub)...) }

// sign puts the signature of a cosigner's key on input i, made with a hash type.
func cosign(i int, k func(*world) *seedKeys, sighash uint32, damage bool) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			a := Analyze(p, b.known)
			in := &a.Inputs[i]
			seed := k(b.w)
			for s := range in.slots {
				slot := &in.slots[s]
				if slot.fingerprint != seed.Fingerprint() {
					continue
				}
				digest, err := newDigests(a.tx, a.Inputs).of(i, in, nil, sighash)
				if err != nil {
					b.t.Fatal(err)
				}
				sig, err := seed.SignECDSA(slot.path, digest)
				if err != nil {
					b.t.Fatal(err)
				}
				if damage {
					sig[len(sig)-1] ^= 1
				}
				set(&p.Inputs[i], psbt.InPartialSig, slot.key, append(sig, byte(sighash)))
			}
		})
	}
}

func sighashField(i int, value uint32) func(*builder) {
	return editInput(i, func(_ *builder, m *psbt.Map) {
		set(m, psbt.InSighashType, nil, binary.LittleEndian.AppendUint32(nil, value))
	})
}

func allOf(steps ...func(*builder)) func(*builder) {
	return func(b *builder) {
		for _, s := range steps {
			s(b)
		}
	}
}

// globalXPub adds an extended key of one of the tests' keys.
func globalXPub(k func(*world) *seedKeys, account []uint32, named func(*world) *seedKeys, path []uint32) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			f := named(b.w).Fingerprint()
			value := bytes.Clone(f[:])
			for _, e := range path {
				value = binary.LittleEndian.AppendUint32(value, e)
			}
			p.Global = append(p.Global, psbt.Pair{Type: psbt.GlobalXPUB, KeyData: rawXPub(b.t, k(b.w), account), Value: value})
		})
	}
}

func keyA(w *world) *seedKeys        { return w.a }
func keyB(w *world) *seedKeys        { return w.b }
func keyC(w *world) *seedKeys        { return w.c }
func keyStranger(w *world) *seedKeys { return w.stranger }

// similarScript searches a script whose address looks like another's.
func lookAlike(b *builder) {
	target := b.outs[0].script
	want, _ := ends(addressOf(b, target), 3)
	// The last characters of an address are a checksum, so they are searched for.
	for n := uint32(0); ; n++ {
		script := bytes.Clone(target)
		binary.LittleEndian.PutUint32(script[12:], n)
		if got, _ := ends(addressOf(b, script), 3); got == want && !bytes.Equal(script, target) {
			b.addOutput(&destination{script: script, sats: 100_000})
			return
		}
	}
}

// hideInput takes all records from an input of ours.
func hideInput(i int) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			drop(&p.Inputs[i], psbt.InBIP32Derivation)
			drop(&p.Inputs[i], psbt.InTapBIP32Derivation)
		})
	}
}

// signedBefore has the transaction signed here before, when only some of its inputs
// were ours.
func signedBefore(ours ...int) func(*builder) {
	return func(b *builder) {
		tx := b.packet().Tx()
		by := SignedBy{TxID: tx.TxHash(), When: 1_800_000_000, By: "alice", Ours: map[wire.OutPoint]bool{}}
		for _, i := range ours {
			by.Ours[tx.TxIn[i].PreviousOutPoint] = true
		}
		b.known.History.SignedTxs = map[chainhash.Hash]SignedBy{by.TxID: by}
	}
}

// signedOpen has input 1 of the transaction signed with ANYONECANPAY, now and here before,
// when another coin or the same one stood there.
func signedOpen(same bool) func(*builder) {
	return func(b *builder) {
		sighashField(1, sighashAll|sighashAnyoneCanPay)(b)
		b.limits.AllowAnyoneCanPay = true
		tx := b.packet().Tx()
		coin := wire.OutPoint{Hash: chainhash.Hash{7}}
		if same {
			coin = tx.TxIn[1].PreviousOutPoint
		}
		b.known.History.SignedOpen = map[chainhash.Hash][]wire.OutPoint{withoutInputs(tx): {coin}}
	}
}

// dropKey takes the record of one key out of a map.
func dropKey(m *psbt.Map, fieldType uint64, key []byte) {
	*m = slices.DeleteFunc(*m, func(p psbt.Pair) bool { return p.Type == fieldType && bytes.Equal(p.KeyData, key) })
}

// elsewhere moves coins and change to a wallet of our key at another path.
func elsewhere(b *builder, template string, path ...uint32) {
	w := newWallet(b.t, "elsewhere", template, path, b.w.a)
	b.known.Wallets = append(b.known.Wallets, w)
	for _, in := range b.ins {
		in.wallet = w
	}
	b.outs[1].wallet = w
}

// uncheck has a wallet registered without a look at its addresses, for one test.
func uncheck(b *builder, w *Wallet) {
	w.Checked = false
	b.t.Cleanup(func() { w.Checked = true })
}
