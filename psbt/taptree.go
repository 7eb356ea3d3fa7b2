package psbt

// A TapLeaf is one leaf of a TAP_TREE (BIP-371), in depth-first order.
type TapLeaf struct {
	Depth   byte
	Version byte
	Script  []byte
}

// checkTapTree asks for a binary tree in which every branch has two children.
func checkTapTree(value []byte) string {
	_, reason := readTapTree(value, nil)
	return reason
}

// readTapTree decodes the leaves; add, when not nil, is called for each.
//
// The tree is complete when the depths close: a stack of open branches is kept
// as one bit per depth, set while the left child is done and the right is not.
func readTapTree(value []byte, add func(TapLeaf)) (leaves int, reason string) {
	r := reader{b: value}
	var leftDone [maxTapDepth + 1]bool
	depth, closed := 0, false
	for r.left() > 0 && r.reason == "" {
		head := r.take(2)
		script := r.varBytes()
		if r.reason != "" {
			break
		}
		leaf := TapLeaf{Depth: head[0], Version: head[1], Script: script}
		if closed || int(leaf.Depth) > maxTapDepth || int(leaf.Depth) < depth || leaf.Version&1 != 0 {
			return leaves, "not a binary tree of leaves in depth-first order"
		}
		if add != nil {
			add(leaf)
		}
		leaves++
		// Climb while this subtree is a right child.
		depth = int(leaf.Depth)
		for depth > 0 && leftDone[depth] {
			leftDone[depth] = false
			depth--
		}
		if depth == 0 {
			closed = true
			continue
		}
		leftDone[depth] = true
	}
	if r.reason == "" && !closed {
		r.fail("tree is not complete")
	}
	return leaves, r.reason
}
