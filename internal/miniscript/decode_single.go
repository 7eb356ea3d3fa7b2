package miniscript

import (
	"slices"

	"github.com/btcsuite/btcd/txscript/v2"
)

// single reads a B, K or V that is no and_v. Where an and_v could be the
// argument of what is read, as in c:and_v(X,Y) and and_v(X,c:Y), which have one
// script, it is left outside.
func (d *decoder) single(depth int) (*node, error) {
	if depth >= maxDepth {
		return nil, d.fail("nested too deep")
	}
	last := d.back(0)
	if last.data != nil {
		return d.key(last)
	}
	switch last.opcode {
	case txscript.OP_0:
		d.drop(1)
		return d.built(&node{frag: fragFalse})
	case txscript.OP_1:
		d.drop(1)
		return d.built(&node{frag: fragTrue})
	case txscript.OP_CHECKSEQUENCEVERIFY:
		return d.lock(fragOlder)
	case txscript.OP_CHECKLOCKTIMEVERIFY:
		return d.lock(fragAfter)
	case txscript.OP_CHECKMULTISIG:
		return d.multi()
	case txscript.OP_NUMEQUAL:
		return d.multiA()
	case txscript.OP_CHECKSIG:
		d.drop(1)
		return d.suffix(fragWrapC, depth)
	case txscript.OP_0NOTEQUAL:
		d.drop(1)
		return d.suffix(fragWrapN, depth)
	case txscript.OP_VERIFY:
		if hash := d.back(2).data; len(hash) == 20 &&
			d.ends(txscript.OP_VERIFY, txscript.OP_EQUAL, txscript.OP_DATA_20, txscript.OP_HASH160, txscript.OP_DUP) {
			d.drop(5)
			return d.keyHash(hash)
		}
		d.drop(1)
		return d.suffix(fragWrapV, depth)
	case txscript.OP_EQUAL:
		if k, ok := d.back(1).number(); ok {
			d.drop(2)
			return d.threshold(k, depth)
		}
		return d.hash()
	case txscript.OP_BOOLAND:
		d.drop(1)
		return d.binary(fragAndB, depth)
	case txscript.OP_BOOLOR:
		d.drop(1)
		return d.binary(fragOrB, depth)
	case txscript.OP_ENDIF:
		d.drop(1)
		return d.conditional(depth)
	}
	return nil, d.fail("opcode that ends no expression")
}

// newKey keeps a key and returns the argument of its node.
func (d *decoder) newKey(key Key) []int {
	d.keys = append(d.keys, key)
	return []int{len(d.keys) - 1}
}

// key reads a pk_k.
func (d *decoder) key(t token) (*node, error) {
	if err := checkPubKey(d.ctx, t.data); err != nil {
		return nil, d.fail("pk_k: " + err.Error())
	}
	d.drop(1)
	return d.built(&node{frag: fragPkK, keys: d.newKey(Key{PubKey: t.data})})
}

// keyHash makes a pk_h.
func (d *decoder) keyHash(hash []byte) (*node, error) {
	key := Key{Hash: hash}
	if d.lookup != nil {
		pubkey, ok := d.lookup([20]byte(hash))
		if ok && checkPubKey(d.ctx, pubkey) == nil && slices.Equal(HASH160.sum(pubkey), hash) {
			key.PubKey = pubkey
		}
	}
	return d.built(&node{frag: fragPkH, keys: d.newKey(key)})
}

// lock reads an older or an after.
func (d *decoder) lock(frag fragment) (*node, error) {
	value, ok := d.back(1).number()
	if !ok {
		return nil, d.fail("lock without its value")
	}
	d.drop(2)
	return d.built(&node{frag: frag, k: value})
}

// hash reads a hash fragment.
func (d *decoder) hash() (*node, error) {
	frag, ok := hashFragment(d.back(2).opcode)
	value := d.back(1).data
	size, sized := d.back(5).number()
	if !ok || len(value) != spellings[frag].subs || !sized || size != preimageSize ||
		d.back(3).opcode != txscript.OP_VERIFY || d.back(4).opcode != txscript.OP_EQUAL ||
		d.back(6).opcode != txscript.OP_SIZE {
		return nil, d.fail("EQUAL of neither a thresh nor a hash")
	}
	d.drop(7)
	return d.built(&node{frag: frag, hash: value})
}

// multi reads a multi.
func (d *decoder) multi() (*node, error) {
	count, ok := d.back(1).number()
	if !ok || count > maxMultisig {
		return nil, d.fail("multi: no count of keys within 1 and 20")
	}
	k, ok := d.back(2 + int(count)).number()
	if !ok {
		return nil, d.fail("multi: no threshold before the keys")
	}
	n := &node{frag: fragMulti, k: k}
	for i := range int(count) {
		key := d.back(2 + i).data
		if err := checkPubKey(d.ctx, key); err != nil {
			return nil, d.fail("multi: " + err.Error())
		}
		n.keys = append(n.keys, d.newKey(Key{PubKey: key})...)
	}
	slices.Reverse(n.keys)
	d.drop(3 + int(count))
	return d.built(n)
}

// multiA reads a multi_a.
func (d *decoder) multiA() (*node, error) {
	k, ok := d.back(1).number()
	if !ok {
		return nil, d.fail("multi_a: no threshold")
	}
	n := &node{frag: fragMultiA, k: k}
	for place := 2; len(n.keys) < maxArguments; place += 2 {
		check, key := d.back(place).opcode, d.back(place+1).data
		if check != txscript.OP_CHECKSIGADD && check != txscript.OP_CHECKSIG {
			return nil, d.fail("multi_a: no CHECKSIG for a key")
		}
		if err := checkPubKey(d.ctx, key); err != nil {
			return nil, d.fail("multi_a: " + err.Error())
		}
		n.keys = append(n.keys, d.newKey(Key{PubKey: key})...)
		if check == txscript.OP_CHECKSIG {
			slices.Reverse(n.keys)
			d.drop(place + 2)
			return d.built(n)
		}
	}
	return nil, d.fail("multi_a: too many keys")
}
