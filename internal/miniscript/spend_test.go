package miniscript

import (
	"bytes"
	"crypto/sha256"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// failer is what testing and rapid have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// testKeys are private keys for tests, by number.
var testKeys = func() (keys [64]*btcec.PrivateKey) {
	for number := range keys {
		seed := sha256.Sum256([]byte{'k', 'e', 'y', byte(number)})
		keys[number], _ = btcec.PrivKeyFromBytes(seed[:])
	}
	return keys
}()

// testPubKeys are their public keys, by context and number.
var testPubKeys = func() map[Context][][]byte {
	pubkeys := map[Context][][]byte{}
	for _, key := range testKeys {
		pubkeys[P2WSH] = append(pubkeys[P2WSH], key.PubKey().SerializeCompressed())
		pubkeys[Tapscript] = append(pubkeys[Tapscript], schnorr.SerializePubKey(key.PubKey()))
	}
	return pubkeys
}()

// derived returns the expression with the public keys 0, 1, 2, …
func derived(t failer, e *Expression) *Expression {
	t.Helper()
	d, err := e.WithKeys(testPubKeys[e.ctx][:len(e.keys)])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// coin is an output whose script is an expression, and a transaction that spends
// it with given locks.
type coin struct {
	ctx    Context
	script []byte
	pk     []byte // the output's script
	leaf   txscript.TapLeaf
	tail   wire.TxWitness // what stands behind the satisfaction
	tx     *wire.MsgTx
	prev   txscript.PrevOutputFetcher
	hashes *txscript.TxSigHashes
	sigs   map[int][]byte
	cache  *txscript.SigCache
}

const coinAmount = 100_000

// newCoin makes the coin of a derived expression.
func newCoin(t failer, e *Expression, spend Spend) *coin {
	t.Helper()
	script, err := e.Script()
	if err != nil {
		t.Fatal(err)
	}
	c := &coin{ctx: e.ctx, script: script, sigs: map[int][]byte{}, cache: txscript.NewSigCache(100)}
	if e.ctx == P2WSH {
		hash := sha256.Sum256(script)
		c.pk = append([]byte{txscript.OP_0, txscript.OP_DATA_32}, hash[:]...)
		c.tail = wire.TxWitness{script}
	} else {
		internal := testKeys[len(testKeys)-1].PubKey()
		c.leaf = txscript.NewBaseTapLeaf(script)
		tree := txscript.AssembleTaprootScriptTree(c.leaf)
		root := tree.RootNode.TapHash()
		output := txscript.ComputeTaprootOutputKey(internal, root[:])
		c.pk = append([]byte{txscript.OP_1, txscript.OP_DATA_32}, schnorr.SerializePubKey(output)...)
		control := tree.LeafMerkleProofs[0].ToControlBlock(internal)
		block, err := control.ToBytes()
		if err != nil {
			t.Fatal(err)
		}
		c.tail = wire.TxWitness{script, block}
	}
	c.tx = wire.NewMsgTx(spend.Version)
	c.tx.LockTime = spend.LockTime
	c.tx.AddTxIn(&wire.TxIn{PreviousOutPoint: wire.OutPoint{Index: 7}, Sequence: spend.Sequence})
	c.tx.AddTxOut(&wire.TxOut{Value: coinAmount - 1_000, PkScript: []byte{txscript.OP_TRUE}})
	c.prev = txscript.NewCannedPrevOutputFetcher(c.pk, coinAmount)
	c.hashes = txscript.NewTxSigHashes(c.tx, c.prev)
	return c
}

// sign returns the signature by the key of that number.
func (c *coin) sign(t failer, number int) []byte {
	t.Helper()
	if sig, ok := c.sigs[number]; ok {
		return sig
	}
	if c.ctx == P2WSH {
		digest, err := txscript.CalcWitnessSigHash(c.script, c.hashes, txscript.SigHashAll, c.tx, 0, coinAmount)
		if err != nil {
			t.Fatal(err)
		}
		c.sigs[number] = append(ecdsa.Sign(testKeys[number], digest).Serialize(), byte(txscript.SigHashAll))
		return c.sigs[number]
	}
	digest, err := txscript.CalcTapscriptSignaturehash(c.hashes, txscript.SigHashDefault, c.tx, 0, c.prev, c.leaf)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := schnorr.Sign(testKeys[number], digest)
	if err != nil {
		t.Fatal(err)
	}
	c.sigs[number] = sig.Serialize()
	return c.sigs[number]
}

// run runs the script engine with the rules of relay over the witness.
func (c *coin) run(witness wire.TxWitness) error {
	c.tx.TxIn[0].Witness = append(witness[:len(witness):len(witness)], c.tail...)
	engine, err := txscript.NewEngine(c.pk, c.tx, 0, txscript.StandardVerifyFlags, c.cache, c.hashes, coinAmount, c.prev)
	if err != nil {
		return err
	}
	return engine.Execute()
}

// available is what a world offers for the coin's input.
func (c *coin) available(t failer, w world) Available {
	return Available{
		Signature: func(pubkey []byte) ([]byte, bool) {
			for number, signed := range w.signed {
				if signed && bytes.Equal(testPubKeys[c.ctx][number], pubkey) {
					return c.sign(t, number), true
				}
			}
			return nil, false
		},
		Preimage: w.preimage,
		Spend:    w.spend,
	}
}
