package signer

import (
	"slices"

	"coldsign/internal/parallel"
	"coldsign/signer/descriptor"
)

// A script says whose it is, a record only where to look first. So the scripts
// whose owner no record proves are looked up among those of every registered
// wallet: a coin of ours that came without its record must not pass for a
// stranger's.
const (
	// searchAhead is how far behind the highest index in use the search goes.
	// Coordinators look 20 to 100 addresses ahead, the widest setting is 1,000.
	searchAhead = 1000
	// searchLast bounds the search from the first index on. An index in use beyond
	// it is searched around: a packet may name any index, and each costs time.
	searchLast = 10_000
	// searchSpans bounds the indexes of one wallet that are searched around.
	searchSpans = 4
	// searchKeys bounds the keys that one search derives: 250 wallets of a single key
	// and one type, or 25 of ten keys. Half a minute on a slow machine.
	searchKeys = 1_000_000
	// searchKeysOutputs bounds it where every input has its owner: an output of ours that
	// is not found is shown as a payment, which is no danger, and a payment must not
	// take long for a wallet of many paths. Twenty single-signature wallets stay within.
	searchKeysOutputs = 50_000
	// searchHints bounds the addresses out of records that are tried first in each wallet.
	searchHints = 256
)

// Search is how far the scripts without a proven owner were looked for.
type Search struct {
	Last    uint32 // the index up to which every registered wallet was searched, at least
	TooMany bool   // the registered wallets have more keys than one search derives: nothing was searched
}

// String says how far.
func (s Search) String() string {
	if s.TooMany {
		return "The registered wallets have too many keys to search them for these scripts; remove those that are not in use"
	}
	return "Every registered wallet was searched up to index " + thousands(int64(s.Last)) +
		", and " + thousands(searchAhead) + " beyond the highest index in use"
}

// unclaimed is a script whose owner no record proves, with all inputs and outputs
// that have it.
type unclaimed struct {
	script  []byte
	owners  []**Owned
	records []record
}

// readOwners finds whose inputs and outputs are: by their records first, then by
// their scripts among those of all registered wallets.
func (a *Analysis) readOwners(known *Known) {
	inputs, outputs := make([][]record, len(a.Inputs)), make([][]record, len(a.Outputs))
	parallel.Each(len(a.Inputs), func(i int) {
		inputs[i] = recordsOf(a.packet.Input(i))
		a.Inputs[i].Owner = a.book.find(a.Inputs[i].Coin.Script, inputs[i])
	})
	parallel.Each(len(a.Outputs), func(i int) {
		outputs[i] = recordsOf(a.packet.Output(i))
		a.Outputs[i].Owner = a.book.find(a.Outputs[i].Script, outputs[i])
	})
	var open []*unclaimed
	byScript := map[string]*unclaimed{}
	add := func(script []byte, owner **Owned, records []record) {
		if *owner != nil || script == nil {
			return
		}
		u := byScript[string(script)]
		if u == nil {
			u = &unclaimed{script: script}
			byScript[string(script)] = u
			open = append(open, u)
		}
		u.owners, u.records = append(u.owners, owner), append(u.records, records...)
	}
	for i := range a.Inputs {
		add(a.Inputs[i].Coin.Script, &a.Inputs[i].Owner, inputs[i])
	}
	for i := range a.Outputs {
		add(a.Outputs[i].Script, &a.Outputs[i].Owner, outputs[i])
	}
	a.search(known, open)
	a.book.spent = map[*Wallet]bool{}
	for i := range a.Inputs {
		if o := a.Inputs[i].Owner; o != nil {
			a.book.spent[o.Wallet] = true
		}
	}
}

// search looks every open script up in every wallet whose scripts have its form. What is
// found moves the highest index in use, so it goes on until nothing more is found.
func (a *Analysis) search(known *Known, open []*unclaimed) {
	a.Searched.Last = searchAhead
	for before := (map[*Wallet]inUse)(nil); len(open) > 0; {
		used := a.usedIndexes(known)
		reaches := before == nil
		fitting := make([][]*unclaimed, len(known.Wallets))
		keys := 0
		for i, w := range known.Wallets {
			if before != nil && used[w].last <= before[w].last {
				continue
			}
			for _, u := range open {
				if w.Descriptor.SameForm(u.script) {
					fitting[i] = append(fitting[i], u)
				}
			}
			if len(fitting[i]) > 0 && w.Descriptor.Ranged() {
				keys += len(w.Descriptor.Keys()) * w.Descriptor.Branches() * used[w].count()
				reaches = true
			}
		}
		if !reaches {
			return
		}
		for i, w := range known.Wallets {
			if before == nil {
				fitting[i] = searchHinted(w, fitting[i])
			}
		}
		switch foreign := slices.ContainsFunc(a.Inputs, func(in Input) bool { return in.Owner == nil && in.Coin.Script != nil }); {
		case keys > searchKeys && foreign:
			a.Searched.TooMany = true
			return
		case keys > searchKeysOutputs && !foreign:
			return
		}
		for i, w := range known.Wallets {
			searchIn(w, fitting[i], used[w], before == nil)
		}
		open = slices.DeleteFunc(open, func(u *unclaimed) bool { return *u.owners[0] != nil })
		before = used
	}
}

