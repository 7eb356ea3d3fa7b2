package psbt_test

import (
	"bytes"
	"testing"

	"coldsign/psbt"

	"pgregory.net/rapid"
)

// TestCompare: no difference is found exactly where the bytes are the same, and each
// names a place.
func TestCompare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.SampledFrom([]uint32{0, 2}).Draw(t, "version")
		first := generatePacket(t, version)
		second := generatePacket(t, version)
		if rapid.Bool().Draw(t, "one map of another") {
			at := rapid.IntRange(1, len(first)-1).Draw(t, "map")
			second = append(append(rawPacket{}, first[:at]...), rapid.Permutation(first[at]).Draw(t, "order"))
			second = append(second, first[at+1:]...)
		}
		a, errA := psbt.Parse(first.bytes())
		b, errB := psbt.Parse(second.bytes())
		if errA != nil || errB != nil {
			t.Skip("not accepted")
		}
		found := psbt.Compare(a, b)
		if same := bytes.Equal(a.Bytes(), b.Bytes()); same != (len(found) == 0) {
			t.Fatalf("the same bytes: %v, differences: %v", same, found)
		}
		for _, d := range found {
			if d.Map == "" || d.Field == "" || d.What == "" {
				t.Fatalf("a difference without its place: %+v", d)
			}
		}
	})
}
