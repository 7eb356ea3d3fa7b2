package signer

import (
	"crypto/sha256"

	"github.com/btcsuite/btcd/txscript/v2"
)

// pushed is what scripts push that may be a public key or the hash of one. It is
// collected once for all the records and signatures that ask for it: a packet that
// has many of them beside a long script costs no walk of the one for each of the other.
type pushed map[string]bool

// pushedBy walks scripts up to where they do not parse.
func pushedBy(scripts ...[]byte) pushed {
	const hashLen, xOnlyLen, compressedLen, uncompressedLen = 20, sha256.Size, 33, 65
	all := pushed{}
	for _, script := range scripts {
		for t := txscript.MakeScriptTokenizer(0, script); t.Next(); {
			switch len(t.Data()) {
			case hashLen, xOnlyLen, compressedLen, uncompressedLen:
				all[string(t.Data())] = true
			}
		}
	}
	return all
}

// holds says whether a key or its hash is among it.
func (p pushed) holds(key []byte) bool { return p[string(key)] || p[string(hash160(key))] }
