package descriptor

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

// maxTreeDepth is the longest way from a leaf to the root (BIP-341).
const maxTreeDepth = 128

// tree is a taproot script tree: a leaf, or two trees.
type tree struct {
	left, right *tree
	leaf        expr
	version     byte  // of the leaf
	slots       []int // of the leaf's keys
}

// Leaf is one script of a taproot tree.
type Leaf struct {
	Script       []byte
	Version      byte
	ControlBlock []byte
	Hash         [32]byte // tagged hash "TapLeaf"
	Keys         []int    // which of Script.Keys stand in the leaf
	Aggregates   []int    // which of Script.Aggregates stand in the leaf
	Threshold    int      // how many signatures satisfy it; 0 where the path taken decides
	MaxWitness   int      // bytes of the largest witness that spends by this leaf

	stack stack
	slots []int
	path  [][32]byte // the hashes beside the way to the root
}

// tree reads {TREE,TREE} or a script expression.
func (p *parser) tree(depth int) (*tree, error) {
	if depth > maxTreeDepth {
		return nil, p.failf("a script tree deeper than %d", maxTreeDepth)
	}
	if !p.take('{') {
		leaf, err := p.expression(inLeaf)
		if err != nil {
			return nil, err
		}
		return &tree{leaf: leaf, version: byte(txscript.BaseLeafVersion), slots: slotsOf(leaf)}, nil
	}
	left, err := p.tree(depth + 1)
	if err != nil {
		return nil, err
	}
	if err := p.expect(','); err != nil {
		return nil, err
	}
	right, err := p.tree(depth + 1)
	if err != nil {
		return nil, err
	}
	return &tree{left: left, right: right}, p.expect('}')
}

func (t *tree) appendText(b []byte, key func(int) string) []byte {
	if t.leaf != nil {
		return t.leaf.appendText(b, key)
	}
	b = t.left.appendText(append(b, '{'), key)
	b = t.right.appendText(append(b, ','), key)
	return append(b, '}')
}

// build returns the hash of the tree and its leaves from left to right.
func (t *tree) build(keys [][]byte) ([32]byte, []Leaf, error) {
	if t.leaf != nil {
		l, err := t.buildLeaf(keys)
		return l.Hash, []Leaf{l}, err
	}
	left, leaves, err := t.left.build(keys)
	if err != nil {
		return [32]byte{}, nil, err
	}
	right, more, err := t.right.build(keys)
	if err != nil {
		return [32]byte{}, nil, err
	}
	for i := range leaves {
		leaves[i].path = append(leaves[i].path, right)
	}
	for i := range more {
		more[i].path = append(more[i].path, left)
	}
	return branchHash(left, right), slices.Concat(leaves, more), nil
}

func (t *tree) buildLeaf(keys [][]byte) (Leaf, error) {
	var s Script
	script, err := t.leaf.fill(&s, keys)
	if err != nil {
		return Leaf{}, err
	}
	return Leaf{
		Script: script, Version: t.version, Hash: leafHash(t.version, script), Threshold: s.Threshold,
		stack: s.stack, slots: t.slots,
	}, nil
}

// leafHash is the tagged hash of a leaf (BIP-341).
func leafHash(version byte, script []byte) [32]byte {
	return *chainhash.TaggedHash(chainhash.TagTapLeaf, []byte{version}, appendCompactSize(nil, len(script)), script)
}

// branchHash is the tagged hash of two hashes, the smaller one first (BIP-341).
func branchHash(a, b [32]byte) [32]byte {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	return *chainhash.TaggedHash(chainhash.TagTapBranch, a[:], b[:])
}

// slotsOf returns the slots of an expression in the order of appearance.
func slotsOf(e expr) []int {
	var slots []int
	e.appendText(nil, func(slot int) string {
		slots = append(slots, slot)
		return ""
	})
	return slots
}
