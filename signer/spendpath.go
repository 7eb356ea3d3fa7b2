package signer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"coldsign/internal/parallel"
	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// SpendPath is one way to spend an input's coin and what this transaction makes of it.
type SpendPath struct {
	Words    string // what it needs
	Required int    // signatures; 0 where alternatives inside need different numbers
	Valid    int    // signatures for it that are there and verify
	Ours     int    // to be made here
	Open     bool   // the transaction's lock time, version and sequence meet its locks
	Held     bool   // a key held here takes part, as far as it is open
	Secret   bool   // it is open to a key held here only with a preimage that the packet does not bring
	Closed   []string

	path *descriptor.Path
}

// walletPath is a path of a wallet with its words.
type walletPath struct {
	descriptor.Path
	words string
}

// pathsOf lists the paths of a wallet, with the keys held here by their names.
func (b *book) pathsOf(w *Wallet) []walletPath {
	names := map[string]string{}
	for fingerprint, own := range b.own {
		if own.Name != "" {
			names[fingerprintText(fingerprint)] = name(own.Name)
		}
	}
	var out []walletPath
	for _, p := range w.Descriptor.Paths() {
		out = append(out, walletPath{p, p.Words(names)})
	}
	return out
}

// moment is all on which it depends which paths of a wallet are open to an input that
// brings no preimages, and how small it can be.
type moment struct {
	wallet   *Wallet
	sequence uint32
}

// readPaths says of each input of a registered wallet which ways of its script are
// open, and how small it can become by them.
func (a *Analysis) readPaths() {
	paths := map[*Wallet][]walletPath{}
	for _, w := range a.Wallets {
		paths[w] = a.book.pathsOf(w)
	}
	judged, least := map[moment][]SpendPath{}, map[moment]descriptor.Satisfaction{}
	for i := range a.Inputs {
		in := &a.Inputs[i]
		if in.Owner == nil {
			continue
		}
		w := in.Owner.Wallet
		at, spend := moment{w, in.Sequence}, descriptor.Spend{Version: a.tx.Version, LockTime: a.tx.LockTime, Sequence: in.Sequence}
		if _, known := least[at]; !known {
			judged[at] = a.book.judgePaths(paths[w], w, spend, nil)
			least[at] = in.leastSize(spend)
		}
		in.least = least[at]
		if preimages := a.packet.Input(i).Preimages(); len(preimages) > 0 {
			in.Paths = a.book.judgePaths(paths[w], w, spend, preimages)
		} else {
			in.Paths = slices.Clone(judged[at])
		}
	}
	parallel.Each(len(a.Inputs), func(i int) { a.Inputs[i].countPaths() })
}

// leastSize bounds from below the input's scriptSig and witness in bytes, by a path
// that is open; when none is, the largest stands for it, and nothing can be signed.
func (in *Input) leastSize(spend descriptor.Spend) descriptor.Satisfaction {
	script := in.Owner.Script
	if least, open := in.Owner.Wallet.Descriptor.Least(script, spend); open {
		return least
	}
	return script.MaxSatisfaction
}

// judgePaths says which paths are open, and to whom.
func (b *book) judgePaths(paths []walletPath, w *Wallet, spend descriptor.Spend, preimages []psbt.Preimage) []SpendPath {
	anySecret := func(descriptor.Hash) bool { return true }
	brought := func(h descriptor.Hash) bool { return broughtPreimage(preimages, h) }
	keys := b.byWallet[w]
	isHeld := func(k int) bool { return keys[k].holding == held }
	out := make([]SpendPath, len(paths))
	for i := range paths {
		p := &paths[i].Path
		open := p.Open(spend, anySecret)
		out[i] = SpendPath{Words: paths[i].words, Required: p.Required, path: p,
			Open: len(open) > 0, Held: slices.ContainsFunc(open, isHeld)}
		if out[i].Held && len(p.Hashes) > 0 {
			out[i].Secret = !slices.ContainsFunc(p.Open(spend, brought), isHeld)
		}
		if out[i].Open {
			continue
		}
		for _, l := range p.Locks {
			if !spend.Opens(l) {
				out[i].Closed = append(out[i].Closed, closedBy(l, spend))
			}
		}
	}
	return out
}

// broughtPreimage says whether a packet brings the preimage of a hash, which a script
// takes at 32 bytes alone (BIP-379).
func broughtPreimage(preimages []psbt.Preimage, h descriptor.Hash) bool {
	const size = 32
	field := psbt.PreimageField(h)
	return slices.ContainsFunc(preimages, func(p psbt.Preimage) bool {
		return p.Type == field && len(p.Preimage) == size && bytes.Equal(p.Hash, h.Value)
	})
}

