package miniscript

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// number reads a decimal number below 2^31 without leading zeros.
func (p *parser) number() (uint32, error) {
	start := p.pos
	value := uint64(0)
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		if value = value*10 + uint64(p.text[p.pos]-'0'); value >= 1<<31 {
			return 0, p.fail("number is not below 2147483648")
		}
		p.pos++
	}
	switch {
	case p.pos == start:
		return 0, p.fail("no number")
	case p.text[start] == '0' && p.pos > start+1:
		return 0, p.fail("number with leading zeros")
	}
	return uint32(value), nil
}

// hash reads a hash of that many bytes in hexadecimal.
func (p *parser) hash(size int) ([]byte, error) {
	end := p.pos + 2*size
	if end > len(p.text) {
		return nil, p.fail("hash is too short")
	}
	value, err := hex.DecodeString(p.text[p.pos:end])
	if err != nil {
		return nil, p.fail(fmt.Sprintf("hash is not %d bytes in hexadecimal", size))
	}
	p.pos = end
	return value, nil
}

// word reads small letters, digits and underscores.
func (p *parser) word() string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789_"
	rest := p.text[p.pos:]
	word := rest[:len(rest)-len(strings.TrimLeft(rest, letters))]
	p.pos += len(word)
	return word
}

// skip goes past the character if it is next.
func (p *parser) skip(c byte) bool {
	if p.pos < len(p.text) && p.text[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

// excerpt quotes the beginning of a text for an error.
func excerpt(text string) string {
	const most = 16
	if len(text) > most {
		return fmt.Sprintf("%q…", text[:most])
	}
	return fmt.Sprintf("%q", text)
}
