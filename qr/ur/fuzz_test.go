package ur

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzParsePart: what is read is written back the same, but for its case.
func FuzzParsePart(f *testing.F) {
	f.Add("ur:bytes/aeadaolazmjendeoti")
	f.Add("ur:bytes/1-9/lpadascfadaxcywenbpljkhdcahkadaemejtswhhylkepmykhhtsytsnoyoyaxaedsuttydmmhhpktpmsrjtdkgslpgh")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePart(text)
		if err != nil {
			return
		}
		if p.String() != strings.ToUpper(text) {
			t.Fatalf("%q became %q", text, p.String())
		}
		var d Decoder
		if err := d.AddPart(p); err != nil && p.SeqLen != 1 {
			t.Fatal(err)
		}
	})
}

// FuzzTypes: a structure that is understood as text is understood the same after
// being written again.
func FuzzTypes(f *testing.F) {
	types := []string{"crypto-hdkey", "crypto-output", "crypto-account", "hdkey", "output-descriptor", "account-descriptor", "crypto-eckey"}
	for i, sample := range []string{
		"5035821026fe2355745bb2db3630bbc80ef5d58951c963c841f54170ba6e5c12be7fc12a6",
		"d90193d90132a103582102c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
		"a2011a37b5eed40281d90193d90132a103582102c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
	} {
		f.Add(uint8(i), unhex(f, sample[len(sample)%2:]))
	}
	f.Fuzz(func(t *testing.T, kind uint8, message []byte) {
		m := UR{types[int(kind)%len(types)], message}
		text, err := Text(m)
		if err != nil {
			return
		}
		// Text may say what this package does not write, such as raw hex; and an
		// origin that only the key told is written out the first time.
		again, ok := rewritten(t, m.Type, text)
		if !ok {
			return
		}
		if third, ok := rewritten(t, m.Type, again); !ok || third != again {
			t.Fatalf("%q became %q", again, third)
		}
	})
}

// rewritten writes text as the given type and reads it again.
func rewritten(t *testing.T, kind, text string) (again string, ok bool) {
	var m UR
	var err error
	switch kind {
	case "crypto-hdkey", "hdkey":
		m, err = EncodeKey(Crypto, text)
	case "crypto-output":
		m, err = EncodeDescriptor(Crypto, Descriptor{Text: text})
	case "output-descriptor":
		m, err = EncodeDescriptor(Current, Descriptor{Text: text})
	default:
		return "", false
	}
	if err != nil {
		return "", false
	}
	if err := wellFormed(m.CBOR); err != nil {
		t.Fatalf("%x: %v", m.CBOR, err)
	}
	if again, err = Text(m); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return again, true
}

// FuzzCBOR: the reader of arbitrary items ends, and agrees with itself.
func FuzzCBOR(f *testing.F) {
	f.Add([]byte{0x82, 0x01, 0x61, 'a'})
	f.Fuzz(func(t *testing.T, b []byte) {
		if wellFormed(b) != nil {
			return
		}
		if wellFormed(append(bytes.Clone(b), 0)) == nil || len(b) > 1 && wellFormed(b[:len(b)-1]) == nil {
			t.Fatalf("%x: another length is well-formed too", b)
		}
	})
}
