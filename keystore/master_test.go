package keystore

import (
	"bytes"
	"testing"

	"github.com/btcsuite/btcd/address/v2"
)

// TestMasterPath derives the master's public key and signs with its children: a wallet
// may begin at the master key.
func TestMasterPath(t *testing.T) {
	s, record, _ := opened(t, importWords(t, ""))
	master, err := s.PublicKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := address.Hash160(master)[:4]; !bytes.Equal(got, record.Fingerprint[:]) {
		t.Errorf("the public key at m has the fingerprint %x", got)
	}
	for _, path := range [][]uint32{{0}, {0, 5}, {1, 7}} {
		if _, err := s.SignECDSA(path, [32]byte{1}); err != nil {
			t.Errorf("%v: %v", path, err)
		}
	}
}
