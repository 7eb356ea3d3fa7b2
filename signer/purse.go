package signer

import (
	"slices"
)

// purse is what the single-signature wallets of one key and account have in common:
// a coordinator spends from all of them and picks the type of its change by the
// payee's. It is the path of the account without its first element, the purpose
// (BIP-43), which tells only the types apart.
type purse struct {
	fingerprint [4]byte
	network     string
	account     string
}

// purposeDepth is the length of m/purpose'/coin'/account' (BIP-44).
const purposeDepth = 3

// singleSignatureKinds are the scripts that one signature of one key spends.
var singleSignatureKinds = []string{"p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr"}

// purseOf is the purse of a wallet; is says whether it has one: whether a single key,
// held here, spends from it alone.
func (b *book) purseOf(w *Wallet) (p purse, is bool) {
	keys := b.byWallet[w]
	if len(keys) != 1 || keys[0].holding != held || !slices.Contains(singleSignatureKinds, w.Descriptor.Kind()) {
		return purse{}, false
	}
	key := &keys[0].key
	account := key.OriginPath
	if len(account) == purposeDepth {
		account = account[1:]
	}
	return purse{key.Fingerprint, w.Network.Name, pathText(account)}, true
}

// returns says whether money that goes to a wallet comes back to where it is spent
// from: an input is the wallet's, or that of another of its purse.
func (a *Analysis) returns(to *Wallet) bool {
	if slices.Contains(a.Wallets, to) {
		return true
	}
	p, is := a.book.purseOf(to)
	return is && slices.ContainsFunc(a.Wallets, func(w *Wallet) bool {
		from, is := a.book.purseOf(w)
		return is && from == p
	})
}

// oneKey says whether all wallets that are spent from are single-signature ones of
// one key on one network, of whatever accounts.
func (a *Analysis) oneKey() bool {
	first, is := a.book.purseOf(a.Wallets[0])
	return is && !slices.ContainsFunc(a.Wallets, func(w *Wallet) bool {
		p, is := a.book.purseOf(w)
		return !is || p.fingerprint != first.fingerprint || p.network != first.network
	})
}

// highestIndex is the highest index among the coins of the wallets to which the money
// of one returns.
func (a *Analysis) highestIndex(to *Wallet) int64 {
	var highest int64
	p, several := a.book.purseOf(to)
	for i := range a.Inputs {
		o := a.Inputs[i].Owner
		if o == nil {
			continue
		}
		from, is := a.book.purseOf(o.Wallet)
		if o.Wallet == to || several && is && from == p {
			highest = max(highest, int64(o.Index))
		}
	}
	return highest
}
