package descriptor

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"coldsign/internal/vectors"

	"pgregory.net/rapid"
)

// networksOf are our names for a network of the vectors.
func networksOf(name string) []string {
	return map[string][]string{
		"mainnet": {"main"}, "testnet": {"test", "testnet4", "signet"}, "regtest": {"regtest"},
	}[name]
}

// TestSegwitAddresses runs the cases of BIP-173 and BIP-350.
func TestSegwitAddresses(t *testing.T) {
	for _, name := range []string{"bip173.json", "bip350.json"} {
		var file struct {
			Cases []struct {
				ID, Kind, Address, Network string
				Valid                      bool
				ValidUnderBIP350           *bool  `json:"valid_under_bip350"`
				Script                     string `json:"script_pubkey_hex"`
				String                     string
			}
		}
		vectors.Load(t, name, &file)
		for _, c := range file.Cases {
			if c.Kind != "segwit_address" { // a bech32 string that is no address
				if script, err := parseAnywhere(c.String); err == nil {
					t.Errorf("%s: a script %x from a string without a network", c.ID, script)
				}
				continue
			}
			valid := c.Valid && (c.ValidUnderBIP350 == nil || *c.ValidUnderBIP350)
			if !valid {
				if script, err := parseAnywhere(c.Address); err == nil {
					t.Errorf("%s: accepted as %x", c.ID, script)
				}
				continue
			}
			for _, n := range networksOf(c.Network) {
				checkAddress(t, c.ID, n, c.Address, c.Script)
			}
		}
	}
}

// TestBase58Addresses runs Bitcoin Core's base58check cases; private keys and
// damaged texts are no addresses of any network.
func TestBase58Addresses(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Encoded, Kind, Network string
			Valid                      bool
			Hash160                    string `json:"hash160_hex"`
		}
	}
	vectors.Load(t, "base58_addresses_and_wif.json", &file)
	for _, c := range file.Cases {
		if !c.Valid || c.Kind == "private_key_wif" {
			if script, err := parseAnywhere(c.Encoded); err == nil {
				t.Errorf("%s: accepted as %x", c.ID, script)
			}
			if _, err := Parse("pkh(" + c.Encoded + ")"); err == nil || c.Valid && !errors.Is(err, ErrSecret) {
				t.Errorf("%s: as a key: %v", c.ID, err)
			}
			continue
		}
		script := map[string]string{
			"p2pkh_address": "76a914" + c.Hash160 + "88ac", "p2sh_address": "a914" + c.Hash160 + "87",
		}[c.Kind]
		for _, n := range networksOf(c.Network) {
			checkAddress(t, c.ID, n, c.Encoded, script)
		}
	}
}

func parseAnywhere(s string) ([]byte, error) {
	var err error
	for _, n := range Networks() {
		var script []byte
		if script, err = ParseAddress(s, n); err == nil {
			return script, nil
		}
	}
	return nil, err
}

func checkAddress(t *testing.T, id, network, address, script string) {
	n, ok := NetworkByName(network)
	if !ok {
		t.Fatalf("%s: no network %q", id, network)
	}
	got, err := ParseAddress(address, n)
	if err != nil || hex.EncodeToString(got) != script {
		t.Errorf("%s: %x, %v; not %s", id, got, err, script)
	}
	back, ok := Address(got, n)
	if !ok || !strings.EqualFold(back, address) {
		t.Errorf("%s: back as %q", id, back)
	}
	for _, other := range Networks() {
		if other.hrp == n.hrp || other.pubKeyHash == n.pubKeyHash && !strings.Contains(address, "1q") {
			continue
		}
		if _, err := ParseAddress(address, other); err == nil && other.pubKeyHash != n.pubKeyHash {
			t.Errorf("%s: an address of %s accepted on %s", id, network, other.Name)
		}
	}
}

// TestNoAddress has the scripts that must not get one.
func TestNoAddress(t *testing.T) {
	for what, script := range map[string]string{
		"empty":                    "",
		"op_return":                "6a0464617461",
		"pubkey":                   "2103a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bdac",
		"version 0 of 2 bytes":     "0002abcd",
		"version 0 of 33 bytes":    "0021" + strings.Repeat("ab", 33),
		"version 1 of 1 byte":      "5101ab",
		"version 1 of 41 bytes":    "5129" + strings.Repeat("ab", 41),
		"length that lies":         "5114" + strings.Repeat("ab", 19),
		"push by OP_PUSHDATA1":     "004c14" + strings.Repeat("ab", 20),
		"P2PKH with a byte behind": "76a914" + strings.Repeat("ab", 20) + "88ac00",
		"P2SH of 19 bytes":         "a913" + strings.Repeat("ab", 19) + "87",
		"version 17":               "6114" + strings.Repeat("ab", 20),
	} {
		b, _ := hex.DecodeString(script)
		for _, n := range Networks() {
			if a, ok := Address(b, n); ok {
				t.Errorf("%s: address %q", what, a)
			}
		}
	}
}

// TestForeignAddress says which network an address is of.
func TestForeignAddress(t *testing.T) {
	main, _ := NetworkByName("main")
	_, err := ParseAddress("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", main)
	if err == nil || !strings.Contains(err.Error(), "of network test, not of main") {
		t.Error(err)
	}
	_, err = ParseAddress("bc1q\x1b[31m", main)
	if err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("raw text in the error: %q", err)
	}
}

// TestAddressProperty: every witness program gets an address that reads back as
// itself, in either case, and not on a network with another prefix.
func TestAddressProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.ByteRange(0, 16).Draw(t, "version")
		size := rapid.IntRange(2, 40).Draw(t, "size")
		if version == 0 {
			size = rapid.SampledFrom([]int{20, 32}).Draw(t, "size of version 0")
		}
		program := rapid.SliceOfN(rapid.Byte(), size, size).Draw(t, "program")
		n := rapid.SampledFrom(Networks()).Draw(t, "network")
		script := witnessScript(version, program)
		a, ok := Address(script, n)
		if !ok {
			t.Fatalf("no address for %x", script)
		}
		for _, text := range []string{a, strings.ToUpper(a)} {
			if back, err := ParseAddress(text, n); err != nil || !bytes.Equal(back, script) {
				t.Fatalf("%s reads back as %x, %v", text, back, err)
			}
		}
		for _, other := range Networks() {
			if _, err := ParseAddress(a, other); err == nil && other.hrp != n.hrp {
				t.Fatalf("%s of %s accepted on %s", a, n.Name, other.Name)
			}
		}
	})
}
