package qr

import (
	"strings"
	"testing"
)

func TestOptionsRefuse(t *testing.T) {
	tests := []struct {
		name, format string
		length       int
		options      Options
		reason       string
	}{
		{"version 41", formatUR, 100, Options{Version: 41}, "not 1 to 40"},
		{"version -1", formatBBQr, 100, Options{Version: -1}, "not 1 to 40"},
		{"no display", formatUR, 100, Options{Modules: 20}, "holds no symbol"},
		{"display too small", formatUR, 1000, Options{Modules: 29}, "too small for a part"},
		{"version too small", formatUR, 1000, Options{Version: 1}, "too small for a part"},
		{"more parts than BBQr counts", formatBBQr, 100_000, Options{Version: 2}, "too small for a part"},
		{"too long for one symbol", formatStatic, 3000, Options{}, "do not fit one symbol"},
		{"too long for the display", formatStatic, 300, Options{Modules: 61}, "do not fit one symbol of version 9"},
		{"too long for base43", formatBase43, 3000, Options{}, "do not fit one symbol"},
		{"no such format", "morse", 3, Options{}, `no format "morse"`},
	}
	for _, test := range tests {
		data := noise(test.length)
		source, err := Split(test.format, NewPayload(data), test.options)
		if err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %v, %v", test.name, source, err)
		}
	}
}

// noise does not compress.
func noise(n int) []byte {
	data, x := samplePSBT(n), uint32(1)
	for i := 5; i < n; i++ {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		data[i] = byte(x)
	}
	return data
}

// TestDensity: small payloads are one symbol, larger ones short animations of
// easy symbols, the largest stay readable; a display and a wish bound them.
func TestDensity(t *testing.T) {
	tests := []struct {
		length     int
		options    Options
		least      int // version
		most       int
		partsLeast int
		partsMost  int
	}{
		{100, Options{}, 6, 10, 1, 1},
		{500, Options{}, 15, 20, 1, 1},
		{1000, Options{}, 6, 12, 5, 8},
		{5000, Options{}, 18, 20, 7, 10},
		{200_000, Options{}, 20, 20, 300, 400},
		{5000, Options{Modules: 61}, 9, 9, 35, 60},
		{100, Options{Modules: 41}, 4, 4, 3, 6},
		{5000, Options{Version: 40}, 34, 38, 3, 3},
		{1000, Options{Version: 40}, 20, 30, 1, 1},
		{1000, Options{Version: 5}, 5, 5, 18, 30},
	}
	for _, test := range tests {
		source, err := Split(formatUR, NewPayload(noise(test.length)), test.options)
		if err != nil {
			t.Errorf("%d bytes, %+v: %v", test.length, test.options, err)
			continue
		}
		if v, n := source.Version(), source.Len(); v < test.least || v > test.most || n < test.partsLeast || n > test.partsMost {
			t.Errorf("%d bytes, %+v: %d parts of version %d", test.length, test.options, n, v)
		}
	}
}

// TestSecretsAreGuarded in every format of the table.
func TestSecretsAreGuarded(t *testing.T) {
	words := NewPayload([]byte("legal winner thank year wave sausage worth useful legal winner thank yellow"))
	for _, f := range Formats() {
		if _, err := f.Split(words, Options{}); err != ErrSecret {
			t.Errorf("%s: %v", f.Name, err)
		}
		if _, err := f.Split(words, Options{Secret: true}); err != nil && f.Name != formatBase43 {
			t.Errorf("%s: asked for, %v", f.Name, err)
		}
	}
	if _, err := Split(Auto, words, Options{}); err != ErrSecret {
		t.Error(err)
	}
}

// TestAuto answers in the format of the question, and as UR where that cannot be.
func TestAuto(t *testing.T) {
	for _, format := range []string{formatUR, formatBBQr, formatSpecter, formatStatic, formatBase43} {
		for _, n := range []int{200, 5000} {
			p := NewPayload(noise(n))
			p.Format = format
			source, err := Split(Auto, p, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := format
			if n == 5000 && (format == formatStatic || format == formatBase43) {
				want = formatUR
			}
			if got, ok := readAll(t, source); !ok || got.Format != want || len(got.Data) != n {
				t.Errorf("%s of %d bytes: %s of %d", format, n, got.Format, len(got.Data))
			}
		}
	}
}
