package symbol_test

import (
	"fmt"
	"image"
	"testing"

	"coldsign/qr/symbol"
	"coldsign/qr/symbol/degrade"
)

// BenchmarkDecode reads a 720p picture as an ordinary camera takes it; of version 0 it shows no symbol.
func BenchmarkDecode(b *testing.B) {
	for _, version := range []int{0, 10, 25, 40} {
		b.Run(fmt.Sprintf("version %d", version), func(b *testing.B) {
			var m *image.Gray
			scene := degrade.Scene{Width: 1280, Height: 720, Fill: .9, Turn: 3, Tilt: .03, Blur: .6, Noise: 6, Gradient: .3, JPEG: 75, Seed: 7}
			if version > 0 {
				code, err := symbol.Encode(filling(version), symbol.Options{})
				if err != nil {
					b.Fatal(err)
				}
				m = degrade.Draw(code, scene)
			} else {
				m = degrade.Draw(blank{}, scene)
			}
			r := symbol.NewReader()
			b.ReportAllocs()
			for b.Loop() {
				if found, err := r.Decode(m); (err == nil) != (version > 0) {
					b.Fatal(len(found), err)
				}
			}
		})
	}
}

// blank is a sheet of paper.
type blank struct{}

func (blank) Size() int        { return 21 }
func (blank) At(x, y int) bool { return false }

func BenchmarkEncode(b *testing.B) {
	for _, version := range []int{10, 25, 40} {
		text := filling(version)
		b.Run(fmt.Sprintf("version %d", version), func(b *testing.B) {
			for b.Loop() {
				if _, err := symbol.Encode(text, symbol.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// filling returns text in the shape of a UR part that fills a symbol of that version.
func filling(version int) []byte {
	text := make([]byte, symbol.MaxAlphanumeric(version, symbol.L))
	n := copy(text, "UR:CRYPTO-PSBT/12-34/")
	state := uint32(version)
	for i := n; i < len(text); i++ {
		state = state*1664525 + 1013904223
		text[i] = 'A' + byte(state>>24)%26
	}
	return text
}
