package main

import (
	"fmt"
	"slices"
	"strings"

	"coldsign/signer"
)

// A script is written by whoever brings it. What it says stands on lines that begin
// with its mark, and no line of the program's own does; what it runs is shown whole,
// and what changes the home or shows a secret is asked for by its own name.

// scriptMark begins each line of a script's words. The program breaks them itself, so
// that none comes to stand at the beginning of a line by being long.
const scriptMark = "script| "

// scriptWidth is how many characters of a script stand on one line.
const scriptWidth = 64

// scriptLines are a script's words as they are shown: with their mark, control
// characters and what lies beyond ASCII written as numbers, runs of blanks visible.
func scriptLines(text string) []string {
	var lines []string
	rest := visible(text)
	for rest != "" {
		end := min(len(rest), scriptWidth)
		lines = append(lines, scriptMark+rest[:end])
		rest = rest[end:]
	}
	return lines
}

// visible writes text so that nothing in it hides: plain text as it is, anything else
// quoted.
func visible(text string) string {
	quoted := strings.ReplaceAll(fmt.Sprintf("%+q", text), "  ", ` \x20`)
	if quoted == `"`+text+`"` {
		return text
	}
	return quoted
}

// actNames are the commands that change who may do what, or bring a secret to light, by
// their first words: a room that reads a ceremony's steps must hear their names.
var actNames = map[string]string{
	"key new":          "makes a key",
	"key import":       "takes a key in",
	"key restore":      "takes a key in",
	"key backup":       "shows or writes a key's secret",
	"key child":        "shows or writes a secret of a key",
	"key suspend":      "changes a key's state",
	"key resume":       "changes a key's state",
	"key destroy":      "destroys a key",
	"operator add":     "changes who opens a key",
	"operator remove":  "changes who opens a key",
	"operator replace": "changes who opens a key",
	"person add":       "enrols a person",
	"policy set":       "changes the policy",
	"wallet add":       "registers a wallet",
	"wallet remove":    "forgets a wallet",
	"wallet check":     "vouches for a wallet's addresses",
	"lockdown":         "suspends all keys",
}

// actOf names the act of a command; "" for one that only shows.
func actOf(command []string) (name, what string) {
	for n := min(2, len(command)); n > 0; n-- {
		name = strings.Join(command[:n], " ")
		if what = actNames[name]; what != "" {
			return name, what
		}
	}
	return "", ""
}

// forbiddenFlags are not a script's to give: they choose another home, or answer what
// people are to be asked.
var forbiddenFlags = []string{"--home", "--json", "--quiet", "--approve", "--reject", "--ack", "--phrase"}

// checkCommand says why a script may not run a command. Answers are in it already.
func checkCommand(command []string) error {
	if len(command) == 0 {
		return nil
	}
	if strings.HasPrefix(command[0], "-") {
		return fmt.Errorf("a command does not begin with %s", visible(command[0]))
	}
	if command[0] == "ceremony" || command[0] == "rehearsal" || command[0] == "drill" {
		return fmt.Errorf("%s cannot be a step of a ceremony", command[0])
	}
	for _, word := range command {
		flag, _, _ := strings.Cut(word, "=")
		if slices.Contains(forbiddenFlags, flag) {
			return fmt.Errorf("%s is not taken from a script", flag)
		}
	}
	return nil
}

// showCommand shows a command whole: its words one below the other, in as many pages
// as the terminal needs, so that no padding moves one off the screen.
func (w *walk) showCommand(command []string) error {
	page := signer.Page{Title: "What this step runs"}
	for i, word := range command {
		lead := "  coldsign "
		if i > 0 {
			lead = "           "
		}
		for rest := visible(word); ; lead = "         > " {
			end := min(len(rest), scriptWidth)
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
	name, what := actOf(command)
	if name == "" {
		return nil
	}
	answer, err := w.t.line(fmt.Sprintf("This step %s. Type '%s' to run it, anything else to stop:", what, name))
	if err == nil && answer != name {
		err = errStopped
	}
	return err
}