// inUse are the indexes of a wallet that records proved or the machine remembers.
type inUse struct {
	last uint32   // the index up to which the search goes
	far  []uint32 // indexes beyond
}

func (u inUse) count() int { return int(u.last) + 1 + len(u.far)*2*searchAhead }

func (a *Analysis) usedIndexes(known *Known) map[*Wallet]inUse {
	used := make(map[*Wallet]inUse, len(known.Wallets))
	add := func(w *Wallet, index uint32) {
		u := used[w]
		switch {
		case index <= searchLast-searchAhead:
			u.last = max(u.last, index+searchAhead)
		case len(u.far) < searchSpans && !slices.ContainsFunc(u.far, func(i uint32) bool { return near(i, index) }):
			u.far = append(u.far, index)
		}
		used[w] = u
	}
	for _, w := range known.Wallets {
		add(w, known.History.Highest[w.Name])
		add(w, 0)
	}
	for i := range a.Inputs {
		if o := a.Inputs[i].Owner; o != nil {
			add(o.Wallet, o.Index)
		}
	}
	for i := range a.Outputs {
		if o := a.Outputs[i].Owner; o != nil {
			add(o.Wallet, o.Index)
		}
	}
	return used
}

// near says that a search around one index comes by the other one's neighbours.
func near(a, b uint32) bool { return max(a, b)-min(a, b) < searchAhead/2 }

// searchIn looks scripts up in one wallet: among its first indexes, and the first time
// around those in use beyond them.
func searchIn(w *Wallet, open []*unclaimed, used inUse, first bool) {
	open = give(w, open, func(scripts [][]byte) []*descriptor.Place { return w.Descriptor.Find(scripts, used.last) })
	if !first || !w.Descriptor.Ranged() {
		return
	}
	for _, index := range used.far {
		from, last := index-searchAhead, min(index, hardened-1-searchAhead)+searchAhead
		open = give(w, open, func(scripts [][]byte) []*descriptor.Place { return w.Descriptor.FindBetween(scripts, from, last) })
	}
}

// searchHinted looks scripts up at the addresses that their records name, whatever else
// the records say, and returns those that are not there.
func searchHinted(w *Wallet, open []*unclaimed) (left []*unclaimed) {
	hints := searchHints
	for _, u := range open {
		for i := range u.records {
			if index, ok := u.records[i].index(); ok && hints > 0 && *u.owners[0] == nil {
				hints--
				give(w, []*unclaimed{u}, func(scripts [][]byte) []*descriptor.Place { return w.Descriptor.FindBetween(scripts, index, index) })
			}
		}
		if *u.owners[0] == nil {
			left = append(left, u)
		}
	}
	return left
}

// give hands the scripts that were found to the wallet, and returns the others.
func give(w *Wallet, open []*unclaimed, find func([][]byte) []*descriptor.Place) (left []*unclaimed) {
	if len(open) == 0 {
		return nil
	}
	scripts := make([][]byte, len(open))
	for i, u := range open {
		scripts[i] = u.script
	}
	for i, at := range find(scripts) {
		u := open[i]
		if at == nil || *u.owners[0] != nil { // of two wallets with this script the first registered has it
			if *u.owners[0] == nil {
				left = append(left, u)
			}
			continue
		}
		s, err := w.Descriptor.At(at.Branch, at.Index)
		if err != nil {
			left = append(left, u)
			continue
		}
		for _, owner := range u.owners {
			*owner = &Owned{w, at.Branch, at.Index, s}
		}
	}
	return left
}

// index is the address that a record names: the last element of its path.
func (r *record) index() (uint32, bool) {
	if len(r.path) == 0 || r.path[len(r.path)-1]&hardened != 0 {
		return 0, false
	}
	return r.path[len(r.path)-1], true
}
