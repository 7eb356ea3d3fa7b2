package message

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// Proof is what a right signature says beside "the address signed the message".
type Proof struct {
	Format   Format
	LockTime uint32 // the address can sign only from then on
	Sequence uint32 // and with coins of this age
	Coins    []Coin // whose control is proven; whether they exist and are unspent, a node must say
}

// Coin is one that a proof of funds spends.
type Coin struct {
	OutPoint wire.OutPoint
	Sats     int64
	Script   []byte
}

// Verify judges a signature of a message by the address with the given script.
// An error wraps ErrInvalid, or ErrInconclusive where the rules of a later time
// might be needed.
func Verify(text, script []byte, signature string) (*Proof, error) {
	format, raw, err := split(signature)
	if err != nil {
		return nil, err
	}
	if format == 0 && isLegacy(raw) && legacyScript(script) {
		if err := verifyLegacy(text, script, raw); err != nil {
			return nil, err
		}
		return &Proof{Format: Legacy}, nil
	}
	if format == 0 {
		format = Simple // as those were written that came before prefixes
	}
	toSpend := ToSpend(text, script)
	s := &signed{spent: []*wire.TxOut{toSpend.TxOut[0]}}
	switch format {
	case Simple:
		err = s.readSimple(raw, toSpend)
	case Full:
		err = s.readFull(raw)
	case ProofOfFunds:
		err = s.readProof(raw, text)
	}
	if err != nil {
		return nil, err
	}
	if err := CheckForm(s.tx, text, script); err != nil {
		return nil, err
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	p := &Proof{Format: format, LockTime: s.tx.LockTime, Sequence: s.tx.TxIn[0].Sequence}
	for i, in := range s.tx.TxIn[1:] {
		p.Coins = append(p.Coins, Coin{in.PreviousOutPoint, s.spent[i+1].Value, s.spent[i+1].PkScript})
	}
	return p, nil
}

// signed is a transaction with what its inputs spend.
type signed struct {
	tx    *wire.MsgTx
	spent []*wire.TxOut
}

// readSimple reads a witness. That a nested address shows its redeem script is
// not in it; there is one only that the witness can be for.
func (s *signed) readSimple(raw []byte, toSpend *wire.MsgTx) error {
	s.tx = ToSign(toSpend)
	p, err := psbt.Create(s.tx)
	if err == nil {
		err = p.Set(psbt.Place{Kind: psbt.InputMap}, psbt.InFinalScriptWitness, nil, raw)
	}
	if err != nil {
		return fmt.Errorf("%w: error parsing signature as simple variant", ErrInvalid)
	}
	witness, _ := p.Input(0).FinalScriptWitness()
	s.tx.TxIn[0].Witness = witness
	if txscript.IsPayToScriptHash(s.spent[0].PkScript) {
		s.tx.TxIn[0].SignatureScript = nestedScriptSig(witness, s.spent[0].PkScript)
	}
	return nil
}

// nestedScriptSig shows the witness program that a P2SH script commits to, of the
// key or script that the witness ends with; nil when it is neither.
func nestedScriptSig(witness wire.TxWitness, script []byte) []byte {
	if len(witness) == 0 {
		return nil
	}
	last := witness[len(witness)-1]
	hash := sha256.Sum256(last)
	for _, redeem := range [][]byte{
		append([]byte{txscript.OP_0, txscript.OP_DATA_20}, address.Hash160(last)...),
		append([]byte{txscript.OP_0, txscript.OP_DATA_32}, hash[:]...),
	} {
		if bytes.Equal(address.Hash160(redeem), script[2:22]) {
			return append([]byte{byte(len(redeem))}, redeem...)
		}
	}
	return nil
}

// readFull reads a transaction. It says nothing of coins beside the message's.
func (s *signed) readFull(raw []byte) (err error) {
	if s.tx, err = psbt.ParseTx(raw); err != nil {
		return fmt.Errorf("%w: error parsing signature as full variant", ErrInvalid)
	}
	if len(s.tx.TxIn) != 1 {
		return fmt.Errorf("%w: it spends further coins and does not tell their scripts", ErrInconclusive)
	}
	return nil
}

// readProof reads a final PSBT and the coins that it tells of.
func (s *signed) readProof(raw, text []byte) error {
	p, err := psbt.Parse(raw)
	if err != nil {
		return fmt.Errorf("%w: error parsing signature as proof of funds: %w", ErrInvalid, err)
	}
	if about, ok := p.SignedMessage(); ok && !bytes.Equal(about, text) {
		return fmt.Errorf("%w: it is for another message", ErrInvalid)
	}
	if s.tx, err = signedTx(p); err != nil {
		return err
	}
	made := previous(p)
	for i := 1; i < len(p.Inputs); i++ {
		coin, err := coinOf(p.Input(i), made)
		if err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		s.spent = append(s.spent, coin)
	}
	return nil
}

// previous are the transactions that a packet has, by their id: one may have made
// the coins of several inputs and stands with the first.
func previous(p *psbt.Packet) map[chainhash.Hash]*wire.MsgTx {
	made := map[chainhash.Hash]*wire.MsgTx{}
	for i := range p.Inputs {
		if prev, ok := p.Input(i).PrevTx(); ok {
			made[prev.TxID] = prev.Tx
		}
	}
	return made
}

// coinOf finds what an input spends.
func coinOf(in psbt.Input, made map[chainhash.Hash]*wire.MsgTx) (*wire.TxOut, error) {
	claimed, hasClaim := in.WitnessUTXO()
	point := in.OutPoint()
	if prev := made[point.Hash]; prev != nil {
		if uint64(point.Index) >= uint64(len(prev.TxOut)) {
			return nil, fmt.Errorf("%w: the previous transaction has no such output", ErrInvalid)
		}
		proven := prev.TxOut[point.Index]
		if hasClaim && (claimed.Value != proven.Value || !bytes.Equal(claimed.PkScript, proven.PkScript)) {
			return nil, fmt.Errorf("%w: the coin is not the previous transaction's", ErrInvalid)
		}
		return proven, nil
	}
	if _, segwit := in.FinalScriptWitness(); !hasClaim || !segwit {
		// Without a witness no signature covers the amount.
		return nil, fmt.Errorf("%w: the transaction that made the coin is missing", ErrInconclusive)
	}
	return claimed, nil
}
