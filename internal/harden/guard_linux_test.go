package harden

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// beGuarded ends in the way that the environment names.
func beGuarded() int {
	g := NewGuard()
	g.Cleanup(func() { fmt.Println("first registered") })
	g.Cleanup(func() { panic("a cleanup that fails") })
	now := g.Cleanup(func() { fmt.Println("last registered") })
	out := g.Run(func() int {
		switch os.Getenv("ENDING") {
		case "return":
			now()
			now()
			return 3
		case "panic":
			panic("secret value")
		case "index":
			var none []int
			fmt.Println(none[len(os.Args)])
		case "worker":
			go func() {
				defer g.Recover()
				panic(errors.New("secret value"))
			}()
		}
		fmt.Println("ready")
		os.Stdin.Read(make([]byte, 1)) // as at a question that nobody answers
		time.Sleep(time.Minute)
		return 0
	})
	if out.Panic != "" {
		fmt.Println(out.Panic)
	}
	g.clean()
	return out.Code
}

func TestGuard(t *testing.T) {
	for _, c := range []struct {
		ending string
		signal syscall.Signal
		code   int
		panics string
	}{
		{"return", 0, 3, ""},
		{"wait", syscall.SIGINT, 130, ""},
		{"wait", syscall.SIGTERM, 143, ""},
		{"wait", syscall.SIGHUP, 129, ""},
		{"wait", syscall.SIGQUIT, 131, ""},
		{"panic", 0, 1, "panic with a value of type string at coldsign/internal/harden.beGuarded"},
		{"index", 0, 1, "index out of range [1] with length 0 at coldsign/internal/harden.beGuarded"},
		{"worker", 0, 1, "panic with a value of type *errors.errorString at coldsign/internal/harden.beGuarded"},
	} {
		name := c.ending
		if c.signal != 0 {
			name = c.signal.String()
		}
		t.Run(name, func(t *testing.T) {
			cmd := start(t, "guard", false, "ENDING="+c.ending)
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			out := bufio.NewReader(stdout)
			if c.signal != 0 {
				if line, err := out.ReadString('\n'); line != "ready\n" {
					t.Fatal(line, err)
				}
				cmd.Process.Signal(c.signal)
			}
			rest, _ := io.ReadAll(out)
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != c.code {
				t.Errorf("ended with %v, want %d", err, c.code)
			}
			got := strings.TrimPrefix(string(rest), "ready\n")
			if !strings.HasPrefix(got, "last registered\nfirst registered\n") || strings.Count(got, "registered") != 2 {
				t.Errorf("cleanups: %q", got)
			}
			if !strings.Contains(got, c.panics) || strings.Contains(got, "secret value") {
				t.Errorf("said %q, want %q", got, c.panics)
			}
		})
	}
}
