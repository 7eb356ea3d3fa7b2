package qr

import (
	"bytes"
	"testing"
)

// fuzzJoiner feeds lines as parts to a joiner: nothing panics, progress stays in
// bounds, and what completes can be shown and read again.
func fuzzJoiner(f *testing.F, format string) {
	for _, n := range []int{20, 300} {
		source, err := Split(format, NewPayload(samplePSBT(n)), Options{Version: 14})
		if err != nil {
			f.Fatal(err)
		}
		var lines []byte
		for range 2 * source.Len() {
			lines = append(append(lines, source.Next()...), '\n')
		}
		f.Add(lines)
	}
	row, _ := FormatByName(format)
	f.Fuzz(func(t *testing.T, lines []byte) {
		joiner := row.NewJoiner()
		for _, part := range bytes.Split(lines, []byte("\n")) {
			_ = row.Recognise(part)
			_ = joiner.Add(part)
			have, want := joiner.Progress()
			_, done := joiner.Result()
			if have < 0 || have > want || done && have != want {
				t.Fatalf("progress %d of %d, done %v", have, want, done)
			}
		}
		p, done := joiner.Result()
		if !done || len(p.Data) > 1<<16 {
			return
		}
		source, err := Split(format, p, Options{Secret: true, Version: 40})
		if err != nil {
			return
		}
		got, done := readAll(t, source)
		if !done || !bytes.Equal(got.Content(), p.Content()) {
			t.Fatalf("shown and read again: %v, %x, not %x", done, got.Content(), p.Content())
		}
	})
}

func FuzzUR(f *testing.F)      { fuzzJoiner(f, formatUR) }
func FuzzBBQr(f *testing.F)    { fuzzJoiner(f, formatBBQr) }
func FuzzSpecter(f *testing.F) { fuzzJoiner(f, formatSpecter) }
func FuzzBase43(f *testing.F)  { fuzzJoiner(f, formatBase43) }
func FuzzStatic(f *testing.F)  { fuzzJoiner(f, formatStatic) }

// FuzzStream mixes all formats.
func FuzzStream(f *testing.F) {
	f.Add([]byte("UR:BYTES/1-9/LPADASCFADAXCYWENBPLJKHDCAHKADAEMEJTSWHHYLKEPMYKHHTSYTSNOYOYAXAEDSUTTYDMMHHPKTPMSRJTDKGSLPGH\nB$2B0100AA\np1of2 abc\n"))
	f.Fuzz(func(t *testing.T, lines []byte) {
		s, n := NewStream(KindPSBT), 0
		for _, part := range bytes.Split(lines, []byte("\n")) {
			n++
			if s.Add(part) != nil {
				continue
			}
			if damaged, foreign := s.Counts(); damaged+foreign > n {
				t.Fatal(damaged, foreign, n)
			}
		}
		if p, done := s.Result(); done && p.Kind != KindPSBT {
			t.Fatal(p.Kind)
		}
	})
}
