package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"coldsign/internal/erase/memscan"
)

// holdVariable has the program wait, once it is done with everything but the
// end of its process, to be searched. Its value is empty or a file, which is then
// kept in ordinary memory: a search that does not find it is blind.
const holdVariable = "STORY_HOLD"

// The descriptors of a held program: where it says that it has come to its end,
// and from where it waits for the leave to go.
const (
	holdSays  = 3
	holdWaits = 4
)

func hold(status int) int {
	planted, asked := os.LookupEnv(holdVariable)
	if !asked {
		return status
	}
	kept, _ := os.ReadFile(planted)
	unix.Write(holdSays, []byte{byte(status)})
	unix.Read(holdWaits, make([]byte, 1))
	runtime.KeepAlive(kept)
	return status
}

// held is the real program, hardened as it is for people, whose memory is read.
// Its standard output is full, so it stops at printing its result, and again at
// its end.
type held struct {
	t           *testing.T
	command     *exec.Cmd
	out         *os.File // standard output's other end
	says, leave *os.File
	said        bytes.Buffer // standard error
	memory      *memscan.Process
	bytes       int // searched so far
}

// holding says what a held program is given.
type holding struct {
	plant string // a file that it keeps in ordinary memory
	typed string // at its terminal; it has none where nothing is typed
}

func startHeld(t *testing.T, given holding, home string, arguments ...string) *held {
	t.Helper()
	h := &held{t: t, command: exec.Command("coldsign", append([]string{"--home", home}, arguments...)...)}
	var out, says, leave *os.File
	for _, ends := range []struct{ read, write **os.File }{{&h.out, &out}, {&h.says, &says}, {&leave, &h.leave}} {
		var err error
		if *ends.read, *ends.write, err = os.Pipe(); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, out)
	h.command.Env = append(os.Environ(), holdVariable+"="+given.plant)
	h.command.Stdout, h.command.Stderr, h.command.ExtraFiles = out, &h.said, []*os.File{says, leave}
	if given.typed != "" {
		h.giveTerminal(given.typed)
	}
	if err := h.command.Start(); err != nil {
		t.Fatal(err)
	}
	for _, theirs := range h.command.ExtraFiles {
		theirs.Close()
	}
	out.Close()
	t.Cleanup(h.end)
	var err error
	if h.memory, err = memscan.OpenProcess(h.command.Process.Pid); err != nil {
		t.Skipf("skipped: no leave to read another process's memory: %v", err)
	}
	return h
}

// giveTerminal gives the program a terminal at which something has been typed.
func (h *held) giveTerminal(typed string) {
	h.t.Helper()
	ours, theirs, err := pty.Open()
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { ours.Close() })
	if _, err := ours.WriteString(typed); err != nil {
		h.t.Fatal(err)
	}
	go io.Copy(io.Discard, ours)
	h.command.ExtraFiles = append(h.command.ExtraFiles, theirs)
	h.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 2 + len(h.command.ExtraFiles)}
	h.command.Env = append(h.command.Env, terminalVariable+"=1")
}

// fill leaves no room in a pipe.
func fill(t *testing.T, pipe *os.File) {
	t.Helper()
	size, err := unix.FcntlInt(pipe.Fd(), unix.F_SETPIPE_SZ, os.Getpagesize())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pipe.Write(bytes.Repeat([]byte("-"), size)); err != nil {
		t.Fatal(err)
	}
}

func (h *held) end() {
	h.command.Process.Signal(unix.SIGCONT)
	h.command.Process.Kill()
	h.command.Wait()
	h.memory.Close()
	for _, file := range []*os.File{h.out, h.says, h.leave} {
		file.Close()
	}
}

// awaitResult waits until the program is about to print its result: blocked in
// write(1, …).
func (h *held) awaitResult() {
	h.t.Helper()
	for range 2000 {
		if h.printing() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatalf("the program did not come to its result: %s", h.said.Bytes())
}

// printing tells whether the program is about to print its result.
func (h *held) printing() bool {
	call := fmt.Sprintf("%d 0x1 ", unix.SYS_WRITE)
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", h.command.Process.Pid))
	return slices.ContainsFunc(threads, func(thread string) bool {
		now, _ := os.ReadFile(thread)
		return strings.HasPrefix(string(now), call)
	})
}

// awaitEnd lets the result go and waits for the end.
func (h *held) awaitEnd() {
	h.t.Helper()
	go func() {
		for drain := make([]byte, 4096); ; {
			if _, err := h.out.Read(drain); err != nil {
				return
			}
		}
	}()
	status := make([]byte, 1)
	h.says.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := h.says.Read(status); err != nil || status[0] != 0 {
		h.t.Fatalf("exit status %d, %v: %s", status[0], err, h.said.Bytes())
	}
}

// stop stops every thread, wherever it is.
func (h *held) stop() {
	h.t.Helper()
	h.command.Process.Signal(unix.SIGSTOP)
	for range 2000 {
		state, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", h.command.Process.Pid))
		if err != nil {
			h.t.Fatal(err)
		}
		if strings.Contains(string(state), ") T ") {
			return
		}
		time.Sleep(time.Millisecond)
	}
	h.t.Fatal("the program does not stop")
}

func (h *held) search(pieces *memscan.Pieces) []memscan.Find {
	h.t.Helper()
	finds, size, err := h.memory.Search(pieces)
	if err != nil {
		h.t.Fatal(err)
	}
	h.bytes += size
	return finds
}
