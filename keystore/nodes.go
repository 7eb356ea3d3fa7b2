package keystore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"coldsign/internal/locked"
	"coldsign/keystore/bip32"
)

// maxDepth is the longest path that is signed for. Known standards end at six.
const maxDepth = 16

// nodes is the tree of keys that a session has derived. A leaf costs one HMAC and
// one addition once its parent is here; secrets of parents lie in the arena, and
// leaves are never kept.
type nodes struct {
	arena *locked.Arena
	mu    sync.RWMutex
	known map[string]*node // by pathKey
}

// node is a bip32.Node with its key and chain code in locked memory.
type node struct {
	secret *locked.Buffer // key || chain code
	public bip32.Node     // the rest; Key and ChainCode are zero
}

var errPath = fmt.Errorf("path of more than %d levels", maxDepth)

// appendPathKey writes a path in the form of the map's keys.
func appendPathKey(dst []byte, path []uint32) []byte {
	for _, index := range path {
		dst = binary.BigEndian.AppendUint32(dst, index)
	}
	return dst
}

// add keeps a node. A full arena is no error: what does not fit is derived again.
func (t *nodes) add(path []uint32, n *bip32.Node) error {
	var key [4 * maxDepth]byte
	k := appendPathKey(key[:0], path)
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, there := t.known[string(k)]; there {
		return nil
	}
	secret, err := t.arena.Alloc(len(n.Key) + len(n.ChainCode))
	if errors.Is(err, locked.ErrFull) {
		return nil
	}
	if err != nil {
		return err
	}
	copy(secret.Bytes(), n.Key[:])
	copy(secret.Bytes()[32:], n.ChainCode[:])
	t.known[string(k)] = &node{secret, bip32.Node{Public: n.Public, Depth: n.Depth, Parent: n.Parent, Index: n.Index}}
	return nil
}

// load reads a node that is kept.
func (t *nodes) load(path []uint32, n *bip32.Node) bool {
	var key [4 * maxDepth]byte
	k := appendPathKey(key[:0], path)
	t.mu.RLock()
	kept, ok := t.known[string(k)]
	t.mu.RUnlock()
	if !ok {
		return false
	}
	secret := kept.secret.Bytes()
	if secret == nil {
		return false
	}
	*n = kept.public
	copy(n.Key[:], secret)
	copy(n.ChainCode[:], secret[32:])
	return true
}

// desk is where one computation of a session has its secrets: a place in the
// arena. Whoever takes it clears it.
type desk struct {
	bip32.Scratch
	parent, node, leaf bip32.Node
}

// derive finds the node of a path, from the nearest ancestor that is kept, and
// keeps it and those on the way. It is then the desk's node.
func (t *nodes) derive(path []uint32, d *desk) error {
	if len(path) > maxDepth {
		return errPath
	}
	at := len(path)
	for ; !t.load(path[:at], &d.node); at-- {
		if at == 0 {
			return ErrClosed // the master is always kept, until it is wiped
		}
	}
	for ; at < len(path); at++ {
		d.parent = d.node
		if err := d.Child(&d.node, &d.parent, path[at]); err != nil {
			return err
		}
		if err := t.add(path[:at+1], &d.node); err != nil {
			return err
		}
	}
	return nil
}

// leaf derives only the key of a path, which is not kept. It is then the key of
// the desk's leaf.
func (t *nodes) leaf(path []uint32, d *desk) (key *[32]byte, err error) {
	if len(path) == 0 || len(path) > maxDepth {
		return nil, errPath
	}
	if err := t.derive(path[:len(path)-1], d); err != nil {
		return nil, err
	}
	return &d.leaf.Key, d.ChildKey(&d.leaf, &d.node, path[len(path)-1])
}
