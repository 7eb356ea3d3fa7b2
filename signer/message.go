package signer

import (
	"fmt"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
	"coldsign/signer/message"
)

// A message goes the line of a transaction: BIP-322 signs a transaction that is
// never sent in its place, so that the same facts are established, the same rules
// hold for coins, keys and signatures, and only an approval of this very message
// leads to a signature.
//
//	MessagePacket       a text and a wallet's address  ->  a packet
//	AnalyzeMessage      a packet and what this machine knows  ->  facts
//	NewMessageReview    facts  ->  what is shown, and its id
//	Approve             the id and the acknowledgements  ->  an approval, or why not
//	SignMessage         an approval and keys  ->  the signature

// Message is every fact about a message to be signed.
type Message struct {
	Text   []byte
	Format message.Format

	analysis *Analysis
	fault    string // why the packet is not the message's; "" when it is
}

// MessagePacket is the packet that a message is signed with by an address of a
// wallet: to_sign of BIP-322 with the transaction that it spends, the message, and
// everything that the wallet's signers look for.
func MessagePacket(text []byte, w *Wallet, branch int, index uint32) (*psbt.Packet, error) {
	s, err := w.Descriptor.At(branch, index)
	if err != nil {
		return nil, err
	}
	toSpend := message.ToSpend(text, s.ScriptPubKey)
	p, err := psbt.Create(message.ToSign(toSpend))
	if err != nil {
		return nil, err
	}
	if err := p.Set(psbt.Place{Kind: psbt.GlobalMap}, psbt.GlobalGenericSignedMessage, nil, text); err != nil {
		return nil, err
	}
	if err := p.SetPrevTx(0, toSpend); err != nil {
		return nil, err
	}
	if typeOf(s.ScriptPubKey, s.RedeemScript).Segwit {
		if err := p.SetWitnessUTXO(0, toSpend.TxOut[0]); err != nil {
			return nil, err
		}
	}
	return p, describe(p, s, w.Descriptor.Keys())
}

// describe adds a wallet's scripts and keys to the first input.
func describe(p *psbt.Packet, s *descriptor.Script, keys []descriptor.Key) error {
	at := psbt.Place{Kind: psbt.InputMap}
	fields := []psbt.Pair{{Type: psbt.InRedeemScript, Value: s.RedeemScript}, {Type: psbt.InWitnessScript, Value: s.WitnessScript}}
	if t := s.Taproot; t != nil {
		fields = append(fields, psbt.Pair{Type: psbt.InTapInternalKey, Value: t.InternalKey[:]}, psbt.Pair{Type: psbt.InTapMerkleRoot, Value: t.MerkleRoot})
		for _, l := range t.Leaves {
			fields = append(fields, psbt.Pair{Type: psbt.InTapLeafScript, KeyData: l.ControlBlock, Value: append(l.Script[:len(l.Script):len(l.Script)], l.Version)})
		}
	}
	for _, f := range fields {
		if f.Value == nil {
			continue
		}
		if err := p.Set(at, f.Type, f.KeyData, f.Value); err != nil {
			return err
		}
	}
	for i, k := range s.Keys {
		if err := addRecord(p, at, s, i, k, keys[k.Key].Fingerprint); err != nil {
			return err
		}
	}
	for _, a := range s.Aggregates {
		for _, k := range a.Participants {
			if err := addRecord(p, at, s, -1, k, keys[k.Key].Fingerprint); err != nil {
				return err
			}
		}
	}
	return nil
}

// addRecord adds the derivation record of one key, by its number in the script.
func addRecord(p *psbt.Packet, at psbt.Place, s *descriptor.Script, number int, k descriptor.ScriptKey, fingerprint [4]byte) error {
	if s.Taproot == nil {
		return p.AddDerivation(at, psbt.Derivation{PubKey: k.PubKey, Fingerprint: fingerprint, Path: k.Path})
	}
	d := psbt.TapDerivation{XOnly: [32]byte(k.PubKey[1:]), Fingerprint: fingerprint, Path: k.Path}
	for _, l := range s.Taproot.Leaves {
		for _, key := range l.Keys {
			if key == number {
				d.LeafHashes = append(d.LeafHashes, l.Hash)
			}
		}
	}
	return p.AddTapDerivation(at, d)
}

// MessageOptions say how a message is to be signed.
type MessageOptions struct {
	Legacy bool // in the older format (BIP-137)
	Full   bool // the whole transaction, also where the witness alone would do
}

// AnalyzeMessage establishes every fact about a message: that the packet is to_sign
// of BIP-322 for the message that it states, and all that [Analyze] does.
func AnalyzeMessage(p *psbt.Packet, options MessageOptions, known Known) *Message {
	a := Analyze(p, known)
	m := &Message{analysis: a}
	a.message = m
	text, stated := a.packet.SignedMessage()
	m.Text = text
	if len(a.Inputs) == 0 {
		m.fault = "the packet spends nothing"
		return m
	}
	script := a.Inputs[0].Coin.Script
	m.Format = message.FormatOf(a.tx, script)
	if options.Full && m.Format == message.Simple {
		m.Format = message.Full
	}
	if options.Legacy {
		m.Format = message.Legacy
	}
	if !stated {
		m.fault = "the packet does not state the message"
	} else if err := message.CheckForm(a.tx, text, script); err != nil {
		m.fault = err.Error()
	} else if m.Format == message.Legacy {
		m.fault = a.Inputs[0].legacyFault(len(a.Inputs))
	}
	return m
}

// legacyFault says why the older format does not do.
func (in *Input) legacyFault(inputs int) string {
	switch {
	case inputs > 1:
		return "the older format proves no funds"
	case in.Owner == nil:
		return "the address is of no registered wallet"
	case len(in.slots) != 1 || !message.CanBeLegacy(in.Coin.Script, in.slots[0].key):
		return fmt.Sprintf("the older format is of addresses of a single key, and not of %s", in.Type.Name)
	}
	return ""
}

// Signers are the fingerprints of the keys held here that the message waits for.
func (m *Message) Signers() [][4]byte { return m.analysis.Signers() }

// Networks are those of the wallets whose addresses sign.
func (m *Message) Networks() []string { return m.analysis.Networks }
