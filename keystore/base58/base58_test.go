package base58

import (
	"bytes"
	"strings"
	"testing"

	library "github.com/btcsuite/btcd/address/v2/base58"
	"pgregory.net/rapid"
)

func TestAgreesWithLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 1, maxData).Filter(func(b []byte) bool { return b[0] != 0 }).Draw(t, "data")
		text := AppendCheck([]byte("before"), data)
		if want := "before" + library.CheckEncode(data[1:], data[0]); string(text) != want {
			t.Fatalf("%x: %s, want %s", data, text, want)
		}
		back := make([]byte, len(data))
		if err := DecodeCheck(back, text[6:]); err != nil || !bytes.Equal(back, data) {
			t.Fatalf("%s: read back as %x, %v", text, back, err)
		}
		for _, length := range []int{len(data) - 1, len(data) + 1} {
			if length <= maxData && DecodeCheck(make([]byte, length), text[6:]) == nil {
				t.Fatalf("%s: read as %d bytes", text, length)
			}
		}
		i := rapid.IntRange(6, len(text)-1).Draw(t, "place")
		text[i] ^= 1
		if err := DecodeCheck(back, text[6:]); err == nil {
			t.Fatalf("%s: changed and accepted", text)
		}
	})
}

func TestRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                      errLength,
		"111":                   errLength,
		"0":                     errAlphabet,
		"l":                     errAlphabet,
		"é":                     errAlphabet,
		strings.Repeat("z", 60): errLength,
		"KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWo": errChecksum,
		strings.Repeat("2", maxText+1):                         errLength,
	} {
		data := make([]byte, 34)
		if err := DecodeCheck(data, []byte(text)); err != want {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
		if !bytes.Equal(data, make([]byte, 34)) {
			t.Errorf("%q: refused and yet written", text)
		}
	}
}

func TestStaysOnTheStack(t *testing.T) {
	data, text := bytes.Repeat([]byte{7}, maxData), make([]byte, 0, maxText)
	if n := testing.AllocsPerRun(10, func() { DecodeCheck(data, AppendCheck(text, data)) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
