package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/internal/wordlist"
	"coldsign/qr"
	"coldsign/qr/symbol"
)

// captionWords of a payload are compared between the screen and the one who
// reads it; four words are 44 bits, enough to notice a mix-up.
const captionWords = 4

// animation is a payload on a display, changed live by keys.
type animation struct {
	payload qr.Payload
	options drawOptions
	display display
	parts   qr.PartSource
	shown   int
	paused  bool
	words   string
}

// show shows a payload until a key ends it. Without a terminal, or once, every
// part is drawn below the other on the given stream.
func (p *program) show(payload qr.Payload, o drawOptions, stream io.Writer) error {
	t, err := p.openTerminal("", "")
	switch {
	case err != nil && o.screen != "":
		return errNoKeys()
	case err != nil || o.once || p.json:
		return showOnce(payload, o, stream)
	}
	defer t.Close()
	if o.secret {
		defer t.guard.Cleanup(t.clear)()
	}
	d, err := t.openDisplay(o)
	if err != nil {
		return err
	}
	shown := &stage{display: d}
	defer t.guard.Cleanup(shown.close)()
	a := &animation{payload: payload, options: o, display: shown, words: payloadWords(payload.Content())}
	if err := a.split(); err != nil {
		return err
	}
	return t.animate(a)
}

// errNoKeys: what is drawn on a framebuffer stays until a key ends it.
func errNoKeys() error {
	return fault.New(fault.Usage, "--framebuffer: no terminal whose keys would end it")
}

// showOnce draws every part with its caption below.
func showOnce(payload qr.Payload, o drawOptions, stream io.Writer) error {
	parts, err := o.split(payload, 0)
	if err != nil {
		return err
	}
	words := payloadWords(payload.Content())
	for n := range parts.Len() {
		code, err := nextSymbol(parts)
		if err != nil {
			return err
		}
		text := code.Terminal() + describe(payload, words)
		if o.secret {
			text = secretBanner + "\n" + text
		}
		if parts.Len() > 1 {
			text += fmt.Sprintf(", part %d of %d", n+1, parts.Len())
		}
		if _, err := io.WriteString(stream, text+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// describe says what a payload is, in words that both sides can compare.
func describe(payload qr.Payload, words string) string {
	return fmt.Sprintf("%s, %s: %s", payload.Kind, text.Count(len(payload.Content()), "byte"), words)
}

// payloadWords are the check words of a payload: of its SHA-256, eleven bits each.
func payloadWords(data []byte) string {
	return strings.Join(wordlist.OfHash(sha256.Sum256(data), captionWords), " ")
}

// split makes the parts anew, for another density.
func (a *animation) split() error {
	parts, err := a.options.split(a.payload, a.display.modules())
	if err != nil {
		return err
	}
	a.parts, a.shown = parts, 0
	return nil
}

// caption says what is shown and what the keys do.
func (a *animation) caption() string {
	if a.parts.Len() == 1 {
		return describe(a.payload, a.words) + "\r\nany key ends"
	}
	state := fmt.Sprintf("%d a second", a.options.fps)
	if a.paused {
		state = "paused"
	}
	return fmt.Sprintf("%s\r\npart %d, %d needed, version %d, %s   + - density  < > speed  r restart  space pause  any other key ends",
		describe(a.payload, a.words), a.shown, a.parts.Len(), a.parts.Version(), state)
}

// animationKeys are the keys that change an animation; any other ends it.
var animationKeys = map[byte]func(*animation) error{
	'+': func(a *animation) error { return a.density(1) },
	'-': func(a *animation) error { return a.density(-1) },
	'<': func(a *animation) error { a.options.fps = max(1, a.options.fps-1); return nil },
	'>': func(a *animation) error { a.options.fps = min(maxFPS, a.options.fps+1); return nil },
	'r': func(a *animation) error { a.shown = 0; a.parts.Restart(); return nil },
	' ': func(a *animation) error { a.paused = !a.paused; return nil },
}

// density changes the symbol's version; one that the display or the payload
// does not allow leaves it as it is.
func (a *animation) density(by int) error {
	before := a.options.density
	a.options.density = min(max(1, a.parts.Version()+by), symbol.MaxVersion)
	if err := a.split(); err != nil || a.parts.Version() > symbol.MaxVersion || symbol.Size(a.parts.Version())+2*symbol.QuietZone > a.display.modules() {
		a.options.density = before
		return a.split()
	}
	return nil
}

// animate draws until a key ends it; the terminal is left as it was.
func (t *terminal) animate(a *animation) error {
	descriptor := int(t.file.Fd())
	state, err := term.MakeRaw(descriptor)
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer t.guard.Cleanup(func() {
		a.display.close()
		io.WriteString(t.file, "\x1b[?25h\x1b[0m\r\n")
		term.Restore(descriptor, state)
	})()
	io.WriteString(t.file, "\x1b[?25l\x1b[2J")
	var code *symbol.Code
	for {
		if !a.paused || code == nil {
			if code, err = nextSymbol(a.parts); err != nil {
				return err
			}
			a.shown++
		}
		if err := a.display.draw(code, a.caption()); err != nil {
			return err
		}
		key, pressed, err := readKey(descriptor, a.wait())
		if err != nil {
			return err
		}
		if !pressed {
			continue
		}
		change, known := animationKeys[key]
		if !known || a.parts.Len() == 1 && key != '+' && key != '-' {
			return nil
		}
		if err := change(a); err != nil {
			return err
		}
		code = nil
	}
}

// wait is how long a symbol stands; a single one, and a paused one, until a key is pressed.
func (a *animation) wait() time.Duration {
	if a.parts.Len() == 1 || a.paused {
		return -1
	}
	return time.Second / time.Duration(a.options.fps)
}

// pollInterval is how often whoever else is at work looks for a key.
const pollInterval = 100 * time.Millisecond

// readKey waits for a key; a negative time waits for ever.
func readKey(descriptor int, d time.Duration) (key byte, pressed bool, err error) {
	poll := []unix.PollFd{{Fd: int32(descriptor), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(poll, int(d.Milliseconds()))
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return 0, false, err
		}
		var keys [16]byte
		_, err = unix.Read(descriptor, keys[:])
		return keys[0], true, err
	}
}
