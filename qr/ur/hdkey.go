package ur

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// hdKey is a public key with what is known of its derivation (BCR-2020-007), and
// the common form of descriptors' key expressions.
type hdKey struct {
	key      [33]byte
	chain    []byte // 32 bytes, nil for a key that derives no others
	test     bool
	origin   *keyPath
	children *keyPath
	parent   uint32 // fingerprint, 0: not said
	name     string
	note     string
}

func (k *hdKey) read(r *cborReader, t tagNumbers) error {
	var master, private bool
	path := func(into **keyPath) func() error {
		return func() error {
			if _, err := r.tag(t.keyPath); err != nil {
				return err
			}
			*into = new(keyPath)
			return (*into).read(r)
		}
	}
	err := r.fields(map[uint64]func() error{
		1: set(&master, r.bool),
		2: set(&private, r.bool),
		3: func() error {
			b, err := r.fixed(33)
			copy(k.key[:], b)
			return err
		},
		4:  set(&k.chain, func() ([]byte, error) { return r.fixed(32) }),
		5:  func() error { return k.readUse(r, t) },
		6:  path(&k.origin),
		7:  path(&k.children),
		8:  set(&k.parent, r.uint32),
		9:  set(&k.name, r.text),
		10: set(&k.note, r.text),
	})
	if err == nil && (master || private) {
		clear(k.key[:])
		return ErrPrivate
	}
	if err == nil {
		err = checkPoint(k.key[:])
	}
	if err != nil {
		return fmt.Errorf("hdkey: %w", err)
	}
	return nil
}

// readUse reads the coin and its network, which must be Bitcoin's.
func (k *hdKey) readUse(r *cborReader, t tagNumbers) error {
	if _, err := r.tag(t.coinInfo); err != nil {
		return err
	}
	var coin, network uint32
	err := r.fields(map[uint64]func() error{
		1: set(&coin, r.uint32),
		2: set(&network, r.uint32),
	})
	if err == nil && (coin != 0 || network > 1) {
		err = fmt.Errorf("coin %d, network %d: not Bitcoin's", coin, network)
	}
	k.test = network == 1
	return err
}

func (k *hdKey) append(b []byte, t tagNumbers) []byte {
	var w mapWriter
	w.bytes(3, k.key[:])
	if k.chain != nil {
		w.bytes(4, k.chain)
	}
	if k.test {
		var use mapWriter
		use.uint(2, 1)
		w.tagged(5, t.coinInfo, use.append(nil))
	}
	if k.origin != nil {
		w.tagged(6, t.keyPath, k.origin.append(nil))
	}
	if k.children != nil {
		w.tagged(7, t.keyPath, k.children.append(nil))
	}
	if k.parent != 0 {
		w.uint(8, uint64(k.parent))
	}
	w.text(9, k.name)
	w.text(10, k.note)
	return w.append(b)
}

// text is the key expression of BIP-380.
func (k *hdKey) text() (string, error) {
	key := hex.EncodeToString(k.key[:])
	if k.chain != nil {
		x, err := k.xpub()
		if err != nil {
			return "", err
		}
		key = x.String()
	} else if k.children != nil {
		return "", errors.New("hdkey: children without a chain code")
	}
	// One step to a deeper key names its parent, which is no origin for a descriptor.
	if o := k.origin; o != nil && o.source != 0 && (len(o.steps) != 1 || !o.hasDepth || o.depth <= 1) {
		key = fmt.Sprintf("[%08x%s]%s", o.source, o.text(), key)
	}
	if k.children != nil {
		key += k.children.text()
	}
	return key, nil
}

// xpub restores what BIP-32 serialises beside key and chain code from origin
// and parent.
func (k *hdKey) xpub() (xpub, error) {
	x := xpub{test: k.test, parent: k.parent, key: k.key, chain: [32]byte(k.chain)}
	if o := k.origin; o != nil {
		if len(o.steps) > 255 {
			return xpub{}, errors.New("hdkey: origin too long")
		}
		x.depth = uint8(len(o.steps))
		// Some wallets write a depth of 0 beside a path.
		if o.hasDepth && int(o.depth) > len(o.steps) {
			x.depth = o.depth
		}
		if n := len(o.steps); n > 0 {
			last := o.steps[n-1]
			if len(last.numbers) != 1 {
				return xpub{}, errors.New("hdkey: origin ends in no single child")
			}
			x.child = last.numbers[0]
		}
		if x.parent == 0 && len(o.steps) == 1 {
			x.parent = o.source
		}
	}
	return x, nil
}

// parseKey reads a key expression with a public key: an extended one or 33
// bytes in hex, with or without origin and children.
func parseKey(text string) (*hdKey, error) {
	k := new(hdKey)
	rest := text
	if inner, ok := strings.CutPrefix(text, "["); ok {
		origin, after, ok := strings.Cut(inner, "]")
		if !ok {
			return nil, errors.New("key origin is not closed")
		}
		var err error
		if k.origin, err = parseOrigin(origin); err != nil {
			return nil, err
		}
		rest = after
	}
	key, children, _ := strings.Cut(rest, "/")
	if children != "" || strings.HasSuffix(rest, "/") {
		steps, err := parseSteps("/" + children)
		if err != nil {
			return nil, err
		}
		k.children = &keyPath{steps: steps}
	}
	if point, err := hex.DecodeString(key); err == nil && k.children == nil {
		copy(k.key[:], point)
		return k, checkPoint(point)
	}
	x, err := parseXPub(key)
	if err != nil {
		return nil, err
	}
	k.fill(x)
	return k, nil
}

// fill takes over an extended key. Its depth and child number travel in the
// origin; where the two disagree the depth is kept and the child number, which
// takes no part in derivation, is lost. Without an origin one is made that says
// as much as the key does.
func (k *hdKey) fill(x xpub) {
	k.key, k.chain, k.test = x.key, x.chain[:], x.test
	if k.origin != nil {
		k.parent = x.parent
		k.origin.depth, k.origin.hasDepth = x.depth, int(x.depth) != len(k.origin.steps)
		return
	}
	k.origin = &keyPath{source: x.parent, depth: x.depth, hasDepth: x.depth != 1}
	if x.depth > 0 {
		k.origin.steps = []step{{numbers: []uint32{x.child}}}
	}
}

func parseOrigin(text string) (*keyPath, error) {
	if len(text) < 8 {
		return nil, errors.New("key origin without a fingerprint")
	}
	fingerprint, err := hex.DecodeString(text[:8])
	if err != nil {
		return nil, errors.New("key origin's fingerprint is not hex")
	}
	p := &keyPath{}
	for _, b := range fingerprint {
		p.source = p.source<<8 | uint32(b)
	}
	if p.source == 0 {
		return nil, errors.New("key origin's fingerprint is 00000000, which cannot be written")
	}
	if p.steps, err = parseSteps(text[8:]); err != nil {
		return nil, err
	}
	for _, s := range p.steps {
		if s.star || len(s.numbers) != 1 {
			return nil, errors.New("key origin with a wildcard or a pair")
		}
	}
	return p, nil
}
