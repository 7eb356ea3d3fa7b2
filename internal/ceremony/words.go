package ceremony

import (
	"fmt"
	"slices"
	"strings"
)

// scriptMark begins each line of a script's words. The program breaks them itself, so
// that none comes to stand at the beginning of a line by being long.
const scriptMark = "script| "

// Width is how many characters of a script stand on one line.
const Width = 64

// Lines are a script's words as they are shown: with their mark, control
// characters and what lies beyond ASCII written as numbers, runs of blanks visible.
func Lines(text string) []string {
	var lines []string
	rest := Visible(text)
	for rest != "" {
		end := min(len(rest), Width)
		lines = append(lines, scriptMark+rest[:end])
		rest = rest[end:]
	}
	return lines
}

// Visible writes text so that nothing in it hides: plain text as it is, anything else
// quoted.
func Visible(text string) string {
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

// ActOf names the act of a command; "" for one that only shows.
func ActOf(command []string) (name, what string) {
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

// CheckCommand says why a script may not run a command. Answers are in it already.
func CheckCommand(command []string) error {
	if len(command) == 0 {
		return nil
	}
	if strings.HasPrefix(command[0], "-") {
		return fmt.Errorf("a command does not begin with %s", Visible(command[0]))
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
