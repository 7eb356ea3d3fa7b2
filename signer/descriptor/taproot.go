package descriptor

import (
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
)

// Taproot is how an output of witness version 1 is made (BIP-341).
type Taproot struct {
	InternalKey [32]byte
	OutputKey   [32]byte
	MerkleRoot  []byte // 32 bytes; nil without a script tree
	Leaves      []Leaf // in the order of the descriptor's text
	Unspendable bool   // nobody has the private key of the internal key
}

// tr is tr(KEY) or tr(KEY,TREE) (BIP-386).
type tr struct {
	slot int
	tree *tree // nil for none
}

func parseTR(p *parser, _ context) (expr, error) {
	e := tr{}
	var err error
	if e.slot, err = p.key(inLeaf.forms()); err != nil {
		return nil, err
	}
	if p.take(',') {
		e.tree, err = p.tree(0)
	}
	return e, err
}

func (e tr) appendText(b []byte, key func(int) string) []byte {
	b = append(append(b, "tr("...), key(e.slot)...)
	if e.tree != nil {
		b = e.tree.appendText(append(b, ','), key)
	}
	return append(b, ')')
}

func (e tr) fill(s *Script, keys [][]byte) ([]byte, error) {
	internal := keys[e.slot]
	t := &Taproot{InternalKey: [32]byte(internal[1:])}
	if e.tree != nil {
		root, leaves, err := e.tree.build(keys)
		if err != nil {
			return nil, err
		}
		t.MerkleRoot, t.Leaves = root[:], leaves
	}
	output, err := outputKey(internal, t.MerkleRoot)
	if err != nil {
		return nil, err
	}
	t.OutputKey = [32]byte(output[1:])
	for i := range t.Leaves {
		t.Leaves[i].ControlBlock = t.controlBlock(i, output[0])
	}
	s.Taproot = t
	return witnessScript(1, t.OutputKey[:]), nil
}

// controlBlock is what proves a leaf (BIP-341): its version with the parity of
// the output key, the internal key, the hashes beside its way to the root.
func (t *Taproot) controlBlock(leaf int, outputParity byte) []byte {
	l := &t.Leaves[leaf]
	b := make([]byte, 0, 33+32*len(l.path))
	b = append(append(b, l.Version|outputParity&1), t.InternalKey[:]...)
	for _, h := range l.path {
		b = append(b, h[:]...)
	}
	return b
}

// outputKey tweaks the internal key with the merkle root, nil for none
// (BIP-341), and returns it with its parity, 33 bytes.
func outputKey(internal, root []byte) ([]byte, error) {
	even := append([]byte{2}, internal[1:]...) // lift_x: the point with the even y
	p, err := btcec.ParseJacobian(even)
	if err != nil {
		return nil, fmt.Errorf("internal key: %w", err)
	}
	hash := chainhash.TaggedHash(chainhash.TagTapTweak, internal[1:], root)
	var tweak btcec.ModNScalar
	if overflow := tweak.SetBytes((*[32]byte)(hash)); overflow != 0 {
		return nil, errors.New("taproot tweak: not below the group order")
	}
	var q btcec.JacobianPoint
	btcec.ScalarBaseMultNonConst(&tweak, &q) // public data
	btcec.AddNonConst(&p, &q, &q)
	if q.Z.IsZero() {
		return nil, errors.New("taproot tweak: the output key is no point")
	}
	return compressed(&q), nil
}

// rawtr is rawtr(KEY): the output key itself (BIP-390 names it, BIP-386's
// successor describes it). How the key was made is not known.
type rawtr struct{ slot int }

func parseRawTR(p *parser, _ context) (expr, error) {
	slot, err := p.key(inLeaf.forms())
	return rawtr{slot}, err
}

func (e rawtr) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "rawtr("...), key(e.slot)...), ')')
}

func (e rawtr) fill(_ *Script, keys [][]byte) ([]byte, error) {
	return witnessScript(1, keys[e.slot][1:]), nil
}
