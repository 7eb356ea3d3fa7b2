package main

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"coldsign/internal/fault"
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

// stage is a display that draws nothing any more once it is closed. When a
// signal ends the program, the animation goes on until the process is gone: a
// secret must not come back to a screen that has been cleared, and nobody may
// draw into a framebuffer that has been given back.
type stage struct {
	display
	mutex  sync.Mutex
	closed bool
}

func (s *stage) draw(code *symbol.Code, caption string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return nil
	}
	return s.display.draw(code, caption)
}

func (s *stage) close() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.closed {
		s.closed = true
		s.display.close()
	}
}

// captionRows stand below a symbol on a terminal: what is shown, and the keys.
const captionRows = 2

// cells is a terminal as a display: half blocks, two modules a cell.
type cells struct {
	t      *terminal
	banner string // above the symbol, "" for none
}

// top is the number of rows above a symbol.
func (c cells) top() int {
	if c.banner == "" {
		return 0
	}
	return 1
}

func (c cells) modules() int {
	columns, rows := c.t.size()
	return min(columns, 2*(rows-captionRows-c.top()))
}

func (c cells) draw(code *symbol.Code, caption string) error {
	_, rows := symbol.TerminalSize(code.Version())
	_, err := io.WriteString(c.t.file, "\x1b[H"+c.banner+code.TerminalFrame(1, 1+c.top())+fmt.Sprintf("\x1b[%d;1H\x1b[0m\x1b[J%s", rows+1+c.top(), c.t.clip(caption)))
	return err
}

func (c cells) close() {}

// pixels is a framebuffer as a display. The terminal's last rows keep the
// caption: on the console they are the lowest lines of the same screen.
type pixels struct {
	screen *framebuffer.Screen
	t      *terminal
}

func (p pixels) modules() int {
	width, height := p.screen.Size()
	return min(width, height) / minScale
}

func (p pixels) draw(code *symbol.Code, caption string) error {
	_, rows := p.t.size()
	if _, err := fmt.Fprintf(p.t.file, "\x1b[%d;1H\x1b[0m\x1b[J%s", rows-captionRows+1, p.t.clip(caption)); err != nil {
		return err
	}
	return p.screen.Show(code.Image(1))
}

func (p pixels) close() { p.screen.Close() }

// openDisplay answers the display that the flags ask for.
func (t *terminal) openDisplay(o drawOptions) (display, error) {
	switch {
	case o.screen != "" && o.secret:
		return nil, fault.New(fault.Usage, "--framebuffer: a secret stands below a banner, which only a terminal shows")
	case o.secret:
		return cells{t, secretBanner}, nil
	case o.screen == "":
		return cells{t, ""}, nil
	}
	screen, err := framebuffer.Open(o.screen)
	if err != nil {
		return nil, err // names the path
	}
	_, rows := t.size()
	_, height := screen.Size()
	screen.Leave((captionRows*height + rows - 1) / rows)
	return pixels{screen, t}, nil
}

// clip shortens the lines of a caption to the terminal's width: a line that went
// on in the next row would move what is drawn.
func (t *terminal) clip(caption string) string {
	columns, _ := t.size()
	lines := strings.Split(caption, "\r\n")
	for i, line := range lines {
		lines[i] = head(line, columns)
	}
	return strings.Join(lines, "\r\n")
}
