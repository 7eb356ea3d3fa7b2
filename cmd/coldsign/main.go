// Command coldsign reviews and signs Bitcoin transactions on a machine that
// never touches a network.
package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"coldsign/internal/fault"
	"coldsign/internal/harden"
	"coldsign/internal/locked"
	"coldsign/internal/store"
	"coldsign/internal/text"
)

// main is the only place that ends the process, so that every secret has been
// wiped and the terminal restored before it does.
func main() {
	os.Exit(start(store.OS{}))
}

// start hardens the process before anything is read, runs the command, and
// answers with the exit status, also when a signal or a panic ended it. The home
// lies on disk.
func start(disk store.FS) int {
	report, err := harden.Apply()
	if err != nil {
		fmt.Fprintln(os.Stderr, "coldsign: error: "+text.Line(err.Error()))
		return int(fault.Failed)
	}
	guard := harden.NewGuard()
	guard.Cleanup(locked.DestroyAll)
	program := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, disk: disk, hardened: report, guard: guard}
	outcome := guard.Run(func() int { return program.run(os.Args[1:]) })
	switch {
	case outcome.Panic != "":
		stopped("internal fault, all secrets were wiped: " + text.Line(outcome.Panic))
	case outcome.Signal != nil:
		stopped("stopped by " + outcome.Signal.String() + ", all secrets were wiped")
	}
	return outcome.Code
}

// stopped says what ended the program from outside. On a terminal that may have been
// in the middle of a line, behind a question.
func stopped(why string) {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintln(os.Stderr)
	}
	fmt.Fprintln(os.Stderr, "coldsign: error: "+why)
}
