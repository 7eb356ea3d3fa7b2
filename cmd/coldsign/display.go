package main

import (
	"fmt"
	"io"

	"coldsign/internal/framebuffer"
	"coldsign/qr/symbol"
)

// display draws one symbol after the other in the same place.
type display interface {
	// modules is the side of the square that it can draw, quiet zone included.
	modules() int
	draw(code *symbol.Code, caption string) error
	close()
}

// captionRows stand below a symbol on a terminal: what is shown, and the keys.
const captionRows = 2

// cells is a terminal as a display: half blocks, two modules a cell.
type cells struct{ t *terminal }

func (c cells) modules() int {
	columns, rows := c.t.size()
	return min(columns, 2*(rows-captionRows))
}

func (c cells) draw(code *symbol.Code, caption string) error {
	_, rows := symbol.TerminalSize(code.Version())
	_, err := io.WriteString(c.t.file, code.TerminalFrame(1, 1)+fmt.Sprintf("\x1b[%d;1H\x1b[0m\x1b[J%s", rows+1, caption))
	return err
}

func (c cells) close() {}

// pixels is a framebuffer as a display; the caption stays on the terminal.
type pixels struct {
	screen *framebuffer.Screen
	t      *terminal
}

func (p pixels) modules() int {
	width, height := p.screen.Size()
	return min(width, height) / minScale
}

func (p pixels) draw(code *symbol.Code, caption string) error {
	if _, err := io.WriteString(p.t.file, "\r\x1b[K"+caption); err != nil {
		return err
	}
	return p.screen.Show(code.Image(1))
}

func (p pixels) close() { p.screen.Close() }

// openDisplay answers the display that the flags ask for.
func (t *terminal) openDisplay(framebufferPath string) (display, error) {
	if framebufferPath == "" {
		return cells{t}, nil
	}
	screen, err := framebuffer.Open(framebufferPath)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", framebufferPath, err)
	}
	return pixels{screen, t}, nil
}