// closedBy says when a lock opens, and what of the transaction keeps it closed.
func closedBy(l descriptor.Lock, spend descriptor.Spend) string {
	lock := ScriptLock{Relative: l.Kind == descriptor.Older, Value: l.Value}
	if lock.Relative {
		return lock.String() + ", and " + relativeFault(l.Value, spend)
	}
	return lock.String() + ", and " + absoluteFault(l.Value, spend)
}

// absoluteFault is what OP_CHECKLOCKTIMEVERIFY finds wrong (BIP-65).
func absoluteFault(lock uint32, spend descriptor.Spend) string {
	switch {
	case spend.Sequence == sequenceFinal:
		return "the input's sequence switches the lock time off"
	case spend.LockTime == 0:
		return "the transaction has no lock time"
	case (lock < locktimeThreshold) != (spend.LockTime < locktimeThreshold):
		return "the transaction's lock time is of the other kind: " + locktimeText(spend.LockTime)
	}
	return "the transaction's lock time is only " + locktimeText(spend.LockTime)
}

// relativeFault is what OP_CHECKSEQUENCEVERIFY finds wrong (BIP-112).
func relativeFault(lock uint32, spend descriptor.Spend) string {
	switch {
	case uint32(spend.Version) < 2:
		return fmt.Sprintf("a transaction of version %d has no relative locks", spend.Version)
	case spend.Sequence&sequenceInactive != 0:
		return fmt.Sprintf("the input's sequence 0x%08x says nothing of its coin's age", spend.Sequence)
	case lock&sequenceSeconds != spend.Sequence&sequenceSeconds:
		return "the input's sequence counts the other unit: " + relative(spend.Sequence).String()
	}
	return "the input's sequence says only " + relative(spend.Sequence).String()
}

// countPaths counts the signatures of each path.
func (in *Input) countPaths() {
	if len(in.Paths) == 0 {
		return
	}
	var ours []*slot
	if in.Standing == Signable {
		ours = in.toSign(func(*slot) bool { return true })
	}
	for i := range in.Paths {
		p := &in.Paths[i]
		for _, s := range in.Signatures.Valid {
			if in.isOf(p.path, s.leaf, s.PubKey) {
				p.Valid++
			}
		}
		for _, s := range ours {
			key, leaf := s.key, (*[32]byte)(nil)
			if s.tweak != nil {
				key = nil
			}
			if s.leaf != nil {
				leaf = &s.leaf.hash
			}
			if in.isOf(p.path, leaf, key) {
				p.Ours++
			}
		}
	}
}

// isOf says whether a signature, of a leaf or none, by a key or by none for taproot's
// key path, is one that a path asks for.
func (in *Input) isOf(p *descriptor.Path, leaf *[32]byte, key []byte) bool {
	script := in.Owner.Script
	switch {
	case (leaf == nil) != (p.Leaf == descriptor.NoLeaf):
		return false
	case leaf != nil && *leaf != script.Taproot.Leaves[p.Leaf].Hash:
		return false
	case key == nil:
		return true
	}
	same := func(pubKey []byte) bool { return bytes.Equal(pubKey[1:], key[1:]) } // of a leaf's key, x-only, the first byte says nothing
	for _, k := range script.Keys {
		if slices.Contains(p.Keys, k.Key) && same(k.PubKey) {
			return true
		}
	}
	return slices.ContainsFunc(p.Aggregates, func(n int) bool { return same(script.Aggregates[n].PubKey) })
}

// required is how many signatures spend the coin; 0 where its paths differ.
func (in *Input) required() int {
	if in.Signatures.Required == 0 && len(in.Paths) == 1 {
		return in.Paths[0].Required
	}
	return in.Signatures.Required
}

// severalPaths says whether it is not enough to say how many signatures are needed.
func (in *Input) severalPaths() bool {
	return len(in.Paths) > 1 || len(in.Paths) == 1 && (in.required() == 0 || len(in.Paths[0].path.Locks)+len(in.Paths[0].path.Hashes) > 0)
}

// pathWords says what spends the coin: "2 of alice, bob, carol; or alice, from block
// 900,000 on (not open)".
func (in *Input) pathWords() string {
	const most = 5 // more are in the review for programs
	var parts []string
	for i, p := range in.Paths {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more ways", len(in.Paths)-most))
			break
		}
		words := p.Words
		if !p.Open {
			words += " (not open)"
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, "; or ")
}
