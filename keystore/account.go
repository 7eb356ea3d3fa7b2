package keystore

import (
	"coldsign/keystore/bip32"
)

// Account is an account's extended public key and where it belongs.
type Account struct {
	Standard string     `json:"standard"` // the BIP of the path
	Type     string     `json:"type"`     // of the scripts: p2wpkh, p2wsh, …
	Path     bip32.Path `json:"path"`
	XPub     string     `json:"xpub"`
}

const hardened = bip32.Hardened

// accountKinds are the accounts that every key has a record of, so that wallets
// can be made without unlocking it: four of a single signature, and those that
// coordinators of multisignature wallets ask for.
var accountKinds = [...]struct {
	standard, script string
	path             func(coin, account uint32) bip32.Path
}{
	{"BIP-44", "p2pkh", purpose(44)},
	{"BIP-49", "p2sh-p2wpkh", purpose(49)},
	{"BIP-84", "p2wpkh", purpose(84)},
	{"BIP-86", "p2tr", purpose(86)},
	{"BIP-48", "p2sh-p2wsh", purpose(48, 1)},
	{"BIP-48", "p2wsh", purpose(48, 2)},
	{"BIP-45", "p2sh", func(_, _ uint32) bip32.Path { return bip32.Path{45 + hardened} }},
	{"BIP-87", "multisig", purpose(87)},
}

// purpose is m/purpose'/coin'/account', with BIP-48's script type behind.
func purpose(number uint32, script ...uint32) func(coin, account uint32) bip32.Path {
	return func(coin, account uint32) bip32.Path {
		path := bip32.Path{number + hardened, coin + hardened, account + hardened}
		for _, s := range script {
			path = append(path, s+hardened)
		}
		return path
	}
}

// AccountPath is the path of an account by the type of its scripts, false when no
// such type is known. BIP-45 (p2sh) knows no accounts and has one path.
func AccountPath(network, script string, account uint32) (bip32.Path, bool) {
	n, ok := networks[network]
	if !ok || account >= hardened {
		return nil, false
	}
	for _, kind := range accountKinds {
		if kind.script == script {
			return kind.path(n.coin, account), true
		}
	}
	return nil, false
}

// network is what distinguishes the keys of a network.
type network struct {
	coin     uint32 // SLIP-0044
	versions bip32.Versions
}

var networks = map[string]network{
	"main":     {0, bip32.MainNet},
	"test":     {1, bip32.TestNet},
	"testnet4": {1, bip32.TestNet},
	"signet":   {1, bip32.TestNet},
	"regtest":  {1, bip32.TestNet},
}

// firstAccounts derives account 0 of every kind from the desk's leaf.
func firstAccounts(d *desk, n network) ([]Account, error) {
	accounts := make([]Account, 0, len(accountKinds))
	for _, kind := range accountKinds {
		path := kind.path(n.coin, 0)
		d.node = d.leaf
		for _, index := range path {
			d.parent = d.node
			if err := d.Child(&d.node, &d.parent, index); err != nil {
				return nil, err
			}
		}
		accounts = append(accounts, Account{kind.standard, kind.script, path, d.node.XPub(n.versions)})
	}
	return accounts, nil
}
