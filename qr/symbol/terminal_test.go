package symbol

import (
	"image"
	"strings"
	"testing"
)

// TestTerminalIsReadable turns the half blocks back into pixels and reads them.
func TestTerminalIsReadable(t *testing.T) {
	for _, text := range []string{"A", strings.Repeat("UR:CRYPTO-PSBT", 20)} {
		c, err := Encode([]byte(text), Options{})
		if err != nil {
			t.Fatal(err)
		}
		lines := c.TerminalLines()
		columns, rows := TerminalSize(c.Version())
		if len(lines) != rows || len([]rune(lines[0])) != columns {
			t.Fatalf("%d lines of %d cells, not %d of %d", len(lines), len([]rune(lines[0])), rows, columns)
		}
		const scale = 4
		m := image.NewGray(image.Rect(0, 0, columns*scale, 2*rows*scale))
		for i := range m.Pix {
			x, y := i%m.Stride/scale, i/m.Stride/scale
			cell := []rune(lines[y/2])[x]
			dark := cell == '█' || cell == '▀' && y%2 == 0 || cell == '▄' && y%2 == 1
			if !dark {
				m.Pix[i] = 0xff
			}
		}
		if found, err := Decode(m); err != nil || string(found[0].Bytes) != text {
			t.Errorf("%v", err)
		}
	}
}

func TestTerminalFrameStaysInPlace(t *testing.T) {
	c, err := Encode([]byte("A"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	frame := c.TerminalFrame(5, 3)
	if strings.Contains(frame, "\n") || !strings.HasPrefix(frame, "\x1b[3;5H") || !strings.Contains(frame, "\x1b[17;5H") {
		t.Errorf("frame %q…", frame[:20])
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, f := range map[string]func() (*Code, error){
		"nothing":      func() (*Code, error) { return Encode(nil, Options{}) },
		"too much":     func() (*Code, error) { return Encode(make([]byte, 2954), Options{}) },
		"no level":     func() (*Code, error) { return Encode([]byte("A"), Options{Level: 4}) },
		"no version":   func() (*Code, error) { return Encode([]byte("A"), Options{Version: 41}) },
		"below one":    func() (*Code, error) { return Encode([]byte("A"), Options{Version: -1}) },
		"level to big": func() (*Code, error) { return Encode(make([]byte, 1274), Options{Level: H}) },
	} {
		if c, err := f(); err == nil {
			t.Errorf("%s: version %d", name, c.Version())
		}
	}
	c, err := Encode([]byte("A"), Options{Version: 7, Level: Q})
	if err != nil || c.Version() != 7 || c.Level() != Q {
		t.Errorf("least version: %v", err)
	}
}
