package signer

import (
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/psbt"
	"coldsign/signer/message"
)

// SignedMessage is what came of signing a message.
type SignedMessage struct {
	Added     int
	Complete  bool
	Signature string       // when complete
	Packet    *psbt.Packet // with the signatures that were made, for other signers; nil in the older format
	Nonces    []Nonce      // of the signatures made here
}

// SignMessage makes every signature that the keys can make for the message that was
// approved. The wallet's keys are derived from the seeds and compared first, as
// [Sign] does, and a complete signature is verified as a stranger would.
func SignMessage(approval *MessageApproval, keys ...Keys) (*SignedMessage, error) {
	if approval == nil || approval.plan == nil {
		return nil, errors.New("nothing was approved")
	}
	if approval.message.Format == message.Legacy {
		return approval.signLegacy(keys)
	}
	signed, result, err := approval.plan.sign(keys)
	if err != nil {
		return nil, err
	}
	out := &SignedMessage{Added: result.Added, Complete: result.Complete, Packet: signed, Nonces: result.Nonces}
	if !result.Complete {
		return out, nil
	}
	final, _ := psbt.Finalize(signed)
	if out.Signature, err = message.Encode(final, approval.message.Format); err != nil {
		return nil, err
	}
	if err := approval.verify(out.Signature); err != nil {
		return nil, err
	}
	return out, nil
}

// signLegacy makes the one signature of the older format.
func (m *MessageApproval) signLegacy(keys []Keys) (*SignedMessage, error) {
	ring, err := newKeyring(keys)
	if err != nil {
		return nil, err
	}
	if err := m.plan.prove(ring); err != nil {
		return nil, err
	}
	in := &m.plan.inputs[0]
	open := in.toSign(ring.has)
	if len(open) != 1 {
		return nil, ErrNoKey
	}
	digest := message.LegacyHash(m.message.Text)
	der, err := ring[open[0].fingerprint].SignECDSA(open[0].path, digest)
	if err != nil {
		return nil, err
	}
	made := noncesMade([][]made{{{slot: open[0], digest: digest, bare: der}}})
	if err := m.plan.noneRepeated(made); err != nil {
		return nil, err
	}
	signature, err := message.EncodeLegacy(m.message.Text, in.Coin.Script, open[0].key, der)
	if err != nil {
		return nil, fmt.Errorf("the signature made here is bad: %w", err)
	}
	if err := m.verify(signature); err != nil {
		return nil, err
	}
	return &SignedMessage{Added: 1, Complete: true, Signature: signature, Nonces: made}, nil
}

// TxID is the id of the transaction that is signed in the message's place.
func (m *Message) TxID() chainhash.Hash { return m.analysis.Tx.TxID }

// Said is what the operator declared of the present, as it was said.
func (m *Message) Said() Declared { return m.analysis.Said() }

// Nonces are those of all signatures that the message's packet has and that verify.
func (m *Message) Nonces() []Nonce { return m.analysis.Nonces() }

// verify judges the signature as it will be handed out.
func (m *MessageApproval) verify(signature string) error {
	if _, err := message.Verify(m.message.Text, m.plan.inputs[0].Coin.Script, signature); err != nil {
		return fmt.Errorf("the signature made here is bad: %w", err)
	}
	return nil
}
