package qr

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image"
	"slices"
	"testing"

	"coldsign/qr/symbol"
)

// interopScale is the pixels a module of what others read and write.
const interopScale = 4

// greySquare is a symbol's picture as the driver takes it.
func greySquare(code *symbol.Code) (side int, grey string) {
	m := code.Image(interopScale)
	light := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			light.Set(x, y, m.At(x, y))
		}
	}
	return m.Rect.Dx(), base64.StdEncoding.EncodeToString(light.Pix)
}

// TestInteropSymbols: others read every symbol that we draw of a message, and we
// read what another draws of the same parts.
func TestInteropSymbols(t *testing.T) {
	p := startPeer(t)
	for _, size := range []int{100, 400, 1000, 5000, 20_000} {
		for _, format := range []string{formatUR, formatBBQr} {
			t.Run(fmt.Sprintf("%s %d", format, size), func(t *testing.T) {
				p.t = t
				source, err := Split(format, NewPayload(samplePSBT(size)), Options{})
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%d symbols of version %d", source.Len(), source.Version())
				parts := slices.Clone(collect(source, 1))
				interopDrawn(t, p, parts, source.Version())
				interopWritten(t, p, parts)
			})
		}
	}
}

// interopDrawn: jsqr and zxing-cpp read our symbols.
func interopDrawn(t *testing.T, p *peer, parts []string, version int) {
	for n, part := range parts {
		code, err := symbol.Encode([]byte(part), symbol.Options{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		side, grey := greySquare(code)
		for _, op := range []string{"readJsQR", "readZXing"} {
			if a := p.ask(map[string]any{"op": op, "side": side, "grey": grey}); a.Read != hex.EncodeToString([]byte(part)) {
				t.Errorf("%s: symbol %d of %d read as %q", op, n+1, len(parts), a.Read)
			}
		}
	}
}

// interopWritten: we read zxing-cpp's symbols.
func interopWritten(t *testing.T, p *peer, parts []string) {
	for n, part := range parts {
		a := p.ask(map[string]any{"op": "writeZXing", "text": part, "scale": interopScale})
		frames, err := symbol.DecodeImages(unhex(t, a.Image))
		if err != nil {
			t.Fatal(err)
		}
		found, err := symbol.Decode(frames[0])
		if err != nil || len(found) != 1 || string(found[0].Bytes) != part {
			t.Errorf("part %d of %d: %d symbols, %v", n+1, len(parts), len(found), err)
		}
	}
}
