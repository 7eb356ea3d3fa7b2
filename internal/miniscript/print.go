package miniscript

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// String returns the canonical text: sugar wherever BIP-379 has it, numbers in
// decimal, hashes in lower case. Parse gives the same expression again.
func (e *Expression) String() string {
	w := textWriter{keys: e.keys}
	w.write(e.root, false)
	return w.text.String()
}

// textWriter appends the text of nodes.
type textWriter struct {
	keys []Key
	text strings.Builder
}

// write appends the text of a node. wrapped says that letters of wrappers stand
// before it, which a colon must end.
func (w *textWriter) write(n *node, wrapped bool) {
	if letter, inner := n.wrapper(); inner != nil {
		w.text.WriteByte(letter)
		w.write(inner, true)
		return
	}
	if wrapped {
		w.text.WriteByte(':')
	}
	name, subs := spellings[n.frag].name, n.subs
	switch {
	case n.frag == fragWrapC && n.subs[0].frag == fragPkK:
		name, n = "pk", n.subs[0]
	case n.frag == fragWrapC:
		name, n = "pkh", n.subs[0]
	case n.frag == fragAndor && n.subs[2].frag == fragFalse:
		name, subs = "and_n", n.subs[:2]
	}
	w.text.WriteString(name)
	switch spellings[n.frag].form {
	case formKey:
		w.arguments(w.keys[n.keys[0]].text())
	case formLock:
		w.arguments(strconv.FormatUint(uint64(n.k), 10))
	case formHash:
		w.arguments(hex.EncodeToString(n.hash))
	case formSubs:
		w.expressions("(", subs)
	case formThresh:
		w.expressions("("+strconv.FormatUint(uint64(n.k), 10)+",", subs)
	case formMulti:
		list := []string{strconv.FormatUint(uint64(n.k), 10)}
		for _, key := range n.keys {
			list = append(list, w.keys[key].text())
		}
		w.arguments(list...)
	}
}

// arguments appends a list in parentheses.
func (w *textWriter) arguments(list ...string) {
	w.text.WriteByte('(')
	for i, item := range list {
		if i > 0 {
			w.text.WriteByte(',')
		}
		w.text.WriteString(item)
	}
	w.text.WriteByte(')')
}

// expressions appends a list of expressions after what opens it.
func (w *textWriter) expressions(open string, subs []*node) {
	w.text.WriteString(open)
	for i, sub := range subs {
		if i > 0 {
			w.text.WriteByte(',')
		}
		w.write(sub, false)
	}
	w.text.WriteByte(')')
}

// wrapper returns the letter and the argument of a node that is written as a
// wrapper, and no argument for another one.
func (n *node) wrapper() (letter byte, inner *node) {
	switch n.frag {
	case fragWrapA, fragWrapS, fragWrapD, fragWrapV, fragWrapJ, fragWrapN:
		return spellings[n.frag].name[0], n.subs[0]
	case fragWrapC:
		if sub := n.subs[0]; sub.frag != fragPkK && sub.frag != fragPkH {
			return 'c', sub
		}
	case fragAndV:
		if n.subs[1].frag == fragTrue {
			return 't', n.subs[0]
		}
	case fragOrI:
		if n.subs[0].frag == fragFalse {
			return 'l', n.subs[1]
		}
		if n.subs[1].frag == fragFalse {
			return 'u', n.subs[0]
		}
	}
	return 0, nil
}

// text returns how the key is written: the key expression, or the public key or
// its hash in hexadecimal.
func (k Key) text() string {
	switch {
	case k.Text != "":
		return k.Text
	case k.PubKey != nil:
		return hex.EncodeToString(k.PubKey)
	}
	return hex.EncodeToString(k.Hash)
}
