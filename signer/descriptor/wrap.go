package descriptor

import (
	"encoding/binary"
	"errors"
)

// maxRedeemScript is the largest redeem script in bytes: it is pushed as one
// element (BIP-16). A witness script has its bound from the number of keys of a
// multi(), or from miniscript.
const maxRedeemScript = 520

// sh is sh(SCRIPT): the hash of a redeem script (BIP-381).
type sh struct{ inner expr }

func parseSH(p *parser, _ context) (expr, error) {
	inner, err := p.expression(inSH)
	return sh{inner}, err
}

func (e sh) appendText(b []byte, key func(int) string) []byte {
	return append(e.inner.appendText(append(b, "sh("...), key), ')')
}

func (e sh) fill(s *Script, keys [][]byte) ([]byte, error) {
	redeem, err := e.inner.fill(s, keys)
	if err != nil {
		return nil, err
	}
	if len(redeem) > maxRedeemScript {
		return nil, errors.New("a redeem script above 520 bytes")
	}
	s.RedeemScript = redeem
	s.stack.bytes += pushSize(len(redeem))
	return p2sh(redeem), nil
}

// wsh is wsh(SCRIPT): witness version 0 of a script's hash (BIP-382).
type wsh struct{ inner expr }

func parseWSH(p *parser, _ context) (expr, error) {
	inner, err := p.expression(inWSH)
	return wsh{inner}, err
}

func (e wsh) appendText(b []byte, key func(int) string) []byte {
	return append(e.inner.appendText(append(b, "wsh("...), key), ')')
}

func (e wsh) fill(s *Script, keys [][]byte) ([]byte, error) {
	script, err := e.inner.fill(s, keys)
	if err != nil {
		return nil, err
	}
	s.WitnessScript = script
	s.MaxSatisfaction.Witness = s.stack.with(len(script)).witnessSize()
	s.stack = stack{} // nothing of it is left for a scriptSig
	return p2wsh(script), nil
}

// stack is the size of the elements that satisfy a script: how many, and their
// bytes with a length of one byte each, which is what they take in a scriptSig
// and in a witness alike (signatures, keys and preimages are below 76 bytes).
type stack struct{ items, bytes int }

// with adds an element of a size that may need a longer length.
func (s stack) with(size int) stack {
	return stack{s.items + 1, s.bytes + compactSize(size) + size}
}

// witnessSize is the serialized size of the elements as an input's witness.
func (s stack) witnessSize() int { return compactSize(s.items) + s.bytes }

// appendCompactSize appends a length below 2^32 in Bitcoin's serialization.
func appendCompactSize(b []byte, n int) []byte {
	switch compactSize(n) {
	case 1:
		return append(b, byte(n))
	case 3:
		return binary.LittleEndian.AppendUint16(append(b, 0xfd), uint16(n))
	}
	return binary.LittleEndian.AppendUint32(append(b, 0xfe), uint32(n))
}

// compactSize is the length of the length.
func compactSize(n int) int {
	switch {
	case n < 0xfd:
		return 1
	case n <= 0xffff:
		return 3
	}
	return 5
}

// pushSize is the size of n bytes pushed by a script.
func pushSize(n int) int {
	switch {
	case n <= 75:
		return 1 + n
	case n <= 0xff:
		return 2 + n
	}
	return 3 + n
}
