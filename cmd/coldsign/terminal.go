package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"coldsign/internal/fault"
	"coldsign/internal/harden"
	"coldsign/internal/locked"
	"coldsign/internal/text"
)

// terminalPath is where questions are asked: never standard input, which may
// be the transaction itself.
const terminalPath = "/dev/tty"

// maxPassphrase bounds a typed secret in bytes; nobody types more.
const maxPassphrase = 1024

// terminal is the person in front of the machine.
type terminal struct {
	file  *os.File
	in    *bufio.Reader
	guard *harden.Guard
}

// openTerminal answers the terminal, or a failure that names the flag which
// answers the question instead.
func (p *program) openTerminal(question, flag string) (*terminal, error) {
	file, err := os.OpenFile(terminalPath, os.O_RDWR, 0)
	if err != nil {
		return nil, fault.New(fault.Usage, "no terminal to ask "+question+": answer with "+flag)
	}
	if p.banner != "" {
		fmt.Fprintln(file, p.banner)
	}
	return &terminal{file: file, in: bufio.NewReader(file), guard: p.guard}, nil
}

func (t *terminal) Close() error { return t.file.Close() }

// line asks for one line of text, shown as it is typed.
func (t *terminal) line(prompt string) (string, error) {
	fmt.Fprint(t.file, text.Line(prompt)+" ")
	answer, err := t.in.ReadString('\n')
	if err != nil {
		return "", fault.New(fault.Declined, "the terminal was closed before an answer was given")
	}
	return strings.TrimSpace(answer), nil
}

// confirm asks for one exact word: a key press is not a decision.
func (t *terminal) confirm(prompt, word string) error {
	answer, err := t.line(fmt.Sprintf("%s Type %s to go on, anything else to stop:", prompt, word))
	if err != nil {
		return err
	}
	if answer != word {
		return fault.New(fault.Declined, "stopped: the answer was not "+word)
	}
	return nil
}

// secret reads one line into locked memory without showing it. The bytes go
// from the terminal's descriptor straight there: no buffer of ours or of the
// library holds a copy.
func (t *terminal) secret(arena *locked.Arena, prompt string) (*locked.Buffer, error) {
	descriptor := int(t.file.Fd())
	state, err := unix.IoctlGetTermios(descriptor, unix.TCGETS)
	if err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	hidden := *state
	hidden.Lflag &^= unix.ECHO
	hidden.Lflag |= unix.ICANON | unix.ISIG
	if err := unix.IoctlSetTermios(descriptor, unix.TCSETS, &hidden); err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	restore := t.guard.Cleanup(func() { unix.IoctlSetTermios(descriptor, unix.TCSETS, state) })
	defer restore()
	fmt.Fprint(t.file, text.Line(prompt)+" ")
	defer fmt.Fprintln(t.file)
	buffer, err := arena.ReadLine(descriptorReader(descriptor), maxPassphrase)
	if err != nil {
		return nil, fmt.Errorf("passphrase: %w", err)
	}
	return buffer, nil
}

// newSecret asks twice and compares.
func (t *terminal) newSecret(arena *locked.Arena, prompt string) (*locked.Buffer, error) {
	first, err := t.secret(arena, prompt)
	if err != nil {
		return nil, err
	}
	second, err := t.secret(arena, "The same again:")
	if err != nil {
		first.Free()
		return nil, err
	}
	defer second.Free()
	if !first.Equal(second) {
		first.Free()
		return nil, fault.New(fault.Declined, "the two passphrases differ")
	}
	return first, nil
}

// descriptorReader reads a file descriptor without any buffer between.
type descriptorReader int

func (d descriptorReader) Read(b []byte) (int, error) {
	for {
		n, err := unix.Read(int(d), b)
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// size answers the terminal's columns and rows, or those of a small console.
func (t *terminal) size() (columns, rows int) {
	columns, rows, err := term.GetSize(int(t.file.Fd()))
	if err != nil || columns <= 0 || rows <= 0 {
		return 80, 24
	}
	return columns, rows
}
