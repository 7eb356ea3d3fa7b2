package signer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// builder makes packets of version 0. Its fields are changed before Packet; edits
// are made to the packet after.
type builder struct {
	t        testing.TB
	w        *world
	known    Known
	limits   Limits
	version  int32
	locktime uint32
	ins      []*coin
	outs     []*destination
	edits    []func(p *psbt.Packet)
}

// coin is an input to be.
type coin struct {
	wallet     *Wallet // nil: nobody's, with the script below
	script     []byte
	branch     int
	index      uint32
	sats       int64
	sequence   uint32
	noPrevTx   bool
	noWitness  bool
	noRecords  bool
	sameCoinAs *coin
}

// destination is an output to be.
type destination struct {
	wallet *Wallet
	script []byte
	branch int
	index  uint32
	sats   int64
}

// newBuilder is a transaction of two coins of a wallet that pays a stranger and
// returns change; nothing is to be found in it.
func newBuilder(t testing.TB, w *world, wallet *Wallet) *builder {
	t.Helper()
	return &builder{t: t, w: w, version: 2, limits: DefaultLimits(),
		known: Known{
			Wallets: []*Wallet{w.single, w.nested, w.legacy, w.taproot, w.multi, w.multiNested, w.multiLegacy, w.tree, w.inherit},
			Keys:    []OwnKey{own(t, "a", w.a)},
		},
		ins: []*coin{
			{wallet: wallet, index: 3, sats: 6_000_000, sequence: sequenceFinal},
			{wallet: wallet, branch: 1, index: 1, sats: 4_000_000, sequence: sequenceFinal},
		},
		outs: []*destination{
			{script: strangerScript(1), sats: 7_000_000},
			{wallet: wallet, branch: 1, index: 2, sats: 2_995_000},
		},
	}
}

// strangerScript is a p2wpkh script of nobody.
func strangerScript(n byte) []byte {
	hash := sha256.Sum256([]byte{n})
	return append([]byte{txscript.OP_0, 20}, hash[:20]...)
}

func (b *builder) at(w *Wallet, branch int, index uint32) *descriptor.Script {
	b.t.Helper()
	s, err := w.Descriptor.At(branch, index)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

func (b *builder) edit(f func(p *psbt.Packet)) { b.edits = append(b.edits, f) }

// packet builds and parses what was described.
func (b *builder) packet() *psbt.Packet {
	b.t.Helper()
	tx := wire.NewMsgTx(b.version)
	tx.LockTime = b.locktime
	p := &psbt.Packet{}
	points := map[*coin]wire.OutPoint{}
	for n, c := range b.ins {
		m, point := b.input(n, c, points)
		points[c] = point
		tx.AddTxIn(&wire.TxIn{PreviousOutPoint: point, Sequence: c.sequence})
		p.Inputs = append(p.Inputs, m)
	}
	for _, o := range b.outs {
		m, script := b.output(o)
		tx.AddTxOut(wire.NewTxOut(o.sats, script))
		p.Outputs = append(p.Outputs, m)
	}
	var raw bytes.Buffer
	if err := tx.SerializeNoWitness(&raw); err != nil {
		b.t.Fatal(err)
	}
	p.Global = psbt.Map{{Type: psbt.GlobalUnsignedTx, Value: raw.Bytes()}}
	for _, edit := range b.edits {
		edit(p)
	}
	parsed, err := psbt.Parse(p.Bytes())
	if err != nil {
		b.t.Fatal(err)
	}
	return parsed
}

// input makes a coin's previous transaction and its map.
func (b *builder) input(n int, c *coin, points map[*coin]wire.OutPoint) (psbt.Map, wire.OutPoint) {
	b.t.Helper()
	script := c.script
	var s *descriptor.Script
	if c.wallet != nil {
		s = b.at(c.wallet, c.branch, c.index)
		script = s.ScriptPubKey
	}
	prev := wire.NewMsgTx(2)
	prev.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Hash: sha256.Sum256([]byte{byte(n), byte(n >> 8)})}})
	prev.AddTxOut(wire.NewTxOut(12_345, strangerScript(200)))
	prev.AddTxOut(wire.NewTxOut(c.sats, script))
	point := wire.OutPoint{Hash: prev.TxHash(), Index: 1}
	if c.sameCoinAs != nil {
		point = points[c.sameCoinAs]
	}
	var m psbt.Map
	if !c.noPrevTx {
		var raw bytes.Buffer
		if err := prev.Serialize(&raw); err != nil {
			b.t.Fatal(err)
		}
		m = append(m, psbt.Pair{Type: psbt.InNonWitnessUTXO, Value: raw.Bytes()})
	}
	if !c.noWitness && (s == nil || typeOf(script, s.RedeemScript).Segwit) {
		m = append(m, psbt.Pair{Type: psbt.InWitnessUTXO, Value: txOut(c.sats, script)})
	}
	if s != nil && !c.noRecords {
		m = append(m, b.records(c.wallet, s, inputFields)...)
	}
	return m, point
}

