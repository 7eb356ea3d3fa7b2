package psbt

import (
	"slices"

	"github.com/btcsuite/btcd/wire/v2"
)

// CreateV2 is the Creator and Constructor of BIP-370: a packet of version 2
// for a transaction, which may have no inputs and outputs yet. With flags other
// than zero AddInput and AddOutput may change it.
func CreateV2(tx *wire.MsgTx, modifiable byte) (*Packet, error) {
	p, err := Create(tx)
	if err != nil {
		return nil, err
	}
	if p, err = p.Convert(2); err != nil {
		return nil, err
	}
	if modifiable != 0 {
		err = p.Set(Place{Kind: GlobalMap}, GlobalTxModifiable, nil, []byte{modifiable})
	}
	return p, err
}

// Fields returns the field table.
func Fields() []Field { return slices.Clone(fields[:]) }
