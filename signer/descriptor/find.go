package descriptor

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"coldsign/internal/parallel"
)

// Place is where a descriptor has a script.
type Place struct {
	Branch int
	Index  uint32
}

// finder finds the place of a script without a record that names it. What was
// derived once is kept for as long as the descriptor lives.
type finder struct {
	mu     sync.Mutex
	places []tagged // by tag
	next   uint32   // the first index that was not derived yet, of every branch
}

// tagged is a place and eight bytes of its script's hash. Two scripts may share
// them, so a place that was found is derived and compared whole.
type tagged struct {
	tag   uint64
	place Place
}

// A script that pays to a hash or a key holds it from its third byte at the latest.
const tagBegins, tagEnds = 3, 11

func tagOf(script []byte) uint64 { return binary.BigEndian.Uint64(script[tagBegins:tagEnds]) }

// Find returns the place of each script among the indexes 0 to last of every
// branch, and nil for those that are not there. It derives all of them when it is
// first asked, from public keys, and answers from memory afterwards.
func (d *Descriptor) Find(scripts [][]byte, last uint32) []*Place {
	if !d.Ranged() {
		last = 0
	}
	d.finder.mu.Lock()
	defer d.finder.mu.Unlock()
	d.deriveTo(min(last, hardened-1))
	found := make([]*Place, len(scripts))
	for i, script := range scripts {
		found[i] = d.lookUp(script, last)
	}
	return found
}

// lookUp answers from what was derived.
func (d *Descriptor) lookUp(script []byte, last uint32) *Place {
	if len(script) < tagEnds {
		return nil
	}
	tag := tagOf(script)
	at, _ := slices.BinarySearchFunc(d.finder.places, tag, func(p tagged, tag uint64) int { return cmp.Compare(p.tag, tag) })
	for ; at < len(d.finder.places) && d.finder.places[at].tag == tag; at++ {
		place := d.finder.places[at].place
		if place.Index <= last && d.isAt(place, script) {
			return &place
		}
	}
	return nil
}

// isAt says whether a script is the descriptor's at a place.
func (d *Descriptor) isAt(p Place, script []byte) bool {
	s, err := d.At(p.Branch, p.Index)
	return err == nil && bytes.Equal(s.ScriptPubKey, script)
}

// FindBetween is Find for the indexes first to last. It remembers nothing.
func (d *Descriptor) FindBetween(scripts [][]byte, first, last uint32) []*Place {
	wanted := make(map[string]int, len(scripts))
	for i, script := range scripts {
		wanted[string(script)] = i
	}
	found := make([]*Place, len(scripts))
	count := int(last - first + 1)
	batches := (count + batchSize - 1) / batchSize
	parallel.Each(d.branches*batches, func(i int) {
		branch, from := i%d.branches, i/d.branches*batchSize
		for j, script := range d.scriptsBetween(branch, first+uint32(from), min(batchSize, count-from)) {
			if at, ok := wanted[string(script)]; ok && script != nil {
				found[at] = &Place{branch, first + uint32(from+j)} // a script stands at one place of a wallet, so one goroutine writes here
			}
		}
	})
	return found
}

// deriveTo completes the memory up to an index.
func (d *Descriptor) deriveTo(last uint32) {
	first := d.finder.next
	if last < first {
		return
	}
	count := int(last - first + 1)
	batches := (count + batchSize - 1) / batchSize
	derived := make([]*tagged, d.branches*count)
	parallel.Each(d.branches*batches, func(i int) {
		branch, from := i/batches, i%batches*batchSize
		for j, script := range d.scriptsBetween(branch, first+uint32(from), min(batchSize, count-from)) {
			if len(script) >= tagEnds {
				derived[branch*count+from+j] = &tagged{tagOf(script), Place{branch, first + uint32(from+j)}}
			}
		}
	})
	for _, t := range derived {
		if t != nil {
			d.finder.places = append(d.finder.places, *t)
		}
	}
	slices.SortFunc(d.finder.places, func(a, b tagged) int {
		return cmp.Or(cmp.Compare(a.tag, b.tag), cmp.Compare(a.place.Branch, b.place.Branch), cmp.Compare(a.place.Index, b.place.Index))
	})
	d.finder.next = last + 1
}

// scriptsBetween makes the scripts of a branch from an index on; nil where there is none.
func (d *Descriptor) scriptsBetween(branch int, first uint32, count int) [][]byte {
	scripts, ok := d.scriptsFrom(branch, first, count)
	if ok {
		return scripts
	}
	scripts = make([][]byte, count)
	for i := range scripts {
		if s, err := d.At(branch, first+uint32(i)); err == nil {
			scripts[i] = s.ScriptPubKey
		}
	}
	return scripts
}

// SameForm says whether a script has the form of the descriptor's scripts: only
// then is it worth a search.
func (d *Descriptor) SameForm(script []byte) bool {
	form := d.formOf()
	return len(script) == form.length && bytes.HasPrefix(script, form.prefix)
}

// form is what all scripts of a descriptor have in common.
type form struct {
	length int
	prefix []byte
}

// formOf reads the form off the script at the first place.
func (d *Descriptor) formOf() form {
	d.formOnce.Do(func() {
		s, err := d.At(0, 0)
		if err != nil {
			d.shape = form{length: -1}
			return
		}
		d.shape = form{len(s.ScriptPubKey), s.ScriptPubKey[:min(2, len(s.ScriptPubKey))]}
	})
	return d.shape
}
