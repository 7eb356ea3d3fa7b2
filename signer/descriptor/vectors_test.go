package descriptor

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
)

// TestSortedMultisig runs the cases of BIP-67.
func TestSortedMultisig(t *testing.T) {
	var file struct {
		Cases []struct {
			ID           string
			Required     int      `json:"required_signatures"`
			Keys         []string `json:"public_keys_hex"`
			RedeemScript string   `json:"redeem_script_hex"`
			Address      string   `json:"p2sh_address"`
		}
	}
	vectors.Load(t, "bip67_sorted_multisig.json", &file)
	main, _ := NetworkByName("main")
	for _, c := range file.Cases {
		d, err := Parse(fmt.Sprintf("sh(sortedmulti(%d,%s))", c.Required, strings.Join(c.Keys, ",")))
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		s, err := d.At(0, 0)
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		a, _ := Address(s.ScriptPubKey, main)
		if hex.EncodeToString(s.RedeemScript) != c.RedeemScript || a != c.Address {
			t.Errorf("%s: %s of %x", c.ID, a, s.RedeemScript)
		}
	}
}

// TestSingleSignature derives the addresses of BIP-44, -49, -84 and -86.
func TestSingleSignature(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Network, Mnemonic, Passphrase, Address string
			ScriptType                                 string `json:"script_type"`
			Path                                       string `json:"address_path"`
			PubKey                                     string `json:"public_key_hex"`
			Account                                    string `json:"account_extended_public_key"`
		}
	}
	vectors.Load(t, "bip44_49_84_86_addresses.json", &file)
	wrap := map[string]string{"p2pkh": "pkh(%s)", "p2sh-p2wpkh": "sh(wpkh(%s))", "p2wpkh": "wpkh(%s)", "p2tr": "tr(%s)"}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			n, _ := NetworkByName(networksOf(c.Network)[0])
			if strings.Count(c.Path, "/") != 5 {
				t.Fatalf("path %s", c.Path)
			}
			path, err := parsePath(strings.Split(c.Path, "/")[1:])
			if err != nil {
				t.Fatal(err)
			}
			account, fingerprint := accountOf(t, bip39Seed(c.Mnemonic, c.Passphrase), n, path[:3])
			if c.Account != "" && c.Account != account {
				t.Fatalf("account %s, not %s", account, c.Account)
			}
			key := fmt.Sprintf("[%x%s]%s/<0;1>/*", fingerprint, appendPath(nil, path[:3]), account)
			d, err := Parse(fmt.Sprintf(wrap[c.ScriptType], key))
			if err != nil {
				t.Fatal(err)
			}
			branch, index, ok := d.Keys()[0].Match(path)
			if !ok {
				t.Fatalf("%s does not match %s", d.Keys()[0], c.Path)
			}
			s, err := d.At(branch, index)
			if err != nil {
				t.Fatal(err)
			}
			if a, _ := Address(s.ScriptPubKey, n); a != c.Address || d.Kind() != c.ScriptType {
				t.Errorf("%s %s, not %s", d.Kind(), a, c.Address)
			}
			if c.PubKey != "" && hex.EncodeToString(s.Keys[0].PubKey) != c.PubKey {
				t.Errorf("public key %x", s.Keys[0].PubKey)
			}
		})
	}
}

// accountOf derives an account's extended public key, and the fingerprint of the
// master key.
func accountOf(t *testing.T, seed []byte, n *Network, path []uint32) (string, [4]byte) {
	k, err := hdkeychain.NewMaster(seed, n.Params)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range path {
		if k, err = k.Derive(e); err != nil {
			t.Fatal(err)
		}
	}
	public, err := k.Neuter()
	if err != nil {
		t.Fatal(err)
	}
	return public.String(), fingerprintOf(t, seed)
}

func fingerprintOf(t *testing.T, seed []byte) (f [4]byte) {
	k, err := hdkeychain.NewMaster(seed, &chaincfg.MainNetParams)
	if err != nil {
		t.Fatal(err)
	}
	child, err := k.Derive(0)
	if err != nil {
		t.Fatal(err)
	}
	p := child.ParentFingerprint()
	return [4]byte{byte(p >> 24), byte(p >> 16), byte(p >> 8), byte(p)}
}

// fixedLeaf is a leaf of any script, as the cases of BIP-341 have them.
type fixedLeaf struct{ script []byte }

