package bbqr

import (
	"bytes"
	"testing"
)

// FuzzParsePart: what is read is written back the same.
func FuzzParsePart(f *testing.F) {
	f.Add("B$2B0100AA")
	f.Add("B$HP03010A0B")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePart(text)
		if err != nil {
			return
		}
		if got := p.Header.String() + encodeBody(p.Data, p.Encoding); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// FuzzInflate: the bound holds, and what went in comes out.
func FuzzInflate(f *testing.F) {
	f.Add([]byte("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if out, err := Inflate(data, 1000); err == nil && len(out) > 1000 {
			t.Fatalf("%d bytes", len(out))
		}
		compressed, err := deflate(data)
		if err != nil {
			t.Fatal(err)
		}
		out, err := Inflate(compressed, len(data))
		if err != nil || !bytes.Equal(out, data) {
			t.Fatalf("%x, %v", out, err)
		}
	})
}
