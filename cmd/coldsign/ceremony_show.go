package main

import (
	"fmt"

	"coldsign/internal/ceremony"
	"coldsign/signer"
)

// A script is written by whoever brings it. What it says stands on lines that begin
// with its mark, and no line of the program's own does; what it runs is shown whole,
// and what changes the home or shows a secret is asked for by its own name.

// showCommand shows a command whole: its words one below the other, in as many pages
// as the terminal needs, so that no padding moves one off the screen.
func (w *walk) showCommand(command []string) error {
	page := signer.Page{Title: "What this step runs"}
	for i, word := range command {
		lead := "  coldsign "
		if i > 0 {
			lead = "           "
		}
		for rest := ceremony.Visible(word); ; lead = "         > " {
			end := min(len(rest), ceremony.Width)
			page.Lines = append(page.Lines, lead+rest[:end])
			if rest = rest[end:]; rest == "" {
				break
			}
		}
	}
	_, rows := w.t.size()
	if len(page.Lines) <= rows-pageFrame {
		for _, line := range page.Lines {
			fmt.Fprintln(w.t.file, line)
		}
		return nil
	}
	stopped, err := w.t.turnPages([]signer.Page{page}, "Enter for the rest of the command, no to stop:")
	if err == nil && stopped > 0 {
		err = errStopped
	}
	return err
}

// allow has an act asked for by its own name.
func (w *walk) allow(command []string) error {
	name, what := ceremony.ActOf(command)
	if name == "" {
		return nil
	}
	answer, err := w.t.line(fmt.Sprintf("This step %s. Type '%s' to run it, anything else to stop:", what, name))
	if err == nil && answer != name {
		err = errStopped
	}
	return err
}
