package message

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/internal/vectors"
)

func scriptOf(t *testing.T, text string) []byte {
	t.Helper()
	a, err := address.DecodeAddress(text, &chaincfg.MainNetParams)
	if err != nil {
		t.Fatal(err)
	}
	script, err := txscript.PayToAddrScript(a)
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// TestBIP322 holds the BIP's own vectors.
func TestBIP322(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Kind, Message, Address, Signature string

			MessageHash string   `json:"message_hash"`
			ToSpend     string   `json:"to_spend_tx_hash"`
			ToSign      string   `json:"to_sign_tx_hash"`
			Signatures  []string `json:"bip322_signatures"`
			Error       string   `json:"error_substr"`
			LockTime    uint32   `json:"lock_time"`
			Sequence    uint32
			Additional  [][]struct {
				Value  int64
				Script string `json:"pk_script"`
			} `json:"additional_inputs"`
		}
	}
	vectors.Load(t, "bip322_message.json", &file)
	formats := map[string]Format{"simple": Simple, "full": Full, "proof_of_funds": ProofOfFunds}
	if len(file.Cases) != 60 {
		t.Errorf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			text, script := []byte(c.Message), scriptOf(t, c.Address)
			switch c.Kind {
			case "tx_hashes":
				toSpend := ToSpend(text, script)
				hash := Hash(text)
				if got := hex.EncodeToString(hash[:]); got != c.MessageHash {
					t.Errorf("hash %s", got)
				}
				if got := toSpend.TxHash().String(); got != c.ToSpend {
					t.Errorf("to_spend %s", got)
				}
				if got := ToSign(toSpend).TxHash().String(); got != c.ToSign {
					t.Errorf("to_sign %s", got)
				}
				return
			case "error":
				_, err := Verify(text, script, c.Signature)
				if err == nil || !strings.Contains(err.Error(), c.Error) || !errors.Is(err, ErrInvalid) {
					t.Errorf("%v, want %q", err, c.Error)
				}
				return
			}
			for _, signature := range c.Signatures {
				proof, err := Verify(text, script, signature)
				if err != nil {
					t.Fatal(err)
				}
				if proof.Format != formats[c.Kind] || proof.LockTime != c.LockTime || proof.Sequence != c.Sequence {
					t.Errorf("%+v", proof)
				}
				n := 0
				for _, tx := range c.Additional {
					for _, coin := range tx {
						if n >= len(proof.Coins) || proof.Coins[n].Sats != coin.Value || hex.EncodeToString(proof.Coins[n].Script) != coin.Script {
							t.Fatalf("coin %d of %+v", n, proof.Coins)
						}
						n++
					}
				}
				if n != len(proof.Coins) {
					t.Errorf("%d coins", len(proof.Coins))
				}
				if _, err := Verify(append(text, ' '), script, signature); !errors.Is(err, ErrInvalid) {
					t.Errorf("another message: %v", err)
				}
			}
		})
	}
}

// TestBIP137 holds vectors of the older format.
func TestBIP137(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Kind, Message, Address string

			Hash         string `json:"double_sha256_hex"`
			Key          string `json:"private_key_decimal"`
			Uncompressed string `json:"signature_base64_uncompressed_p2pkh"`
			P2PKH        string `json:"signature_base64_compressed_p2pkh"`
			Nested       string `json:"signature_base64_p2sh_p2wpkh"`
			Native       string `json:"signature_base64_p2wpkh"`
			Signature    string `json:"signature_base64"`
			Raw          string `json:"signature_hex"`
			Valid        bool
		}
	}
	vectors.Load(t, "message_signing_bip137.json", &file)
	if len(file.Cases) != 15 {
		t.Errorf("%d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			text := []byte(c.Message)
			switch c.Kind {
			case "message_hash":
				if hash := LegacyHash(text); hex.EncodeToString(hash[:]) != c.Hash {
					t.Errorf("%x", hash)
				}
			case "sign":
				if c.Key != "1" {
					t.Fatal("another key")
				}
				key, _ := btcec.PrivKeyFromBytes([]byte{1})
				pub := key.PubKey().SerializeCompressed()
				hash := LegacyHash(text)
				der := ecdsa.Sign(key, hash[:]).Serialize()
				for _, form := range []struct {
					script []byte
					want   string
				}{{pubKeyHash(pub), c.P2PKH}, {nestedPubKeyHash(pub), c.Nested}, {witnessPubKeyHash(pub), c.Native}} {
					got, err := EncodeLegacy(text, form.script, pub, der)
					if err != nil || got != form.want {
						t.Errorf("%s, %v", got, err)
					}
				}
				// Keys here are compressed; the other form is verified only.
				if _, err := Verify(text, pubKeyHash(key.PubKey().SerializeUncompressed()), c.Uncompressed); err != nil {
					t.Error(err)
				}
			case "verify":
				proof, err := Verify(text, scriptOf(t, c.Address), c.Signature)
				if (err == nil) != c.Valid || err == nil && proof.Format != Legacy || err != nil && !errors.Is(err, ErrInvalid) {
					t.Errorf("%+v, %v", proof, err)
				}
			case "parse_signature":
				raw, err := hex.DecodeString(c.Raw)
				if err != nil {
					t.Fatal(err)
				}
				if _, _, err := recoverKey(text, raw); !errors.Is(err, ErrInvalid) {
					t.Error(err)
				}
				if _, err := Verify(text, scriptOf(t, "1PMycacnJaSqwwJqjawXBErnLsZ7RkXUAs"), base64.StdEncoding.EncodeToString(raw)); !errors.Is(err, ErrInvalid) {
					t.Error(err)
				}
			default:
				t.Errorf("kind %s", c.Kind)
			}
		})
	}
}
