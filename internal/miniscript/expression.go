package miniscript

import (
	"encoding/hex"
	"fmt"
	"slices"
)

// Expression is a valid miniscript expression of type B: one that can be the
// whole of a script. It is immutable and safe for concurrent use.
type Expression struct {
	ctx  Context
	root *node
	keys []Key
}

// Key is one key of an expression. What is not known is nil.
type Key struct {
	Text   string // the key expression as String prints it
	PubKey []byte // 33 bytes in P2WSH, 32 bytes in tapscript; nil until derived
	Hash   []byte // HASH160 of PubKey, 20 bytes; set by Decode for pk_h only
}

// Context returns the kind of script that the expression compiles to.
func (e *Expression) Context() Context { return e.ctx }

// Type returns the basic type and the properties of the expression.
func (e *Expression) Type() Type { return e.root.typ }

// Keys returns the keys in order of appearance. A key that appears twice is
// there twice. The caller must not write to the byte slices.
func (e *Expression) Keys() []Key { return slices.Clone(e.keys) }

// Multi reports whether the whole expression is one multi or multi_a, and its
// threshold.
func (e *Expression) Multi() (k int, ok bool) {
	if e.root.frag == fragMulti || e.root.frag == fragMultiA {
		return int(e.root.k), true
	}
	return 0, false
}

// WithKeys returns the same expression with these public keys, one for each of
// Keys. The keys' texts stay. The slices are kept, not copied.
func (e *Expression) WithKeys(pubkeys [][]byte) (*Expression, error) {
	if len(pubkeys) != len(e.keys) {
		return nil, fmt.Errorf("miniscript: %d public keys given for %d keys", len(pubkeys), len(e.keys))
	}
	keys := make([]Key, len(pubkeys))
	for i, pubkey := range pubkeys {
		if err := checkPubKey(e.ctx, pubkey); err != nil {
			return nil, fmt.Errorf("miniscript: key %d: %w", i, err)
		}
		keys[i] = Key{Text: e.keys[i].Text, PubKey: pubkey}
	}
	return &Expression{ctx: e.ctx, root: e.root, keys: keys}, nil
}

// HexKey reads a public key in hexadecimal in the form of the context. It is
// what Parse uses when it is given no function for keys.
func HexKey(ctx Context) func(expr string) (Key, error) {
	return func(expr string) (Key, error) {
		pubkey, err := hex.DecodeString(expr)
		if err != nil {
			return Key{}, fmt.Errorf("not a public key in hexadecimal")
		}
		if err := checkPubKey(ctx, pubkey); err != nil {
			return Key{}, err
		}
		return Key{Text: hex.EncodeToString(pubkey), PubKey: pubkey}, nil
	}
}

// checkPubKey checks the form of a public key; whether it is on the curve is
// the concern of whoever derives it or verifies with it.
func checkPubKey(ctx Context, pubkey []byte) error {
	lim, ok := ctx.limits()
	if !ok {
		return fmt.Errorf("unknown %v", ctx)
	}
	if len(pubkey) != lim.keySize {
		return fmt.Errorf("public key of %d bytes, %v needs %d", len(pubkey), ctx, lim.keySize)
	}
	if ctx == P2WSH && pubkey[0] != 2 && pubkey[0] != 3 {
		return fmt.Errorf("public key is not compressed")
	}
	return nil
}
