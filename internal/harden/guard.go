package harden

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// exitFailed is the exit status after a panic.
const exitFailed = 1

// endings are the signals that end the program. SIGQUIT is among them because
// Go would answer it with the stacks of all goroutines.
var endings = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// Outcome says how the guarded work ended.
type Outcome struct {
	Code   int       // exit status: the work's own, 128+n after signal n, 1 after a panic
	Signal os.Signal // nil when no signal ended it
	Panic  string    // "" or where and why it panicked, without values that could be secret
}

// Guard sees to it that secrets are wiped and the terminal is restored however
// the program ends: by its work's return, a signal, or a panic.
type Guard struct {
	mu       sync.Mutex
	cleanups []*cleanup
	crashes  chan string
}

type cleanup struct {
	once sync.Once
	run  func()
}

// NewGuard returns a guard; a program has one.
func NewGuard() *Guard { return &Guard{crashes: make(chan string, 1)} }

// Cleanup registers what must be done when the program ends. The function that
// it returns does it now, and the guard forgets it. Either way it is done exactly once.
func (g *Guard) Cleanup(run func()) (now func()) {
	c := &cleanup{run: run}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cleanups = append(g.cleanups, c)
	return func() {
		c.do()
		g.mu.Lock()
		defer g.mu.Unlock()
		g.cleanups = slices.DeleteFunc(g.cleanups, func(other *cleanup) bool { return other == c })
	}
}

// do runs a cleanup once. A panic in it must not keep the others from running.
func (c *cleanup) do() {
	c.once.Do(func() {
		defer func() { recover() }()
		c.run()
	})
}

// Run does the work and returns when it has ended, when a signal asks for the
// end, or when a goroutine that defers Recover has panicked; by then all
// cleanups have been run, the last registered first. After a signal the work may
// still be waiting for its input, so the caller must end the process: with
// os.Exit in main and the outcome's code.
func (g *Guard) Run(work func() int) Outcome {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endings...) // and never stopped: a second signal must not interrupt the cleanups
	done := make(chan int, 1)
	go func() {
		defer g.Recover()
		done <- work()
	}()
	var out Outcome
	select {
	case out.Code = <-done:
	case out.Signal = <-signals:
		out.Code = exitStatus(out.Signal)
	case out.Panic = <-g.crashes:
		out.Code = exitFailed
	}
	g.clean()
	return out
}

func (g *Guard) clean() {
	g.mu.Lock()
	left := slices.Clone(g.cleanups)
	g.mu.Unlock()
	for _, c := range slices.Backward(left) {
		c.do()
	}
}

// Recover, deferred by a goroutine, turns its panic into the end of Run. Every
// goroutine of the program that can panic must defer it, since Go gives nobody
// else the chance.
func (g *Guard) Recover() {
	value := recover()
	if value == nil {
		return
	}
	select {
	case g.crashes <- describe(value):
	default: // another panic is ending the program already
	}
}

// exitStatus is the one that shells give to a program ended by a signal.
func exitStatus(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return exitFailed
}

// describe tells a panic's place, and its value only when that is the Go
// runtime's own: any other could hold a secret.
func describe(value any) string {
	what := fmt.Sprintf("panic with a value of type %T", value)
	if err, ok := value.(runtime.Error); ok {
		what = err.Error()
	}
	return what + " at " + place()
}

// place is the innermost function of the panicking stack outside the runtime.
func place() string {
	var counters [32]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters[:])])
	panicking := false
	for {
		frame, more := frames.Next()
		inRuntime := strings.HasPrefix(frame.Function, "runtime.") || strings.HasPrefix(frame.Function, "runtime/")
		if panicking && !inRuntime {
			return fmt.Sprintf("%s line %d", frame.Function, frame.Line)
		}
		panicking = panicking || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
