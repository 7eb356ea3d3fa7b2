package signer

import (
	"errors"
	"fmt"
	"slices"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/internal/parallel"
	"coldsign/psbt"
)

// plan is what signing needs of an analysis, taken when the review was made.
type plan struct {
	packet  *psbt.Packet
	tx      *wire.MsgTx
	inputs  []Input
	wallets []*Wallet
	book    *book
	nonces  map[[32]byte]Nonce
}

func newPlan(a *Analysis) *plan {
	return &plan{a.packet, a.tx, slices.Clone(a.Inputs), slices.Clone(a.Wallets), a.book, a.nonces}
}

// Result is what came of signing.
type Result struct {
	Added    int         // signatures
	Complete bool        // every input can be final
	Tx       *wire.MsgTx // the final transaction, when complete
	Nonces   []Nonce     // of the signatures made here
}

// made is a signature that was made here and verified.
type made struct {
	slot      *slot
	digest    [32]byte
	bare      []byte // as it was made
	signature []byte // as the field holds it, with its hash type
}

// ErrNoKey says that none of the keys given can sign anything.
var ErrNoKey = errors.New("none of the keys at hand can sign for this transaction")

// Sign makes every signature that the keys can make for what was approved, and
// returns a copy of the packet that has them. It first derives the wallets' own
// keys from the seeds and compares them. Every signature is verified, final inputs
// are executed, and the result is parsed again and holds nothing else that is new.
// On any error there is no result.
func Sign(approval *Approval, keys ...Keys) (*psbt.Packet, *Result, error) {
	if approval == nil || approval.plan == nil {
		return nil, nil, errors.New("nothing was approved")
	}
	return approval.plan.sign(keys)
}

// sign is the whole of signing.
func (p *plan) sign(keys []Keys) (*psbt.Packet, *Result, error) {
	ring, err := newKeyring(keys)
	if err != nil {
		return nil, nil, err
	}
	if err := p.prove(ring); err != nil {
		return nil, nil, err
	}
	d := newDigests(p.tx, p.inputs)
	signatures, err := p.signAll(d, ring)
	if err != nil {
		return nil, nil, err
	}
	signed, added, err := p.insert(signatures)
	if err != nil {
		return nil, nil, err
	}
	result := &Result{Added: added, Nonces: noncesMade(signatures)}
	if err := p.noneRepeated(result.Nonces); err != nil {
		return nil, nil, err
	}
	if result.Tx, err = p.finish(d, signed, signatures); err != nil {
		return nil, nil, err
	}
	result.Complete = result.Tx != nil
	return signed, result, nil
}

