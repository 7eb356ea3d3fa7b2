package base43

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The values of the texts in base 43 were worked out with another program.
func TestValues(t *testing.T) {
	tests := []struct{ data, text string }{
		{"", ""},
		{"00", "0"},
		{"20", "W"},
		{"0000ff", "005."},
		{"70736274ff", "1XHEJWR."},
		{"ffffffffffffffff", "J$O7KT4W5/A."},
	}
	for _, test := range tests {
		data, _ := hex.DecodeString(test.data)
		if got := Encode(data); got != test.text {
			t.Errorf("%s: wrote %s, not %s", test.data, got, test.text)
		}
		if got, err := Decode(test.text); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: read %x, %v", test.text, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, text := range []string{"a", "A B", "%", strings.Repeat("0", MaxLen+1)} {
		if got, err := Decode(text); err == nil || IsAlphabet([]byte(text)) {
			t.Errorf("%.10q: %x", text, got)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "data")
		text := Encode(data)
		got, err := Decode(text)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%x became %s became %x, %v", data, text, got, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add("0A:")
	f.Fuzz(func(t *testing.T, text string) {
		if data, err := Decode(text); err == nil && Encode(data) != text {
			t.Fatalf("%q became %q", text, Encode(data))
		}
	})
}
