package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/qr"
	"coldsign/qr/symbol"
)

// formatAuto answers in the format in which the payload came. What came in a
// file, or does not fit into the one symbol it came in, goes out as UR, which
// every coordinator reads.
const formatAuto = qr.Auto

// formatUR is the format that everybody reads.
const formatUR = "ur"

// Bounds of what may be asked for.
const (
	defaultFPS  = 5  // a camera of 30 frames a second sees every symbol several times
	maxFPS      = 30 // more than any camera reads
	maxPictures = 10000
	minScale    = 3   // pixels a module that cheap cameras still separate
	pictureSide = 800 // pixels: what a small screen shows whole
)

// drawOptions say how a payload becomes symbols.
type drawOptions struct {
	format  string
	density int
	fps     int
	frames  int
	once    bool
	screen  string // a framebuffer instead of the terminal
	secret  bool   // a person wants a secret to be shown
}

func (o *drawOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.format, "format", formatAuto, formatNames())
	f.IntVar(&o.density, "density", 0, "largest symbol version, 1 to 40 (default: by the payload and the display)")
	f.IntVar(&o.fps, "fps", defaultFPS, "symbols a second")
	framebufferFlag(f, &o.screen)
}

func framebufferFlag(f *pflag.FlagSet, screen *string) {
	f.StringVar(screen, "framebuffer", "", "draw on a framebuffer such as /dev/fb0, where the console is too coarse")
}

// split makes the parts of a payload, for a display of so many modules (0: unknown).
func (o *drawOptions) split(payload qr.Payload, modules int) (qr.PartSource, error) {
	if o.density < 0 || o.density > symbol.MaxVersion {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--density %d: 1 to %d", o.density, symbol.MaxVersion))
	}
	if o.fps < 1 || o.fps > maxFPS {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--fps %d: 1 to %d", o.fps, maxFPS))
	}
	options := qr.Options{Version: o.density, Modules: modules, Secret: o.secret}
	if payload.Format == "" && o.secret {
		payload.Format = formatStatic // as SeedQR and every wallet reads it
	}
	return splitAs(o.format, payload, options)
}

func splitAs(name string, payload qr.Payload, options qr.Options) (qr.PartSource, error) {
	if _, ok := qr.FormatByName(name); !ok && name != formatAuto {
		return nil, fault.New(fault.Usage, fmt.Sprintf("--format %q: %s", name, formatNames()))
	}
	parts, err := qr.Split(name, payload, options)
	if err != nil {
		return nil, fmt.Errorf("--format %s: %w", name, err)
	}
	return parts, nil
}

// nextSymbol draws the next part; all symbols of an animation have one size.
func nextSymbol(parts qr.PartSource) (*symbol.Code, error) {
	return symbol.Encode([]byte(parts.Next()), symbol.Options{Version: parts.Version()})
}

// writePictures writes the parts as a PNG, a GIF, or a folder of PNGs, and
// answers with the number of frames. Nothing that exists is overwritten.
func (p *program) writePictures(parts qr.PartSource, o drawOptions, out string) (int, error) {
	frames := max(o.frames, parts.Len())
	if frames > maxPictures {
		return 0, fault.New(fault.Usage, fmt.Sprintf("--frames %d: %d at most", frames, maxPictures))
	}
	codes := make([]*symbol.Code, frames)
	for i := range codes {
		var err error
		if codes[i], err = nextSymbol(parts); err != nil {
			return 0, err
		}
	}
	scale := max(minScale, pictureSide/(codes[0].Size()+2*symbol.QuietZone))
	switch {
	case strings.HasSuffix(out, string(filepath.Separator)):
		return frames, writeFrames(codes, scale, out)
	case strings.EqualFold(filepath.Ext(out), ".gif"):
		data, err := symbol.GIF(codes, scale, 100/o.fps)
		if err != nil {
			return 0, err
		}
		return frames, writeNew(out, data)
	case strings.EqualFold(filepath.Ext(out), ".png"):
		if frames > 1 {
			return 0, fault.New(fault.Failed, fmt.Sprintf("%s does not fit into one symbol: it takes %d", out, frames)).
				WithHint("write FILE.gif or a folder (FOLDER/), or allow denser symbols with --density 40")
		}
		data, err := codes[0].PNG(scale)
		if err != nil {
			return 0, err
		}
		return 1, writeNew(out, data)
	}
	return 0, fault.New(fault.Usage, fmt.Sprintf("--out %s: ends neither in .png nor .gif nor /", out))
}

// writeFrames writes numbered pictures into a new folder.
func writeFrames(codes []*symbol.Code, scale int, folder string) error {
	if err := outsideHomes(folder); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		return fault.Path(folder, err)
	}
	for i, code := range codes {
		data, err := code.PNG(scale)
		if err != nil {
			return err
		}
		if err := writeNew(filepath.Join(folder, fmt.Sprintf("%05d.png", i+1)), data); err != nil {
			return err
		}
	}
	return nil
}
