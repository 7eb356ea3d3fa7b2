package psbt

import (
	"bytes"

	"github.com/btcsuite/btcd/wire/v2"
)

// ParseTx reads a signed transaction in network form (BIP-144), without bytes to
// spare. Its counts are held against its length before anything is allocated.
func ParseTx(raw []byte) (*wire.MsgTx, error) {
	if reason := checkTx(raw); reason != "" {
		return nil, errorAt(Place{Kind: GlobalMap}, "", "transaction: %s", reason)
	}
	tx := new(wire.MsgTx)
	if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
		return nil, errorAt(Place{Kind: GlobalMap}, "", "transaction: malformed")
	}
	return tx, nil
}
