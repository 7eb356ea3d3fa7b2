package signer

import (
	"errors"
	"sync"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/internal/sighash"
)

// Signature hash types (BIP-341 for DEFAULT).
const (
	sighashDefault      = uint32(txscript.SigHashDefault)
	sighashAll          = uint32(txscript.SigHashAll)
	sighashAnyoneCanPay = uint32(txscript.SigHashAnyOneCanPay)
)

// digests computes what the signatures of one transaction sign. The parts that
// all inputs share are hashed once; it may be used by many goroutines.
type digests struct {
	tx     *wire.MsgTx
	coins  coins
	shared *txscript.TxSigHashes
	legacy func() *sighash.Legacy // made when first asked for: few transactions want it
	final  *wire.MsgTx            // with the final scripts and witnesses
}

// coins gives txscript the coins of the inputs, by outpoint. A missing one is an
// empty output: what is computed with it verifies nothing and is never signed.
type coins map[wire.OutPoint]*wire.TxOut

func (c coins) FetchPrevOutput(at wire.OutPoint) *wire.TxOut {
	if out := c[at]; out != nil {
		return out
	}
	return &wire.TxOut{}
}

func newDigests(tx *wire.MsgTx, inputs []Input) *digests {
	d := &digests{tx: tx, coins: make(coins, len(inputs))}
	for i := range inputs {
		if in := &inputs[i]; in.Coin.Proof != Missing {
			d.coins[in.OutPoint] = wire.NewTxOut(in.Coin.Sats, in.Coin.Script)
		}
	}
	d.shared = txscript.NewTxSigHashes(tx, d.coins)
	d.legacy = sync.OnceValue(func() *sighash.Legacy { return sighash.NewLegacy(tx) })
	return d
}

// digest computes what a signature of an input signs, for a signature hash type.
// A leaf is signed in its own right; nil is everything else.
type digest func(d *digests, i int, in *Input, leaf *tapLeaf, sighash uint32) ([]byte, error)

var (
	errNoScript = errors.New("the script behind the hash is not known")
	errUnsigned = errors.New("a script of this type takes no signature")
)

func legacyDigest(d *digests, i int, in *Input, _ *tapLeaf, sighash uint32) ([]byte, error) {
	code := in.code()
	if code == nil {
		return nil, errNoScript
	}
	return d.legacy().Digest(code, sighash, i)
}

// segwitDigest is the digest of witness version 0 (BIP-143).
func segwitDigest(d *digests, i int, in *Input, _ *tapLeaf, sighash uint32) ([]byte, error) {
	code := in.code()
	if code == nil {
		return nil, errNoScript
	}
	return txscript.CalcWitnessSigHash(code, d.shared, txscript.SigHashType(sighash), d.tx, i, in.Coin.Sats)
}

// taprootDigest is the digest of witness version 1 (BIP-341), with the extension
// of a leaf (BIP-342).
func taprootDigest(d *digests, i int, _ *Input, leaf *tapLeaf, sighash uint32) ([]byte, error) {
	kind := txscript.SigHashType(sighash)
	if leaf == nil {
		return txscript.CalcTaprootSignatureHash(d.shared, kind, d.tx, i, d.coins)
	}
	tap := txscript.NewTapLeaf(txscript.TapscriptLeafVersion(leaf.version), leaf.script)
	return txscript.CalcTapscriptSignaturehash(d.shared, kind, d.tx, i, d.coins, tap)
}

func noDigest(*digests, int, *Input, *tapLeaf, uint32) ([]byte, error) { return nil, errUnsigned }

// of computes the digest of an input.
func (d *digests) of(i int, in *Input, leaf *tapLeaf, sighash uint32) (out [32]byte, err error) {
	b, err := in.Type.digest(d, i, in, leaf, sighash)
	copy(out[:], b)
	return out, err
}

// code is the script that the input's signatures cover; nil when not known.
func (in *Input) code() []byte { return in.Type.code(in.Coin.Script, &in.scripts) }
