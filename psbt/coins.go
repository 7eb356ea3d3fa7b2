package psbt

import (
	"sync"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/internal/sighash"
)

// coins holds what signatures commit to: the transaction and the coins that it
// spends, each looked up once.
type coins struct {
	p      *Packet
	tx     *wire.MsgTx
	spent  []*wire.TxOut // by input; nil when not known
	errs   []error       // why not
	byID   map[wire.OutPoint]*wire.TxOut
	whole  bool // all are known
	hashes *txscript.TxSigHashes
	legacy func() *sighash.Legacy // made when first asked for

	verified *txscript.SigCache // signatures that need no second look; nil: none
}

// MaxBaseSize is the largest transaction without its witnesses that a block can
// hold, in bytes: each weighs four units, and a block has 4,000,000 (BIP-141).
const MaxBaseSize = 1_000_000

func errLargerThanBlock() error {
	return errorAt(Place{Kind: GlobalMap}, "", "the transaction is larger than a block")
}

func (p *Packet) coins() *coins {
	c := &coins{
		p:     p,
		tx:    p.Tx(),
		spent: make([]*wire.TxOut, len(p.Inputs)),
		errs:  make([]error, len(p.Inputs)),
		byID:  make(map[wire.OutPoint]*wire.TxOut, len(p.Inputs)),
		whole: true,
	}
	tooLarge := c.tx.SerializeSizeStripped() > MaxBaseSize
	for i := range p.Inputs {
		in := p.Input(i)
		if tooLarge { // the digests of its inputs could take hours
			c.errs[i], c.whole = errLargerThanBlock(), false
			continue
		}
		if c.spent[i], c.errs[i] = in.UTXO(); c.errs[i] != nil {
			c.whole = false
			continue
		}
		c.byID[in.OutPoint()] = c.spent[i]
	}
	c.hashes = txscript.NewTxSigHashes(c.tx, c)
	c.legacy = sync.OnceValue(func() *sighash.Legacy { return sighash.NewLegacy(c.tx) })
	return c
}

// FetchPrevOutput finds a coin for the digests of BIP-341. Those commit to all
// coins, so they are asked for only when whole is set; the empty coin stands in
// where a digest looks but does not commit.
func (c *coins) FetchPrevOutput(point wire.OutPoint) *wire.TxOut {
	if coin := c.byID[point]; coin != nil {
		return coin
	}
	return new(wire.TxOut)
}
