package miniscript_test

import (
	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

// hash160 is HASH160 by another implementation than the package's own.
func hash160(data []byte) []byte { return address.Hash160(data) }

// leafHash is the tap leaf hash of a tapscript.
func leafHash(script []byte) []byte {
	hash := txscript.NewBaseTapLeaf(script).TapHash()
	return hash[:]
}