func (b *builder) output(o *destination) (psbt.Map, []byte) {
	if o.wallet == nil {
		return nil, o.script
	}
	s := b.at(o.wallet, o.branch, o.index)
	return b.records(o.wallet, s, outputFields), s.ScriptPubKey
}

// fieldTypes are the types of the same fields in inputs and outputs.
type fieldTypes struct {
	redeem, witness, derivation, tapInternal, tapDerivation uint64
	input                                                   bool
}

var (
	inputFields  = fieldTypes{psbt.InRedeemScript, psbt.InWitnessScript, psbt.InBIP32Derivation, psbt.InTapInternalKey, psbt.InTapBIP32Derivation, true}
	outputFields = fieldTypes{psbt.OutRedeemScript, psbt.OutWitnessScript, psbt.OutBIP32Derivation, psbt.OutTapInternalKey, psbt.OutTapBIP32Derivation, false}
)

// records writes scripts and derivations as a coordinator does.
func (b *builder) records(w *Wallet, s *descriptor.Script, f fieldTypes) psbt.Map {
	var m psbt.Map
	if s.RedeemScript != nil {
		m = append(m, psbt.Pair{Type: f.redeem, Value: s.RedeemScript})
	}
	if s.WitnessScript != nil {
		m = append(m, psbt.Pair{Type: f.witness, Value: s.WitnessScript})
	}
	if t := s.Taproot; t != nil {
		m = append(m, psbt.Pair{Type: f.tapInternal, Value: t.InternalKey[:]})
		if f.input && t.MerkleRoot != nil {
			m = append(m, psbt.Pair{Type: psbt.InTapMerkleRoot, Value: t.MerkleRoot})
			for _, l := range t.Leaves {
				m = append(m, psbt.Pair{Type: psbt.InTapLeafScript, KeyData: l.ControlBlock, Value: append(bytes.Clone(l.Script), l.Version)})
			}
		}
	}
	if t := s.Taproot; t != nil && !f.input && t.MerkleRoot != nil {
		m = append(m, psbt.Pair{Type: psbt.OutTapTree, Value: tapTree(t)})
	}
	keys := w.Descriptor.Keys()
	for i, k := range s.Keys {
		m = append(m, derivationPair(f, s, i, keys[k.Key].Fingerprint, k.Path, k.PubKey))
	}
	for _, a := range s.Aggregates {
		for _, k := range a.Participants {
			m = append(m, derivationPair(f, s, -1, keys[k.Key].Fingerprint, k.Path, k.PubKey))
		}
	}
	return m
}

// tapTree writes the leaves of a tree depth first; a control block has 33 bytes and
// 32 for each level.
func tapTree(t *descriptor.Taproot) (b []byte) {
	for _, l := range t.Leaves {
		b = append(b, byte((len(l.ControlBlock)-33)/32), l.Version, byte(len(l.Script)))
		b = append(b, l.Script...)
	}
	return b
}

func derivationPair(f fieldTypes, s *descriptor.Script, slot int, fingerprint [4]byte, path []uint32, key []byte) psbt.Pair {
	origin := bytes.Clone(fingerprint[:])
	for _, e := range path {
		origin = binary.LittleEndian.AppendUint32(origin, e)
	}
	if s == nil || s.Taproot == nil {
		return psbt.Pair{Type: f.derivation, KeyData: key, Value: origin}
	}
	var hashes []byte
	count := byte(0)
	for _, l := range s.Taproot.Leaves {
		for _, k := range l.Keys {
			if k == slot {
				count++
				hashes = append(hashes, l.Hash[:]...)
			}
		}
	}
	return psbt.Pair{Type: f.tapDerivation, KeyData: key[1:], Value: append(append([]byte{count}, hashes...), origin...)}
}

func txOut(sats int64, script []byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(sats))
	b = append(b, byte(len(script)))
	return append(b, script...)
}

// set replaces or adds a field of a map.
func set(m *psbt.Map, fieldType uint64, keyData, value []byte) {
	for i := range *m {
		if (*m)[i].Type == fieldType && bytes.Equal((*m)[i].KeyData, keyData) {
			(*m)[i].Value = value
			return
		}
	}
	*m = append(*m, psbt.Pair{Type: fieldType, KeyData: keyData, Value: value})
}

// drop removes all fields of a type.
func drop(m *psbt.Map, fieldType uint64) {
	var kept psbt.Map
	for _, pair := range *m {
		if pair.Type != fieldType {
			kept = append(kept, pair)
		}
	}
	*m = kept
}

// analyze, findings and review run the line.
func (b *builder) analyze() *Analysis { return Analyze(b.packet(), b.known) }

func (b *builder) findings() []Finding { return Check(b.analyze(), b.limits) }

func (b *builder) review() *Review {
	a := b.analyze()
	return NewReview(a, Check(a, b.limits), b.limits)
}

func finding(list []Finding, rule string) *Finding {
	for i := range list {
		if list[i].Rule == rule {
			return &list[i]
		}
	}
	return nil
}
