package message

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
)

// What a signature can come to, besides being right.
var (
	ErrInvalid      = errors.New("invalid signature")
	ErrInconclusive = errors.New("the signature cannot be judged here")
)

// Format is how a signature is written.
type Format int

const (
	Simple       Format = iota + 1 // the witness alone
	Full                           // the whole transaction
	ProofOfFunds                   // the transaction and the coins that it spends, as a PSBT
	Legacy                         // 65 bytes from which the key is recovered (BIP-137)
)

// formats are the rows of BIP-322's table of variants, and the older format.
var formats = [...]struct{ name, prefix string }{
	Simple:       {"bip322-simple", "smp"},
	Full:         {"bip322-full", "ful"},
	ProofOfFunds: {"bip322-proof-of-funds", "pof"},
	Legacy:       {"legacy", ""},
}

func (f Format) String() string {
	if f < Simple || f > Legacy {
		return "unknown"
	}
	return formats[f].name
}

// MarshalText writes the format's name.
func (f Format) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// FormatOf is the shortest format of BIP-322 that a signature can have: the
// witness alone when the address is native segwit and everything else has its
// default ("Signing").
func FormatOf(toSign *wire.MsgTx, script []byte) Format {
	switch {
	case len(toSign.TxIn) > 1:
		return ProofOfFunds
	case toSign.Version == 0 && toSign.LockTime == 0 && toSign.TxIn[0].Sequence == 0 && txscript.IsWitnessProgram(script):
		return Simple
	}
	return Full
}

// Encode writes the signature that a packet has when all of its inputs are final.
func Encode(p *psbt.Packet, f Format) (string, error) {
	tx, err := signedTx(p)
	if err != nil {
		return "", err
	}
	var raw []byte
	switch f {
	case Simple:
		raw, _ = p.Inputs[0].Get(psbt.InFinalScriptWitness)
	case Full:
		var b bytes.Buffer
		_ = tx.Serialize(&b) // a Buffer does not fail
		raw = b.Bytes()
	case ProofOfFunds:
		bare, err := stripped(p)
		if err != nil {
			return "", err
		}
		raw = bare.Bytes()
	default:
		return "", fmt.Errorf("format %s: is not of BIP-322", f)
	}
	return formats[f].prefix + base64.StdEncoding.EncodeToString(raw), nil
}

// signedTx is the transaction of a packet with the final scripts in it.
func signedTx(p *psbt.Packet) (*wire.MsgTx, error) {
	tx := p.Tx()
	for i := range tx.TxIn {
		in := p.Input(i)
		if !in.IsFinal() {
			return nil, fmt.Errorf("%w: input %d is not signed", ErrInvalid, i)
		}
		tx.TxIn[i].SignatureScript, _ = in.FinalScriptSig()
		tx.TxIn[i].Witness, _ = in.FinalScriptWitness()
	}
	return tx, nil
}

// stripped is a final packet with nothing but the coins and what spends them, so
// that a proof tells no more than it must.
func stripped(p *psbt.Packet) (*psbt.Packet, error) {
	bare, err := psbt.Create(p.Tx())
	if err != nil {
		return nil, err
	}
	for i := range p.Inputs {
		for _, t := range []uint64{psbt.InNonWitnessUTXO, psbt.InWitnessUTXO, psbt.InFinalScriptSig, psbt.InFinalScriptWitness} {
			if value, ok := p.Inputs[i].Get(t); ok {
				if err := bare.Set(psbt.Place{Kind: psbt.InputMap, Index: i}, t, nil, value); err != nil {
					return nil, err
				}
			}
		}
	}
	return bare, nil
}

// Bounds of a written signature, in characters. The largest are proofs of funds
// with the transactions that made the coins.
const (
	minSignature = 4
	maxSignature = 8 << 20
)

// split tells a signature's format by its prefix and decodes the rest; the format is
// 0 without a prefix.
func split(signature string) (format Format, raw []byte, err error) {
	if len(signature) < minSignature {
		return 0, nil, fmt.Errorf("%w: signature too short", ErrInvalid)
	}
	if len(signature) > maxSignature {
		return 0, nil, fmt.Errorf("%w: signature too long", ErrInvalid)
	}
	for f := Simple; f <= ProofOfFunds; f++ {
		if rest, ok := strings.CutPrefix(signature, formats[f].prefix); ok {
			format, signature = f, rest
			break
		}
	}
	raw, err = base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: error decoding signature as base64", ErrInvalid)
	}
	return format, raw, nil
}
