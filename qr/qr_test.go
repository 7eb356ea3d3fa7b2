package qr

import (
	"bytes"
	"testing"
)

// samplePSBT is a body that carries the magic and no sense.
func samplePSBT(n int) []byte {
	b := append([]byte{}, psbtMagic...)
	for i := 0; len(b) < n; i++ {
		b = append(b, byte(i*i>>3), byte(i))
	}
	return b[:n]
}

func TestRoundTrip(t *testing.T) {
	for _, format := range []string{"ur", "static"} {
		for _, n := range []int{6, 100, 1000, 2000, 20000} {
			if format == "static" && n > 2000 {
				continue
			}
			f, ok := FormatByName(format)
			if !ok {
				t.Fatalf("no format %s", format)
			}
			data := samplePSBT(n)
			source, err := f.Split(Payload{Kind: KindPSBT, Data: data}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			stream := NewStream()
			for range source.Len() {
				part := source.Next()
				if v := source.Version(); len(part) > byteL[v-1] && len(part) > alphanumericL[v-1] {
					t.Fatalf("%s: %d characters in version %d", format, len(part), v)
				}
				if err := stream.Add([]byte(part)); err != nil {
					t.Fatal(err)
				}
			}
			got, ok := stream.Result()
			if !ok || got.Kind != KindPSBT || !bytes.Equal(got.Data, data) {
				t.Errorf("%s: %d bytes: %v %s", format, n, ok, got.Kind)
			}
		}
	}
}
