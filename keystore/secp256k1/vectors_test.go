package secp256k1

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"testing"

	"coldsign/internal/vectors"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fill32 is a number of up to 32 bytes in 32 bytes.
func fill32(t testing.TB, s string) *[32]byte {
	return (*[32]byte)(new(big.Int).SetBytes(unhex(t, s)).FillBytes(make([]byte, 32)))
}

func TestRFC6979Vectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID         string
			Message    string   `json:"message_utf8"`
			Key        string   `json:"private_key_hex"`
			Nonce      string   `json:"nonce_k_hex"`
			Nonces     []string `json:"nonce_candidates_hex"`
			Candidates []int    `json:"nonce_candidate_numbers"`
			R          string   `json:"r_hex"`
			S          string   `json:"s_hex"`
		}
	}
	vectors.Load(t, "ecdsa_rfc6979.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			key, digest := fill32(t, c.Key), sha256.Sum256([]byte(c.Message))
			if c.Nonces == nil {
				c.Nonces, c.Candidates = []string{c.Nonce}, []int{0}
			}
			var d, e, k scalar
			d.setKey(key)
			e.setBytes(&digest)
			var g nonces
			g.seed(&d, &e, nil)
			drawn := -1
			for i, want := range c.Nonces {
				for drawn < c.Candidates[i] {
					g.next(&k)
					drawn++
				}
				if b := k.bytes(); b != *fill32(t, want) {
					t.Errorf("nonce %d: %x, want %s", c.Candidates[i], b, want)
				}
			}
			if c.R == "" {
				return
			}
			got, ok, err := new(Scratch).signOnce(key, &digest, nil, false)
			if !ok || err != nil {
				t.Fatalf("no signature: %v", err)
			}
			if got.R != *fill32(t, c.R) || got.S != *fill32(t, c.S) {
				t.Errorf("signature (%x, %x), want (%s, %s)", got.R, got.S, c.R, c.S)
			}
		})
	}
}

func TestBIP340Vectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID        string
			Key       string `json:"secret_key_hex"`
			Public    string `json:"public_key_xonly_hex"`
			Aux       string `json:"aux_rand_hex"`
			Message   string `json:"message_hex"`
			Signature string `json:"signature_hex"`
		}
	}
	vectors.Load(t, "bip340_schnorr.json", &file)
	signed := 0
	for _, c := range file.Cases {
		if c.Key == "" {
			continue
		}
		signed++
		t.Run(c.ID, func(t *testing.T) {
			key, aux := fill32(t, c.Key), fill32(t, c.Aux)
			public, err := PublicKey(key)
			if err != nil || !bytes.Equal(public[1:], unhex(t, c.Public)) {
				t.Errorf("public key %x, %v; want %s", public, err, c.Public)
			}
			got, err := SignSchnorr(key, unhex(t, c.Message), aux)
			if err != nil || !bytes.Equal(got[:], unhex(t, c.Signature)) {
				t.Errorf("signature %x, %v; want %s", got, err, c.Signature)
			}
			if *aux == [32]byte{} {
				if again, _ := SignSchnorr(key, unhex(t, c.Message), nil); again != got {
					t.Error("no auxiliary data is not zero auxiliary data")
				}
			}
		})
	}
	if signed == 0 {
		t.Error("no case has a secret key")
	}
}

func TestTapTweakVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			Inputs []struct {
				Given struct {
					Key  string `json:"internalPrivkey"`
					Root string `json:"merkleRoot"`
				}
				Intermediary struct {
					Tweaked string `json:"tweakedPrivkey"`
					SigHash string `json:"sigHash"`
				}
				Expected struct {
					Witness []string
				}
			} `json:"inputSpending"`
		}
	}
	vectors.Load(t, "bip341_wallet.json", &file)
	tweaked := 0
	for _, c := range file.Cases {
		for i, in := range c.Inputs {
			tweaked++
			key := fill32(t, in.Given.Key)
			if err := TapTweak(key, unhex(t, in.Given.Root)); err != nil {
				t.Fatal(err)
			}
			if want := fill32(t, in.Intermediary.Tweaked); *key != *want {
				t.Errorf("input %d: tweaked key %x, want %x", i, *key, *want)
			}
			got, err := SignSchnorr(key, unhex(t, in.Intermediary.SigHash), nil)
			if want := unhex(t, in.Expected.Witness[0])[:64]; err != nil || !bytes.Equal(got[:], want) {
				t.Errorf("input %d: signature %x, %v; want %x", i, got, err, want)
			}
		}
	}
	if tweaked == 0 {
		t.Error("no tweak was tested")
	}
}
