package signer

import (
	"bytes"
	"crypto/sha256"
	"slices"

	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/internal/parallel"
	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// Analyze establishes every fact about a packet. It never stops at something
// wrong, and works on a copy, so that nothing done to the packet later matters.
func Analyze(p *psbt.Packet, known Known) *Analysis {
	p = p.Clone()
	a := &Analysis{packet: p, tx: p.Tx(), bytes: p.Bytes(), book: newBook(&known), nonces: known.History.Nonces, Declared: presentOf(known.Declared, known.Last),
		said: known.Declared, clock: known.Clock, last: known.Last,
		AllowList: slices.Clone(known.AllowList), PolicyID: known.PolicyID}
	flags, _ := p.Modifiable()
	a.Packet = PacketFacts{Version: p.Version(), SHA256: sha256.Sum256(a.bytes), Bytes: len(a.bytes), Modifiable: flags, Unknown: p.UnknownFields()}

	txs := readPrevTxs(p, parallel.Each)
	a.Inputs = make([]Input, len(p.Inputs))
	a.Outputs = make([]Output, len(p.Outputs))
	a.readCoins(txs)
	a.readOwners(&known)
	a.readGlobalXPubs()
	parallel.Each(len(a.Inputs), func(i int) { a.readInput(i) })
	parallel.Each(len(a.Outputs), func(i int) { a.readOutput(i) })

	a.Tx.Oversized = a.tx.SerializeSizeStripped() > psbt.MaxBaseSize
	if !a.Tx.Oversized { // else the digests of its inputs could take hours
		d := newDigests(a.tx, a.Inputs)
		d.final = finalTx(a.tx, p)
		parallel.Each(len(a.Inputs), func(i int) { a.readSignatures(i, d) })
	}

	a.readWallets(&known)
	a.readPaths()
	a.readKinds()
	a.readAddresses()
	a.readTotals()
	a.readTx()
	a.readHistory(&known.History)
	return a
}

// readCoins establishes what the inputs spend and what the outputs hold.
func (a *Analysis) readCoins(txs prevTxs) {
	parallel.Each(len(a.Inputs), func(i int) {
		view, in := a.packet.Input(i), &a.Inputs[i]
		in.OutPoint, in.Sequence = view.OutPoint(), view.Sequence()
		in.Coin = txs.coinOf(a.packet, i)
	})
	for i := range a.Outputs {
		view := a.packet.Output(i)
		a.Outputs[i].Sats, a.Outputs[i].Script = view.Amount(), view.Script()
	}
}

// readInput establishes the scripts of a coin and what its records claim.
func (a *Analysis) readInput(i int) {
	view := a.packet.Input(i)
	in := &a.Inputs[i]
	script := in.Coin.Script
	records := recordsOf(view)

	tap := inputTap(view)
	in.scripts, in.Mismatches = committed(script, view)
	if in.Owner != nil {
		in.scripts = ownedScripts(in.Owner.Script)
		in.Mismatches = append(in.Mismatches, tap.mismatchesOwned(in.Owner.Script.Taproot)...)
		in.Mismatches = append(in.Mismatches, foreignLeaves(records, in.Owner.Script.Taproot)...)
	} else {
		in.scripts.revealed(script, view)
		in.Mismatches = append(in.Mismatches, tap.check(script, &in.scripts)...)
	}
	in.Type = typeOf(script, in.scripts.redeem)
	in.Sighash = sighashOf(view, in.Type)
	if in.Coin.Proof == Claimed && in.Sighash.coversAmounts() {
		in.Coin.Proof = in.Type.Alone
	}
	if in.Coin.Proof == Missing {
		in.Mismatches = nil // there is nothing to compare with
	}
	in.Claims, in.Extra = a.book.judgeAll(records, place{script, in.Type, &in.scripts, in.Owner, false})
}

// revealed takes what a final input shows: the redeem script, with which its scriptSig
// ends, and the witness script, with which its witness does.
func (s *scripts) revealed(script []byte, in psbt.Input) {
	if sig, ok := in.FinalScriptSig(); ok && s.redeem == nil {
		var last []byte
		for t := txscript.MakeScriptTokenizer(0, sig); t.Next(); {
			last = t.Data()
		}
		if last != nil && commitsToRedeem(script, last) {
			s.redeem = last
		}
	}
	witness, ok := in.FinalScriptWitness()
	if !ok || len(witness) == 0 || s.witness != nil {
		return
	}
	behind, last := script, witness[len(witness)-1]
	if s.redeem != nil {
		behind = s.redeem
	}
	if hash := sha256.Sum256(last); txscript.IsPayToWitnessScriptHash(behind) && bytes.Equal(behind[2:], hash[:]) {
		s.witness = last
	}
}

func sighashOf(view psbt.Input, t *ScriptType) Sighash {
	value, stated := view.SighashType()
	switch {
	case stated:
	case t.Algorithm == Schnorr:
		value = sighashDefault
	default:
		value = sighashAll
	}
	return Sighash{value, stated}
}

// coversAmounts says whether signatures of the type may cover the amounts of all
// inputs: with ANYONECANPAY they cover that of their own at most (BIP-341).
func (s Sighash) coversAmounts() bool { return s.Value&sighashAnyoneCanPay == 0 }

// readOutput establishes the scripts of an output and what its records claim.
func (a *Analysis) readOutput(i int) {
	view := a.packet.Output(i)
	out := &a.Outputs[i]
	records := recordsOf(view)

	tap := outputTap(view)
	var s scripts
	s, out.Mismatches = committed(out.Script, view)
	if out.Owner != nil {
		s = ownedScripts(out.Owner.Script)
		out.Mismatches = append(out.Mismatches, tap.mismatchesOwned(out.Owner.Script.Taproot)...)
		out.Mismatches = append(out.Mismatches, foreignLeaves(records, out.Owner.Script.Taproot)...)
	} else {
		out.Mismatches = append(out.Mismatches, tap.check(out.Script, &s)...)
	}
	out.Type = typeOf(out.Script, s.redeem)
	out.Claims, out.Extra = a.book.judgeAll(records, place{out.Script, out.Type, &s, out.Owner, true})
	if isOpReturn(out.Script) {
		out.Data = pushes(out.Script)
	}
}

// readSignatures verifies the signatures of an input and says what it still needs.
func (a *Analysis) readSignatures(i int, d *digests) {
	in := &a.Inputs[i]
	view := a.packet.Input(i)
	in.Signatures.Required, in.Signatures.Keys = 1, 1
	if in.Owner != nil {
		in.slots = a.book.slotsOf(in)
		in.Signatures.Required = in.Owner.Script.Threshold
		in.Signatures.Keys = len(in.Owner.Script.Keys)
	}
	in.Signatures.Final = view.IsFinal()
	if in.Signatures.Final && in.Coin.Proof != Missing {
		if d.run(i, in, nil) != nil {
			in.Signatures.Bad = append(in.Signatures.Bad, "the final script does not spend the coin")
		} else {
			in.nonces = d.finalNonces(i, in, view)
			in.Signatures.AnyoneCanPay = slices.ContainsFunc(finalItems(view), in.Type.Algorithm.letsOthersPay)
		}
	}
	d.judgeSignatures(i, in, view)
	in.Standing = in.standing()
	if in.Standing == NoKeyHere && a.book.holdsAny(in.Owner.Wallet) {
		in.Standing = MuSig2Only
	}
	if in.Standing == Signable {
		in.Signatures.Ours = len(in.toSign(func(*slot) bool { return true }))
	}
}

// readWallets lists the wallets that inputs belong to, and their network.
func (a *Analysis) readWallets(known *Known) {
	networks := map[*descriptor.Network]bool{}
	for _, w := range known.Wallets {
		if a.book.spent[w] {
			a.Wallets = append(a.Wallets, w)
			if !networks[w.Network] {
				networks[w.Network] = true
				a.Networks = append(a.Networks, w.Network.Name)
			}
		}
	}
	if len(a.Wallets) > 0 {
		a.Network = a.Wallets[0].Network
		return
	}
	// No input says which network this is; the machine's wallets may agree on one.
	for _, w := range known.Wallets {
		if a.Network != nil && a.Network != w.Network {
			a.Network = nil
			return
		}
		a.Network = w.Network
	}
}
