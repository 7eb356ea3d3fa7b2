package psbt_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"coldsign/internal/vectors"
	"coldsign/psbt"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcutil/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// walkStep is one step of BIP-174's example; each has what its role is given.
type walkStep struct {
	Step   int
	Role   string
	Given  int   `json:"given_step"`
	Givens []int `json:"given_steps"`
	Action string
	Inputs []struct {
		TxID string
		Vout uint32
	}
	Outputs []struct {
		Script string      `json:"script_pubkey_hex"`
		Amount json.Number `json:"amount_btc"`
	}
	Version        int32    `json:"transaction_version"`
	RedeemScripts  []string `json:"redeem_scripts_hex"`
	WitnessScripts []string `json:"witness_scripts_hex"`
	PrevTxs        []string `json:"previous_transactions_hex"`
	PublicKeys     []struct {
		Key  string `json:"public_key_hex"`
		Path string
	} `json:"public_keys"`
	Keys []struct {
		WIF  string `json:"private_key_wif"`
		Path string
	}
	Result struct {
		PSBT string `json:"psbt_hex"`
		Tx   string `json:"transaction_hex"`
	}
}

// The transaction of BIP-174 passes through every role, and what each of them
// makes is what the BIP prints.
func TestBIP174Walk(t *testing.T) {
	steps, master := loadWalk(t)
	made := make(map[int]*psbt.Packet)
	for _, s := range steps {
		t.Run(fmt.Sprintf("%d %s", s.Step, s.Role), func(t *testing.T) {
			given := made[s.Given]
			if given != nil {
				given = given.Clone()
			}
			switch s.Role {
			case "creator":
				given = s.create(t)
			case "updater":
				s.update(t, given, master)
			case "signer":
				s.sign(t, given)
			case "combiner":
				var err error
				if given, err = psbt.Combine(made[s.Givens[0]], made[s.Givens[1]]); err != nil {
					t.Fatal(err)
				}
			case "finalizer", "input finalizer":
				var results []psbt.InputResult
				given, results = psbt.Finalize(given)
				for _, r := range results {
					if r.Err != nil {
						t.Fatal(r.Err)
					}
				}
			case "extractor", "transaction extractor":
				tx, err := psbt.Extract(given)
				if err != nil {
					t.Fatal(err)
				}
				if got := hex.EncodeToString(serialize(t, tx)); got != s.Result.Tx {
					t.Fatalf("extracted %s\nwant %s", got, s.Result.Tx)
				}
				return
			default:
				t.Fatalf("no such role")
			}
			made[s.Step] = given
			if got := hex.EncodeToString(given.Bytes()); got != s.Result.PSBT {
				t.Errorf("made\n%s\nwant\n%s", got, s.Result.PSBT)
			}
		})
	}
}

func loadWalk(t *testing.T) ([]walkStep, *hdkeychain.ExtendedKey) {
	t.Helper()
	var content struct {
		Cases []struct {
			ID     string
			Master string `json:"master_extended_private_key"`
			Steps  []walkStep
		}
	}
	vectors.Load(t, "bip174_psbt.json", &content)
	for _, c := range content.Cases {
		if c.ID == "bip174-walkthrough" {
			master, err := hdkeychain.NewKeyFromString(c.Master)
			if err != nil {
				t.Fatal(err)
			}
			return c.Steps, master
		}
	}
	t.Fatal("the vectors hold no walk")
	return nil, nil
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (s walkStep) create(t *testing.T) *psbt.Packet {
	tx := wire.NewMsgTx(s.Version)
	for _, in := range s.Inputs {
		hash, err := chainhash.NewHashFromStr(in.TxID)
		if err != nil {
			t.Fatal(err)
		}
		tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(hash, in.Vout), nil, nil))
	}
	for _, out := range s.Outputs {
		btc, err := strconv.ParseFloat(string(out.Amount), 64)
		if err != nil {
			t.Fatal(err)
		}
		tx.AddTxOut(wire.NewTxOut(int64(math.Round(btc*1e8)), unhex(t, out.Script)))
	}
	p, err := psbt.Create(tx)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// update adds the fields of the step: which belong to which input the example
