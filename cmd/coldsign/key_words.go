package main

import (
	"errors"
	"fmt"

	"coldsign/internal/locked"
	"coldsign/internal/wordlist"
	"coldsign/keystore/bip39"
)

// wordPrefix is how many letters tell the words of BIP-39 apart.
const wordPrefix = 4

// longestWord of the list has eight letters; what is typed may have spaces.
const longestWord = 16

// wordCounts are the lengths of a mnemonic (BIP-39).
var wordCounts = map[int]bool{12: true, 15: true, 18: true, 21: true, 24: true}

// askForSimilar, typed instead of a word, shows what the last one may have been.
const askForSimilar = "?"

// typedWords reads a mnemonic word by word. Nothing that is typed is shown; a
// word that is not in the list is asked for again, and words like it are shown only
// to who asks for them.
func (s *secrets) typedWords() (*locked.Buffer, error) {
	t, err := s.p.openTerminal("for the words", "--mnemonic-file")
	if err != nil {
		return nil, err
	}
	defer t.Close()
	text, err := s.arena.Alloc(24 * (longestWord + 1))
	if err != nil {
		return nil, err
	}
	end := 0
	var mistyped *locked.Buffer
	for n := 1; n <= 24; {
		typed, err := t.secret(s.arena, fmt.Sprintf("Word %d (four letters are enough; empty after the last):", n))
		if errors.Is(err, locked.ErrEmpty) && wordCounts[n-1] {
			break
		}
		if errors.Is(err, locked.ErrEmpty) {
			fmt.Fprintf(t.file, "  %d words so far: a mnemonic has 12, 15, 18, 21 or 24\n", n-1)
			continue
		}
		if err != nil {
			text.Free()
			return nil, err
		}
		if mistyped != nil && string(typed.Bytes()) == askForSimilar {
			typed.Free()
			if err := t.showSimilar(bip39.Similar(mistyped.Bytes())); err != nil {
				text.Free()
				return nil, err
			}
			continue
		}
		if mistyped != nil {
			mistyped.Free()
			mistyped = nil
		}
		word, ok := completeWord(typed.Bytes())
		if !ok {
			mistyped = typed
			fmt.Fprintln(t.file, "  no word of the list begins like this; "+askForSimilar+" shows words like it, when nobody looks on")
			continue
		}
		typed.Free()
		end += copy(text.Bytes()[end:], wordlist.BIP39English().Word(word))
		end += copy(text.Bytes()[end:], " ")
		n++
	}
	defer text.Free()
	exact, err := s.arena.Alloc(end)
	if err != nil {
		return nil, err
	}
	copy(exact.Bytes(), text.Bytes())
	return exact, nil
}

// showSimilar shows what a word may have been. It is nearly the secret, so it goes
// straight to the terminal, as showSecret's does, and off it again.
func (t *terminal) showSimilar(words []string) error {
	if len(words) == 0 {
		fmt.Fprintln(t.file, "  no word of the list is like it")
		return nil
	}
	t.clear()
	defer t.guard.Cleanup(t.clear)() // also when the program is ended while they stand there
	for _, word := range words {
		t.file.WriteString("  ")
		t.file.WriteString(word)
		t.file.WriteString("\n")
	}
	_, err := t.line("Enter clears the screen:")
	return err
}

// completeWord finds the word that was typed whole, or the only one that begins
// with its first letters.
func completeWord(typed []byte) (int, bool) {
	list := wordlist.BIP39English()
	at, whole := list.Index(typed)
	if whole {
		return at, true
	}
	begins := func(i int) bool {
		if i >= list.Len() {
			return false
		}
		word := list.Word(i)
		return len(word) >= len(typed) && word[:len(typed)] == string(typed)
	}
	if len(typed) == 0 || len(typed) > wordPrefix || !begins(at) || begins(at+1) {
		return 0, false
	}
	return at, true
}