// prove compares the keys of every wallet that is spent from with the seeds.
func (p *plan) prove(ring keyring) error {
	for _, w := range p.wallets {
		for i := range p.inputs {
			if o := p.inputs[i].Owner; o != nil && o.Wallet == w {
				if err := ring.prove(p.book.byWallet[w], o.Script); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// signAll signs the inputs on all cores. The first error by input is the answer.
func (p *plan) signAll(d *digests, ring keyring) ([][]made, error) {
	out := make([][]made, len(p.inputs))
	errs := make([]error, len(p.inputs))
	parallel.Each(len(p.inputs), func(i int) {
		in := &p.inputs[i]
		if in.Standing != Signable {
			return
		}
		for _, s := range in.toSign(ring.has) {
			m, err := d.sign(i, in, s, ring[s.fingerprint])
			if err != nil {
				errs[i] = fmt.Errorf("input %d: key %s: %w", i, fingerprintText(s.fingerprint), err)
				return
			}
			out[i] = append(out[i], m)
		}
	})
	count := 0
	for i := range out {
		if errs[i] != nil {
			return nil, errs[i]
		}
		count += len(out[i])
	}
	if count == 0 {
		return nil, ErrNoKey
	}
	return out, nil
}

// sign makes one signature and verifies it.
func (d *digests) sign(i int, in *Input, s *slot, seed Keys) (m made, err error) {
	m.slot = s
	if m.digest, err = d.of(i, in, s.leaf, in.Sighash.Value); err != nil {
		return m, err
	}
	switch in.Type.Algorithm {
	case Schnorr:
		var sig [64]byte
		sig, err = seed.SignSchnorr(s.path, s.tweak, m.digest)
		m.bare = sig[:]
	case ECDSA:
		m.bare, err = seed.SignECDSA(s.path, m.digest)
	default:
		err = errUnsigned
	}
	if err != nil {
		return m, err
	}
	if err := in.Type.Algorithm.verify(m.bare, m.digest, s.key); err != nil {
		return m, fmt.Errorf("the signature made here is bad: %w", err)
	}
	m.signature = in.withSighash(m.bare)
	return m, nil
}

// withSighash appends the hash type, which BIP-341 leaves out for DEFAULT.
func (in *Input) withSighash(signature []byte) []byte {
	if in.Sighash.Value == sighashDefault {
		return signature
	}
	return append(slices.Clip(signature), byte(in.Sighash.Value))
}

// insert puts the signatures into a copy of the packet, writes it, parses it
// again, and makes sure that nothing else is different.
func (p *plan) insert(signatures [][]made) (*psbt.Packet, int, error) {
	signed, added := p.packet.Clone(), 0
	signed.ClearModifiable()
	lacking := make([][]psbt.Pair, len(p.inputs))
	for i := range signatures {
		lacking[i] = p.lacking(i)
		for _, pair := range lacking[i] {
			if err := signed.Set(psbt.Place{Kind: psbt.InputMap, Index: i}, pair.Type, nil, pair.Value); err != nil {
				return nil, 0, err
			}
		}
		for _, m := range signatures[i] {
			if err := m.put(signed, i); err != nil {
				return nil, 0, err
			}
			added++
		}
	}
	again, err := psbt.Parse(signed.Bytes())
	if err != nil {
		return nil, 0, fmt.Errorf("the signed packet does not parse: %w", err)
	}
	if err := onlySigned(p.packet, again, signatures, lacking); err != nil {
		return nil, 0, err
	}
	return again, added, nil
}

// lacking are the scripts of an input of ours that the packet leaves out and nobody can
// finalize it without; the registered wallet tells them. Bitcoin Core adds them as
// well, in the role of BIP-174's updater.
func (p *plan) lacking(i int) (pairs []psbt.Pair) {
	in := &p.inputs[i]
	if in.Owner == nil || in.Signatures.Final {
		return nil
	}
	view := p.packet.Input(i)
	if _, has := view.RedeemScript(); !has && in.Owner.Script.RedeemScript != nil {
		pairs = append(pairs, psbt.Pair{Type: psbt.InRedeemScript, Value: in.Owner.Script.RedeemScript})
	}
	if _, has := view.WitnessScript(); !has && in.Owner.Script.WitnessScript != nil {
		pairs = append(pairs, psbt.Pair{Type: psbt.InWitnessScript, Value: in.Owner.Script.WitnessScript})
	}
	return pairs
}

func (m *made) put(p *psbt.Packet, i int) error {
	switch {
	case m.slot.leaf != nil:
		return p.AddTapScriptSig(i, [32]byte(m.slot.key[1:]), m.slot.leaf.hash, m.signature)
	case m.slot.tweak != nil:
		return p.SetTapKeySig(i, m.signature)
	}
	return p.AddPartialSig(i, m.slot.key, m.signature)
}

// finish finalizes what can be final, in a copy, and executes it: nil without an
// error when signatures are still wanting.
func (p *plan) finish(d *digests, signed *psbt.Packet, signatures [][]made) (*wire.MsgTx, error) {
	verified := verifiedHere(p.inputs, signatures)
	final, inputs := psbt.FinalizeVerified(signed, verified)
	complete := !slices.ContainsFunc(inputs, func(r psbt.InputResult) bool { return r.Err != nil })
	d.final = finalTx(p.tx, final)
	errs := make([]error, len(p.inputs))
	parallel.Each(len(p.inputs), func(i int) {
		if final.Input(i).IsFinal() {
			errs[i] = d.run(i, &p.inputs[i], verified)
		}
	})
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("input %d: the final script does not spend the coin: %w", i, err)
		}
	}
	if !complete {
		return nil, nil
	}
	return d.final, nil
}

// verifiedHere lets finalizer and script engine know the signatures that have just been
// verified, as the engine keeps them, so that each is verified once.
func verifiedHere(inputs []Input, signatures [][]made) *txscript.SigCache {
	cache := txscript.NewSigCache(uint(len(signatures)))
	for i := range signatures {
		for _, m := range signatures[i] {
			if inputs[i].Type.Algorithm == Schnorr {
				cache.Add(m.digest, m.signature, m.slot.key[1:])
				continue
			}
			cache.Add(m.digest, m.bare, m.slot.key)
		}
	}
	return cache
}