// leaves to the scripts.
func (s walkStep) update(t *testing.T, p *psbt.Packet, master *hdkeychain.ExtendedKey) {
	if s.Action != "" {
		for i := range p.Inputs {
			set(t, p, psbt.Place{Kind: psbt.InputMap, Index: i}, psbt.InSighashType, nil, []byte{1, 0, 0, 0})
		}
		return
	}
	for i := range p.Inputs {
		at := psbt.Place{Kind: psbt.InputMap, Index: i}
		coin := s.addCoin(t, p, at)
		for _, redeem := range s.RedeemScripts {
			if script := unhex(t, redeem); bytes.Contains(coin.PkScript, address.Hash160(script)) {
				set(t, p, at, psbt.InRedeemScript, nil, script)
				s.addKeys(t, p, at, psbt.InBIP32Derivation, script, master)
				for _, witness := range s.WitnessScripts {
					if inner := unhex(t, witness); bytes.Contains(script, chainhash.HashB(inner)) {
						set(t, p, at, psbt.InWitnessScript, nil, inner)
						s.addKeys(t, p, at, psbt.InBIP32Derivation, inner, master)
					}
				}
			}
		}
	}
	for i := range p.Outputs {
		at := psbt.Place{Kind: psbt.OutputMap, Index: i}
		s.addKeys(t, p, at, psbt.OutBIP32Derivation, p.Output(i).Script(), master)
	}
}

// addCoin adds the previous transaction, or for the coin that segwit signs the
// output alone.
func (s walkStep) addCoin(t *testing.T, p *psbt.Packet, at psbt.Place) *wire.TxOut {
	point := p.Input(at.Index).OutPoint()
	for _, raw := range s.PrevTxs {
		var tx wire.MsgTx
		if err := tx.Deserialize(bytes.NewReader(unhex(t, raw))); err != nil {
			t.Fatal(err)
		}
		if tx.TxHash() != point.Hash {
			continue
		}
		coin := tx.TxOut[point.Index]
		if at.Index == 0 {
			set(t, p, at, psbt.InNonWitnessUTXO, nil, unhex(t, raw))
		} else {
			var value bytes.Buffer
			if err := wire.WriteTxOut(&value, 0, 0, coin); err != nil {
				t.Fatal(err)
			}
			set(t, p, at, psbt.InWitnessUTXO, nil, value.Bytes())
		}
		return coin
	}
	t.Fatal("no previous transaction")
	return nil
}

// addKeys adds the origins of the keys that a script holds, plain or hashed.
func (s walkStep) addKeys(t *testing.T, p *psbt.Packet, at psbt.Place, field uint64, script []byte, master *hdkeychain.ExtendedKey) {
	public, err := master.ECPubKey()
	if err != nil {
		t.Fatal(err)
	}
	fingerprint := address.Hash160(public.SerializeCompressed())[:4]
	for _, k := range s.PublicKeys {
		key := unhex(t, k.Key)
		if !bytes.Contains(script, key) && !bytes.Contains(script, address.Hash160(key)) {
			continue
		}
		value := bytes.Clone(fingerprint)
		for _, step := range strings.Split(strings.TrimPrefix(k.Path, "m/"), "/") {
			index, err := strconv.ParseUint(strings.TrimSuffix(step, "'"), 10, 31)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(step, "'") {
				index |= 1 << 31
			}
			value = binary.LittleEndian.AppendUint32(value, uint32(index))
		}
		set(t, p, at, field, key, value)
	}
}

// sign makes the signatures of the step's keys with btcd, whose nonces are
// those of RFC 6979 like the example's.
func (s walkStep) sign(t *testing.T, p *psbt.Packet) {
	tx := p.Tx()
	for i := range p.Inputs {
		in := p.Input(i)
		coin, err := in.UTXO()
		if err != nil {
			t.Fatal(err)
		}
		script, segwit := in.WitnessScript()
		if !segwit {
			script, _ = in.RedeemScript()
		}
		for _, k := range s.Keys {
			wif, err := btcutil.DecodeWIF(k.WIF)
			if err != nil {
				t.Fatal(err)
			}
			public := wif.PrivKey.PubKey().SerializeCompressed()
			if bytes.Contains(script, public) {
				sig := ecdsaSign(t, tx, i, coin, script, segwit, wif.PrivKey)
				if err := p.AddPartialSig(i, public, sig); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func ecdsaSign(t testing.TB, tx *wire.MsgTx, i int, coin *wire.TxOut, script []byte, segwit bool, key *btcec.PrivateKey) []byte {
	t.Helper()
	sig, err := txscript.RawTxInSignature(tx, i, script, txscript.SigHashAll, key)
	if segwit {
		fetch := txscript.NewCannedPrevOutputFetcher(coin.PkScript, coin.Value)
		sig, err = txscript.RawTxInWitnessSignature(tx, txscript.NewTxSigHashes(tx, fetch), i, coin.Value, script, txscript.SigHashAll, key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func set(t testing.TB, p *psbt.Packet, at psbt.Place, field uint64, key, value []byte) {
	t.Helper()
	if err := p.Set(at, field, key, value); err != nil {
		t.Fatal(err)
	}
}
