package miniscript

import (
	"fmt"

	"github.com/btcsuite/btcd/txscript/v2"
)

// Script returns the script (BIP-379, "Translation Table"). It fails only when a
// key's public key is not known (for pk_h the hash is enough).
func (e *Expression) Script() ([]byte, error) {
	w := scriptWriter{keys: e.keys, script: make([]byte, 0, e.root.size.script)}
	w.write(e.root, false)
	if w.unknown {
		return nil, fmt.Errorf("miniscript: key %d: public key not known", w.missing)
	}
	return w.script, nil
}

// scriptWriter appends the script of nodes.
type scriptWriter struct {
	keys    []Key
	script  []byte
	unknown bool // a key has no public key
	missing int  // which
}

// write appends the script of a node. With verify, OP_VERIFY follows the node,
// and its last opcode takes that over if it has a VERIFY form.
func (w *scriptWriter) write(n *node, verify bool) {
	switch n.frag {
	case fragFalse:
		w.op(txscript.OP_0)
	case fragTrue:
		w.op(txscript.OP_1)
	case fragPkK:
		w.key(n.keys[0])
	case fragPkH:
		w.op(txscript.OP_DUP, txscript.OP_HASH160)
		w.keyHash(n.keys[0])
		w.op(txscript.OP_EQUALVERIFY)
	case fragOlder:
		w.number(n.k)
		w.op(txscript.OP_CHECKSEQUENCEVERIFY)
	case fragAfter:
		w.number(n.k)
		w.op(txscript.OP_CHECKLOCKTIMEVERIFY)
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		w.op(txscript.OP_SIZE)
		w.number(32)
		w.op(txscript.OP_EQUALVERIFY, byte(n.frag.hashKind()))
		w.push(n.hash)
		w.last(txscript.OP_EQUAL, verify)
	case fragAndor:
		w.write(n.subs[0], false)
		w.op(txscript.OP_NOTIF)
		w.write(n.subs[2], false)
		w.op(txscript.OP_ELSE)
		w.write(n.subs[1], false)
		w.op(txscript.OP_ENDIF)
	case fragAndV:
		w.write(n.subs[0], false)
		w.write(n.subs[1], verify)
	case fragAndB:
		w.write(n.subs[0], false)
		w.write(n.subs[1], false)
		w.op(txscript.OP_BOOLAND)
	case fragOrB:
		w.write(n.subs[0], false)
		w.write(n.subs[1], false)
		w.op(txscript.OP_BOOLOR)
	case fragOrC:
		w.write(n.subs[0], false)
		w.op(txscript.OP_NOTIF)
		w.write(n.subs[1], false)
		w.op(txscript.OP_ENDIF)
	case fragOrD:
		w.write(n.subs[0], false)
		w.op(txscript.OP_IFDUP, txscript.OP_NOTIF)
		w.write(n.subs[1], false)
		w.op(txscript.OP_ENDIF)
	case fragOrI:
		w.op(txscript.OP_IF)
		w.write(n.subs[0], false)
		w.op(txscript.OP_ELSE)
		w.write(n.subs[1], false)
		w.op(txscript.OP_ENDIF)
	case fragThresh:
		for i, sub := range n.subs {
			w.write(sub, false)
			if i > 0 {
				w.op(txscript.OP_ADD)
			}
		}
		w.number(n.k)
		w.last(txscript.OP_EQUAL, verify)
	case fragMulti:
		w.number(n.k)
		for _, key := range n.keys {
			w.key(key)
		}
		w.number(uint32(len(n.keys)))
		w.last(txscript.OP_CHECKMULTISIG, verify)
	case fragMultiA:
		check := byte(txscript.OP_CHECKSIG)
		for _, key := range n.keys {
			w.key(key)
			w.op(check)
			check = txscript.OP_CHECKSIGADD
		}
		w.number(n.k)
		w.last(txscript.OP_NUMEQUAL, verify)
	case fragWrapA:
		w.op(txscript.OP_TOALTSTACK)
		w.write(n.subs[0], false)
		w.op(txscript.OP_FROMALTSTACK)
	case fragWrapS:
		w.op(txscript.OP_SWAP)
		w.write(n.subs[0], verify)
	case fragWrapC:
		w.write(n.subs[0], false)
		w.last(txscript.OP_CHECKSIG, verify)
	case fragWrapD:
		w.op(txscript.OP_DUP, txscript.OP_IF)
		w.write(n.subs[0], false)
		w.op(txscript.OP_ENDIF)
	case fragWrapV:
		w.write(n.subs[0], true)
		if n.subs[0].typ.Has(propX) {
			w.op(txscript.OP_VERIFY)
		}
	case fragWrapJ:
		w.op(txscript.OP_SIZE, txscript.OP_0NOTEQUAL, txscript.OP_IF)
		w.write(n.subs[0], false)
		w.op(txscript.OP_ENDIF)
	case fragWrapN:
		w.write(n.subs[0], false)
		w.op(txscript.OP_0NOTEQUAL)
	}
}

// op appends opcodes.
func (w *scriptWriter) op(opcodes ...byte) { w.script = append(w.script, opcodes...) }

// last appends an opcode, in its VERIFY form when OP_VERIFY follows. That form
// is the next opcode for all four that have one.
func (w *scriptWriter) last(opcode byte, verify bool) {
	if verify {
		opcode++
	}
	w.op(opcode)
}

// push appends a push of 1 to 75 bytes.
func (w *scriptWriter) push(data []byte) {
	w.script = append(w.script, byte(len(data)))
	w.script = append(w.script, data...)
}

// number appends the shortest push of a positive number.
func (w *scriptWriter) number(v uint32) {
	if v <= 16 {
		w.op(txscript.OP_1 - 1 + byte(v))
		return
	}
	w.push(scriptNumber(v))
}

// key appends the public key of that index.
func (w *scriptWriter) key(index int) {
	pubkey := w.keys[index].PubKey
	if pubkey == nil {
		w.unknown, w.missing = true, index
		return
	}
	w.push(pubkey)
}

// keyHash appends the hash of the public key of that index.
func (w *scriptWriter) keyHash(index int) {
	key := w.keys[index]
	switch {
	case key.PubKey != nil:
		w.push(HASH160.sum(key.PubKey))
	case key.Hash != nil:
		w.push(key.Hash)
	default:
		w.unknown, w.missing = true, index
	}
}

// scriptNumber returns a positive number as script has it: little endian, as
// short as the sign bit allows.
func scriptNumber(v uint32) []byte {
	var data []byte
	for ; v > 0; v >>= 8 {
		data = append(data, byte(v))
	}
	if data[len(data)-1]&0x80 != 0 {
		data = append(data, 0)
	}
	return data
}
