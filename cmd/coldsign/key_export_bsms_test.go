package main

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/btcutil/v2"

	"coldsign/internal/vectors"
	"coldsign/keystore/secp256k1"
	"coldsign/signer/descriptor"
)

// TestBSMSRecords makes the key records of BIP-129 from the keys of its vectors.
// Where the first nonce of RFC 6979 gives a low R, which is the only one that we
// use, the signature is the vector's.
func TestBSMSRecords(t *testing.T) {
	var file struct {
		Cases []struct {
			ID      string
			Signers []struct {
				WIF     string `json:"private_key_wif"`
				KeyFile string `json:"key_file"`
			}
		}
	}
	vectors.Load(t, "bip129_bsms.json", &file)
	same, made := 0, 0
	for _, c := range file.Cases {
		for _, s := range c.Signers {
			wif, err := btcutil.DecodeWIF(s.WIF)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(s.KeyFile, "\n")
			private := [32]byte(wif.PrivKey.Serialize())
			got, err := bsmsRecord(lines[1], lines[2], lines[3], wif.SerializePubKey(), func(digest [32]byte) ([]byte, error) {
				signature, err := new(secp256k1.Scratch).SignECDSA(&private, &digest)
				return signature.DER(), err
			})
			if err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
			if _, err := descriptor.ParseBSMSKey([]byte(got)); err != nil {
				t.Errorf("%s: %v", c.ID, err)
			}
			want, _ := base64.StdEncoding.DecodeString(lines[4])
			signature, _ := base64.StdEncoding.DecodeString(got[strings.LastIndex(got, "\n")+1:])
			made++
			if want[1] < 0x80 {
				same++
				if got != s.KeyFile {
					t.Errorf("%s: %q, want %q", c.ID, got, s.KeyFile)
				}
			} else if bytes.Equal(signature, want) || signature[1] >= 0x80 {
				t.Errorf("%s: the signature's R is high", c.ID)
			}
		}
	}
	t.Logf("%d records, %d of them to the byte", made, same)
	if same == 0 {
		t.Error("no signature is the vector's")
	}
}
