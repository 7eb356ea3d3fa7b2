package descriptor

import "testing"

// BenchmarkAt derives scripts one after the other, the branch nodes known.
func BenchmarkAt(b *testing.B) {
	a := accounts()
	keys := func(n int) (s string) {
		for i := range n {
			s += "," + a[i].key.String() + "/<0;1>/*"
		}
		return s[1:]
	}
	for name, text := range map[string]string{
		"p2wpkh":      "wpkh(" + keys(1) + ")",
		"p2tr":        "tr(" + keys(1) + ")",
		"p2wsh-2of3":  "wsh(sortedmulti(2," + keys(3) + "))",
		"p2wsh-8of15": "wsh(sortedmulti(8," + keys(15) + "))",
	} {
		d, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := d.At(1, uint32(i)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("parse-8of15", func(b *testing.B) {
		for b.Loop() {
			if _, err := Parse("wsh(sortedmulti(8," + keys(15) + "))"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
