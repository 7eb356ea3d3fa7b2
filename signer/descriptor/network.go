package descriptor

import "github.com/btcsuite/btcd/chaincfg/v2"

// Network is one row of the table of networks: how its addresses and extended
// keys begin.
type Network struct {
	Name   string // as the command line writes it
	Params *chaincfg.Params

	hrp        string  // human-readable part of a segwit address (BIP-173)
	pubKeyHash byte    // version byte of a P2PKH address
	scriptHash byte    // version byte of a P2SH address
	xpub       version // of an extended public key (BIP-32)
}

// The test networks share every prefix but regtest's segwit one, so a script
// cannot tell them apart and a person has to say which is meant.
var networks = [...]*Network{
	{"main", &chaincfg.MainNetParams, "bc", 0x00, 0x05, versionXPub},
	{"test", &chaincfg.TestNet3Params, "tb", 0x6f, 0xc4, versionTPub},
	{"testnet4", &chaincfg.TestNet4Params, "tb", 0x6f, 0xc4, versionTPub},
	{"signet", &chaincfg.SigNetParams, "tb", 0x6f, 0xc4, versionTPub},
	{"regtest", &chaincfg.RegressionNetParams, "bcrt", 0x6f, 0xc4, versionTPub},
}

// NetworkByName finds a network by its name on the command line.
func NetworkByName(name string) (*Network, bool) {
	for _, n := range networks {
		if n.Name == name {
			return n, true
		}
	}
	return nil, false
}

// Networks returns every network, the main one first.
func Networks() []*Network {
	return append([]*Network(nil), networks[:]...)
}
