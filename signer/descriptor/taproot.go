package descriptor

import (
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

// Taproot is how an output of witness version 1 is made (BIP-341).
type Taproot struct {
	InternalKey [32]byte
	OutputKey   [32]byte
	MerkleRoot  []byte // 32 bytes; nil without a script tree
	Leaves      []Leaf
}

// Leaf is one script of the tree.
type Leaf struct {
	Script       []byte
	Version      byte
	ControlBlock []byte
	Hash         [32]byte
	Keys         []int // which of Script.Keys stand in the leaf
}

// tr is tr(KEY) (BIP-386).
type tr struct{ slot int }

func parseTR(p *parser, _ context) (expr, error) {
	slot, err := p.key(xonlyToo)
	return tr{slot}, err
}

func (e tr) appendText(b []byte, key func(int) string) []byte {
	return append(append(append(b, "tr("...), key(e.slot)...), ')')
}

func (e tr) fill(s *Script, keys [][]byte) ([]byte, error) {
	t := &Taproot{InternalKey: [32]byte(keys[e.slot][1:])}
	out, err := outputKey(keys[e.slot], nil)
	if err != nil {
		return nil, err
	}
	t.OutputKey = [32]byte(out[1:])
	s.Taproot, s.Threshold = t, 1
	s.MaxSatisfaction.Witness = stack{1, 1 + maxSchnorr}.witnessSize()
	return witnessScript(1, t.OutputKey[:]), nil
}

// outputKey tweaks the internal key with the merkle root, nil for none
// (BIP-341), and returns it with its parity, 33 bytes.
func outputKey(internal, root []byte) ([]byte, error) {
	key, err := btcec.ParsePubKey(internal)
	if err != nil {
		return nil, err
	}
	return txscript.ComputeTaprootOutputKey(key, root).SerializeCompressed(), nil
}
