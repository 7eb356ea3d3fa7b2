package miniscript

import (
	"bytes"

	"github.com/btcsuite/btcd/txscript/v2"
)

// token is one opcode of a script or one push. A VERIFY form is two tokens.
type token struct {
	opcode byte   // of a push of data: its length
	data   []byte // of a push of data
	offset int    // byte of the script
}

// tokenize splits a script. Pushes of more than 75 bytes are in no miniscript.
func tokenize(script []byte) ([]token, error) {
	tokens := make([]token, 0, len(script)/8)
	for pos := 0; pos < len(script); {
		t := token{opcode: script[pos], offset: pos}
		pos++
		switch {
		case t.opcode >= txscript.OP_DATA_1 && t.opcode <= txscript.OP_DATA_75:
			end := pos + int(t.opcode)
			if end > len(script) {
				return nil, &DecodeError{Offset: t.offset, Reason: "push beyond the end of the script"}
			}
			t.data = script[pos:end]
			pos = end
		case t.opcode >= txscript.OP_PUSHDATA1 && t.opcode <= txscript.OP_PUSHDATA4:
			return nil, &DecodeError{Offset: t.offset, Reason: "push of a form that miniscript never has"}
		}
		switch t.opcode {
		case txscript.OP_EQUALVERIFY, txscript.OP_CHECKSIGVERIFY,
			txscript.OP_CHECKMULTISIGVERIFY, txscript.OP_NUMEQUALVERIFY:
			t.opcode-- // the form without VERIFY
			tokens = append(tokens, t, token{opcode: txscript.OP_VERIFY, offset: t.offset})
		default:
			tokens = append(tokens, t)
		}
	}
	return tokens, nil
}

// number returns the number that a token pushes: 1 to 2^31-1 in the shortest form.
func (t token) number() (uint32, bool) {
	if t.opcode >= txscript.OP_1 && t.opcode <= txscript.OP_16 {
		return uint32(t.opcode - txscript.OP_1 + 1), true
	}
	if len(t.data) == 0 || len(t.data) > 4 || t.data[len(t.data)-1]&0x80 != 0 {
		return 0, false
	}
	value := uint32(0)
	for i, b := range t.data {
		value |= uint32(b) << (8 * i)
	}
	return value, value > 16 && bytes.Equal(t.data, scriptNumber(value))
}
