package ur

import (
	"bytes"
	"strings"
	"testing"
)

// TestParsePartRefuses has one fault a case, in otherwise right parts.
func TestParsePartRefuses(t *testing.T) {
	whole := func(cbor string) string {
		return "ur:bytes/" + EncodeBytewords([]byte(cbor), Minimal)
	}
	multi := func(path, cbor string) string {
		return "ur:bytes/" + path + "/" + EncodeBytewords([]byte(cbor), Minimal)
	}
	const head = "\x85\x01\x02\x02\x1a\xff\xff\xff\xff" // part 1 of 2, a message of 2 bytes
	tests := []struct {
		name, text, reason string
	}{
		{"no type", "ur:/aeadaolazmjendeoti", "no type"},
		{"space in the type", "ur:by tes/aeadaolazmjendeoti", "only letters"},
		{"too many components", multi("1-2", head+"\x41\x00") + "/x", "4 path components"},
		{"odd letters", "ur:bytes/aeadaolazmjendeot", "odd number"},
		{"no such word", "ur:bytes/aeadaolazmjendeozz", "no such word"},
		{"a digit for a letter", "ur:bytes/aeadaolazmjendeot1", "no such word"},
		{"checksum", "ur:bytes/aeadaolazmjendeoto", "checksum does not match"},
		{"message too long for its head", whole("\x41"), "ends early"},
		{"bytes after the message", whole("\x40\x00"), "after the item"},
		{"length not minimal", whole("\x58\x01\x00"), "shortest form"},
		{"number not minimal", whole("\x19\x00\xff"), "shortest form"},
		{"indefinite length", whole("\x5f\x41\x00\xff"), "indefinite"},
		{"nested deep", whole(strings.Repeat("\x81", 64) + "\x00"), "nested too deep"},
		{"text not UTF-8", whole("\x61\xff"), "UTF-8"},
		{"array of more than there is", whole("\x9b\xff\xff\xff\xff\xff\xff\xff\xff"), "ends early"},
		{"map of more than there is", whole("\xbb\x7f\xff\xff\xff\xff\xff\xff\xff"), "ends early"},
		{"signed sequence", multi("+1-2", head+"\x41\x00"), "number-number"},
		{"leading zero", multi("01-2", head+"\x41\x00"), "number-number"},
		{"sequence beyond 32 bits", multi("4294967297-2", head+"\x41\x00"), "number-number"},
		{"three numbers", multi("1-2-3", head+"\x41\x00"), "number-number"},
		{"sequence zero in the CBOR", multi("1-2", strings.Replace(head, "\x85\x01", "\x85\x00", 1)+"\x41\x00"), "its CBOR says 0-2"},
		{"other length in the CBOR", multi("1-3", head+"\x41\x00"), "its CBOR says 1-2"},
		{"array of four", multi("1-2", "\x84\x01\x02\x02\x00"), "not of five"},
		{"array of six", multi("1-2", strings.Replace(head, "\x85", "\x86", 1)+"\x41\x00\x00"), "not of five"},
		{"text for data", multi("1-2", head+"\x61\x00"), "major type 3"},
		{"bytes after the array", multi("1-2", head+"\x41\x00\x00"), "after the item"},
		{"no data", multi("1-2", head+"\x40"), "empty"},
		{"data too long", multi("1-2", head+"\x42\x00\x00"), "do not make a message of 2"},
		{"checksum beyond 32 bits", multi("1-2", "\x85\x01\x02\x02\x1b\x00\x00\x00\x01\x00\x00\x00\x00\x41\x00"), "above"},
	}
	for _, test := range tests {
		_, err := ParsePart(test.text)
		if err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := ParsePart(multi("1-2", head+"\x41\x00")); err != nil {
		t.Errorf("the part that the faults were put into: %v", err)
	}
}

// TestDecoderKeepsTheFirst: every way of being foreign is told from damage.
func TestDecoderKeepsTheFirst(t *testing.T) {
	message := WrapBytes(bytes.Repeat([]byte{1, 2, 3, 4}, 30))
	e, err := NewEncoder("bytes", message, 30)
	if err != nil {
		t.Fatal(err)
	}
	var d Decoder
	if err := d.AddPart(e.Part(1)); err != nil {
		t.Fatal(err)
	}
	foreign := map[string]func(*Part){
		"type":     func(p *Part) { p.Type = "crypto-psbt" },
		"count":    func(p *Part) { p.SeqLen-- },
		"length":   func(p *Part) { p.MessageLen-- },
		"checksum": func(p *Part) { p.Checksum++ },
		"fragment": func(p *Part) { p.Data = p.Data[1:] },
		"whole":    func(p *Part) { *p = e.Whole() },
	}
	for name, change := range foreign {
		p := e.Part(2)
		change(&p)
		if err := d.AddPart(p); err != ErrForeign {
			t.Errorf("%s: %v", name, err)
		}
	}
	if have, want := d.Progress(); have != 1 || want != e.Len() {
		t.Errorf("progress %d of %d", have, want)
	}
}

// TestPartLength: no part of a stream is longer than the fragment was chosen for.
func TestPartLength(t *testing.T) {
	for _, length := range []int{100, 1000, 30_000, 300_000} {
		message := WrapBytes(make([]byte, length))
		for _, chars := range []int{100, 195, 500, 1249, 4296} {
			fragment := FragmentFor("crypto-psbt", len(message), chars)
			if fragment == 0 {
				t.Fatalf("nothing of %d bytes fits %d characters", length, chars)
			}
			e, err := NewEncoder("crypto-psbt", message, fragment)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []uint32{1, uint32(e.Len()), LastPart(e.Len())} {
				if got := len(e.Part(n).String()); got > chars {
					t.Errorf("%d bytes in %d characters: part %d has %d", length, chars, n, got)
				}
			}
		}
	}
	if got := FragmentFor("crypto-psbt", 1000, 50); got != 0 {
		t.Errorf("fragments of %d bytes in 50 characters", got)
	}
}

// TestNextMixed: all parts of a stream after the plain ones mix, within bounds.
func TestNextMixed(t *testing.T) {
	e, err := NewEncoder("bytes", WrapBytes(make([]byte, 300)), 20)
	if err != nil {
		t.Fatal(err)
	}
	n := uint32(e.Len())
	for part, count := e.NextMixed(0), 0; count < 3000; part, count = e.NextMixed(part), count+1 {
		if part <= n || part > LastPart(e.Len()) || len(e.chooser.indexes(part)) < 2 {
			t.Fatalf("part %d", part)
		}
	}
	if got := e.NextMixed(LastPart(e.Len())); got <= n || got > n+100 {
		t.Errorf("after the last part comes %d", got)
	}
}
