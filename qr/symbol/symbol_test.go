package symbol

import (
	"bytes"
	"testing"
)

func TestPayloadIsRawBytes(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, text := range [][]byte{
		[]byte("UR:CRYPTO-PSBT/1-2/LPADAOCFADAXCYWENBPL"),
		[]byte("0123456789012345678901234567890"),
		[]byte("mixed 0123456789012345 ABCDEFGHIJKLMNOP\xff\x00\x80"),
		all,
	} {
		c, err := Encode(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := Decode(c.Image(4))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(found) != 1 || !bytes.Equal(found[0].Bytes, text) {
			t.Errorf("%q: read %q", text, found[0].Bytes)
		}
	}
}

func TestCapacityIsExact(t *testing.T) {
	for _, version := range []int{1, 9, 10, 26, 27, 40} {
		for _, level := range []Level{L, M, Q, H} {
			for _, full := range [][]byte{
				bytes.Repeat([]byte{0xff}, MaxBytes(version, level)),
				bytes.Repeat([]byte("A"), MaxAlphanumeric(version, level)),
			} {
				c, err := Encode(full, Options{Level: level})
				if err != nil {
					t.Fatal(err)
				}
				if c.Version() != version {
					t.Errorf("%d-%s: %d characters took version %d", version, level, len(full), c.Version())
				}
				more, err := Encode(append(full, full[0]), Options{Level: level})
				if err == nil && more.Version() == version {
					t.Errorf("%d-%s: holds more than %d", version, level, len(full))
				}
			}
		}
	}
}
