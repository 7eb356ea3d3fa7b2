// Package ceremony holds what a ceremony is made of: the script that people walk, the
// record that remains, and the page to print. It asks nobody and runs nothing.
package ceremony

import (
	"bufio"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"strings"
)

// scriptFiles are the scripts that ship with the program.
//
//go:embed scripts/*.txt
var scriptFiles embed.FS

const (
	scriptFolder = "scripts/"
	scriptSuffix = ".txt"
)

// Script is a ceremony's plan, read from plain text:
//
//	# a comment
//	title: What it is for
//	ask key: Which key?
//
//	step: What is done
//	who: role of the one who does it
//	check: what is compared (repeats)
//	aloud: what is read aloud (repeats)
//	run: a command of this program, where {key} stands for an answer
type Script struct {
	Title     string
	Questions []Question
	Steps     []ScriptStep
}

// Question is asked at the start; its answer stands for {Name}.
type Question struct{ Name, Text string }

// ScriptStep is a step as it is planned.
type ScriptStep struct {
	Title, Who    string
	Checks, Aloud []string
	Run           string
}

// Parse reads a script strictly: a line that means nothing is a mistake
// that must not be found out in the middle of a ceremony.
func Parse(text []byte) (*Script, error) {
	s := &Script{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, ok := strings.Cut(line, ":")
		if rest = strings.TrimSpace(rest); !ok || rest == "" {
			return nil, fmt.Errorf("line %d: not of the form 'word: text'", n)
		}
		if err := s.add(word, rest); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if s.Title == "" || len(s.Steps) == 0 {
		return nil, errors.New("a script needs a title and a step")
	}
	return s, nil
}

func (s *Script) add(word, text string) error {
	if name, ok := strings.CutPrefix(word, "ask "); ok {
		s.Questions = append(s.Questions, Question{strings.TrimSpace(name), text})
		return nil
	}
	switch {
	case word == "title" && s.Title == "":
		s.Title = text
		return nil
	case word == "step":
		s.Steps = append(s.Steps, ScriptStep{Title: text})
		return nil
	case len(s.Steps) == 0:
		return fmt.Errorf("%q belongs to a step, and none has begun", word)
	}
	return s.Steps[len(s.Steps)-1].add(word, text)
}

func (s *ScriptStep) add(word, text string) error {
	switch {
	case word == "who" && s.Who == "":
		s.Who = text
	case word == "check":
		s.Checks = append(s.Checks, text)
	case word == "aloud":
		s.Aloud = append(s.Aloud, text)
	case word == "run" && s.Run == "":
		words, err := Command(strings.NewReplacer("{", "", "}", "").Replace(text), nil)
		if err == nil {
			err = CheckCommand(words)
		}
		s.Run = text
		return err
	default:
		return fmt.Errorf("%q: unknown, or a second time in one step", word)
	}
	return nil
}

// Fill puts the answers in the places of their names. What stands in braces and
// is no answer is a mistake of the script.
func Fill(text string, answers map[string]string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		name, after, closed := strings.Cut(rest, "}")
		answer, known := answers[name]
		if !closed || !known {
			return "", fmt.Errorf("{%s}: nothing in the script asks for it", name)
		}
		out.WriteString(answer)
		text = after
	}
}

// Command splits a command line at spaces; quotes keep words together. The
// answers are put in after that, so that none becomes two words.
func Command(line string, answers map[string]string) ([]string, error) {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		var word string
		if line[0] == '\'' {
			var closed bool
			if word, line, closed = strings.Cut(line[1:], "'"); !closed {
				return nil, errors.New("a quote that is not closed")
			}
		} else {
			word, line, _ = strings.Cut(line, " ")
		}
		filled, err := Fill(word, answers)
		if err != nil {
			return nil, err
		}
		words = append(words, filled)
	}
	return words, nil
}

// Names are those of the scripts that ship with the program, in order.
func Names() []string {
	entries, err := scriptFiles.ReadDir(strings.TrimSuffix(scriptFolder, "/"))
	if err != nil {
		return nil // the folder is part of the program
	}
	var names []string
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), scriptSuffix))
	}
	return names
}

// Shipped is the text of a script that ships with the program.
func Shipped(name string) (data []byte, there bool) {
	data, err := scriptFiles.ReadFile(scriptFolder + name + scriptSuffix)
	return data, err == nil
}