func (fixedLeaf) appendText(b []byte, _ func(int) string) []byte { return b }
func (l fixedLeaf) fill(*Script, [][]byte) ([]byte, error)       { return l.script, nil }

// treeOf reads BIP-341's script trees: null, a leaf, or a pair.
func treeOf(t *testing.T, j json.RawMessage) *tree {
	var pair []json.RawMessage
	if json.Unmarshal(j, &pair) == nil {
		switch len(pair) {
		case 0:
			return nil
		case 2:
			return &tree{left: treeOf(t, pair[0]), right: treeOf(t, pair[1])}
		}
		t.Fatalf("tree %s", j)
	}
	var leaf struct {
		Script      string
		LeafVersion byte
	}
	if err := json.Unmarshal(j, &leaf); err != nil {
		t.Fatal(err)
	}
	script, _ := hex.DecodeString(leaf.Script)
	return &tree{leaf: fixedLeaf{script}, version: leaf.LeafVersion}
}

// TestTaprootOutputs makes the outputs of BIP-341 with their merkle roots, leaf
// hashes and control blocks.
func TestTaprootOutputs(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Kind string
			Given    struct {
				InternalPubkey string
				ScriptTree     json.RawMessage
			}
			Intermediary struct {
				MerkleRoot    string
				LeafHashes    []string
				TweakedPubkey string
			}
			Expected struct {
				ScriptPubKey            string
				Bip350Address           string
				ScriptPathControlBlocks []string
			}
		}
	}
	vectors.Load(t, "bip341_wallet.json", &file)
	main, _ := NetworkByName("main")
	done := 0
	for _, c := range file.Cases {
		if c.Kind != "script_pubkey_from_tree" {
			continue
		}
		done++
		internal, _ := hex.DecodeString("02" + c.Given.InternalPubkey)
		var s Script
		script, err := tr{0, treeOf(t, c.Given.ScriptTree)}.fill(&s, [][]byte{internal})
		if err != nil {
			t.Fatal(err)
		}
		a, _ := Address(script, main)
		if hex.EncodeToString(script) != c.Expected.ScriptPubKey || a != c.Expected.Bip350Address {
			t.Errorf("%s: %x %s", c.ID, script, a)
		}
		if hex.EncodeToString(s.Taproot.MerkleRoot) != c.Intermediary.MerkleRoot ||
			hex.EncodeToString(s.Taproot.OutputKey[:]) != c.Intermediary.TweakedPubkey {
			t.Errorf("%s: root %x", c.ID, s.Taproot.MerkleRoot)
		}
		if len(s.Taproot.Leaves) != len(c.Expected.ScriptPathControlBlocks) {
			t.Fatalf("%s: %d leaves", c.ID, len(s.Taproot.Leaves))
		}
		for i, l := range s.Taproot.Leaves {
			if hex.EncodeToString(l.Hash[:]) != c.Intermediary.LeafHashes[i] ||
				hex.EncodeToString(l.ControlBlock) != c.Expected.ScriptPathControlBlocks[i] {
				t.Errorf("%s: leaf %d: hash %x, control block %x", c.ID, i, l.Hash, l.ControlBlock)
			}
		}
	}
	if done != 7 {
		t.Errorf("%d outputs made", done)
	}
}

// TestSyntheticXPub runs the cases of BIP-328.
func TestSyntheticXPub(t *testing.T) {
	var file struct {
		Cases []struct {
			ID           string
			Participants []string `json:"participant_public_keys_hex"`
			Aggregate    string   `json:"aggregate_public_key_hex"`
			XPub         string   `json:"synthetic_xpub"`
		}
	}
	vectors.Load(t, "bip328_musig2_xpub.json", &file)
	for _, c := range file.Cases {
		var keys [][]byte
		for _, p := range c.Participants {
			b, _ := hex.DecodeString(p)
			keys = append(keys, b)
		}
		n, err := aggregateKeys(keys)
		if err != nil {
			t.Fatal(err)
		}
		x := hdkeychain.NewExtendedKey(versionXPub[:], n.pubKey[:], n.chain[:], make([]byte, 4), 0, 0, false)
		if hex.EncodeToString(n.pubKey[:]) != c.Aggregate || x.String() != c.XPub {
			t.Errorf("%s: %x %s", c.ID, n.pubKey, x)
		}
	}
}
