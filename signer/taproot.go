package signer

import (
	"bytes"
	"fmt"

	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// tapFields are the taproot fields of an input or an output.
type tapFields struct {
	internal []byte // nil: absent
	root     []byte // nil: absent
	leaves   []psbt.TapLeafScript
}

func (t *tapFields) empty() bool { return t.internal == nil && t.root == nil && len(t.leaves) == 0 }

func inputTap(in psbt.Input) tapFields {
	var t tapFields
	if key, ok := in.TapInternalKey(); ok {
		t.internal = key[:]
	}
	if root, ok := in.TapMerkleRoot(); ok {
		t.root = root
	}
	t.leaves = in.TapLeafScripts()
	return t
}

func outputTap(out psbt.Output) tapFields {
	var t tapFields
	if key, ok := out.TapInternalKey(); ok {
		t.internal = key[:]
	}
	if tree, ok := out.TapTree(); ok {
		t.root = treeRoot(tree)
	}
	return t
}

// mismatchesOwned compares taproot fields with the wallet's own script.
func (t *tapFields) mismatchesOwned(own *descriptor.Taproot) (out []string) {
	if own == nil {
		if !t.empty() {
			out = append(out, "taproot fields where none belong")
		}
		return out
	}
	if t.internal != nil && !bytes.Equal(t.internal, own.InternalKey[:]) {
		out = append(out, fmt.Sprintf("internal key %x", t.internal))
	}
	if t.root != nil && !bytes.Equal(t.root, own.MerkleRoot) {
		out = append(out, fmt.Sprintf("merkle root %x", t.root))
	}
	for _, l := range t.leaves {
		if !ownLeaf(l, own.Leaves) {
			out = append(out, fmt.Sprintf("tap leaf script %x", l.Script))
		}
	}
	return out
}

func ownLeaf(l psbt.TapLeafScript, own []descriptor.Leaf) bool {
	for _, o := range own {
		if l.Version == o.Version && bytes.Equal(l.Script, o.Script) && bytes.Equal(l.ControlBlock, o.ControlBlock) {
			return true
		}
	}
	return false
}

// check compares taproot fields with an output key of nobody's wallet and adds
// what it commits to.
func (t *tapFields) check(script []byte, s *scripts) (mismatches []string) {
	if !txscript.IsPayToTaproot(script) {
		if !t.empty() {
			mismatches = append(mismatches, "taproot fields where none belong")
		}
		return mismatches
	}
	root := t.root
	for _, l := range t.leaves {
		block, err := txscript.ParseControlBlock(l.ControlBlock)
		if err != nil || byte(block.LeafVersion) != l.Version ||
			txscript.VerifyTaprootLeafCommitment(block, script[2:], l.Script) != nil {
			mismatches = append(mismatches, fmt.Sprintf("tap leaf script %x", l.Script))
			continue
		}
		hash := txscript.NewTapLeaf(block.LeafVersion, l.Script).TapHash()
		s.leaves = append(s.leaves, tapLeaf{script: l.Script, version: l.Version, hash: hash})
		s.internal = schnorr.SerializePubKey(block.InternalKey)
		proven := block.RootHash(l.Script)
		if root != nil && !bytes.Equal(root, proven) {
			mismatches = append(mismatches, fmt.Sprintf("merkle root %x", root))
		}
		root = proven
	}
	if t.internal == nil {
		return mismatches
	}
	switch {
	case s.internal != nil && !bytes.Equal(s.internal, t.internal):
		mismatches = append(mismatches, fmt.Sprintf("internal key %x", t.internal))
	case tweaksTo(t.internal, root, script[2:]):
		s.internal, s.keyOnly = t.internal, root == nil
	case root != nil && s.internal == nil:
		mismatches = append(mismatches, fmt.Sprintf("internal key %x", t.internal))
	}
	return mismatches
}

// tweaksTo says whether an internal key and a merkle root, nil for none, make an
// output key (BIP-341).
func tweaksTo(internal, root, output []byte) bool {
	key, err := schnorr.ParsePubKey(internal)
	return err == nil && bytes.Equal(schnorr.SerializePubKey(txscript.ComputeTaprootOutputKey(key, root)), output)
}

// treeRoot computes the merkle root of a tree whose leaves come depth first
// (BIP-371); nil when they are no whole tree.
func treeRoot(leaves []psbt.TapLeaf) []byte {
	type subtree struct {
		depth int
		node  txscript.TapNode
	}
	var open []subtree
	for _, l := range leaves {
		open = append(open, subtree{int(l.Depth), txscript.NewTapLeaf(txscript.TapscriptLeafVersion(l.Version), l.Script)})
		for n := len(open); n > 1 && open[n-1].depth == open[n-2].depth; n = len(open) {
			branch := txscript.NewTapBranch(open[n-2].node, open[n-1].node)
			open = append(open[:n-2], subtree{open[n-1].depth - 1, branch})
		}
	}
	if len(open) != 1 || open[0].depth != 0 {
		return nil
	}
	hash := open[0].node.TapHash()
	return hash[:]
}

// foreignLeaves lists the leaves that records name and the wallet's script does
// not have.
func foreignLeaves(records []record, own *descriptor.Taproot) (out []string) {
	for i := range records {
		for _, hash := range records[i].leaves {
			if own == nil || !hasLeaf(own.Leaves, hash) {
				out = append(out, fmt.Sprintf("tap leaf hash %x", hash))
			}
		}
	}
	return out
}

func hasLeaf(leaves []descriptor.Leaf, hash [32]byte) bool {
	for i := range leaves {
		if leaves[i].Hash == hash {
			return true
		}
	}
	return false
}
