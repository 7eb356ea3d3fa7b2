package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/locked"
	"coldsign/keystore"
)

// secretArena is the locked memory that a command takes for what is typed or
// read in secret: passphrases of all operators, a mnemonic, dice.
const secretArena = 16 << 10

// maxSecretFile bounds a file that holds a secret, in bytes.
const maxSecretFile = 4 << 10

// passphraseFlagName answers the question for a passphrase.
const passphraseFlagName = "--passphrase-file"

func passphraseFlag(f *pflag.FlagSet, values *[]string) {
	f.StringArrayVar(values, "passphrase-file", nil,
		"file with the passphrase in one line, - for standard input; OPERATOR=FILE or KEY/OPERATOR=FILE for one of several; repeats")
}

// newPassphraseFlagName answers the question for a passphrase that is to be.
const newPassphraseFlagName = "--new-passphrase-file"

func newPassphraseFlag(f *pflag.FlagSet, values *[]string) {
	f.StringArrayVar(values, "new-passphrase-file", nil, "file with a new passphrase; OPERATOR=FILE for one of several; repeats")
}

// secrets reads what must not be seen, each file once, into one arena.
type secrets struct {
	p     *program
	arena *locked.Arena
	read  map[string]*locked.Buffer // by path: standard input can be read only once
}

// openSecrets takes the locked memory of a command. It is wiped by Close and
// however else the program ends.
func (p *program) openSecrets() (*secrets, error) {
	arena, err := locked.NewArena(secretArena)
	if err != nil {
		return nil, err
	}
	return &secrets{p, arena, map[string]*locked.Buffer{}}, nil
}

func (s *secrets) Close() { s.arena.Destroy() }

// open opens a secret's file; - is standard input.
func (s *secrets) open(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(s.p.in), nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	return file, nil
}

// line reads the one line of a secret's file.
func (s *secrets) line(path string) (*locked.Buffer, error) {
	if buffer, ok := s.read[path]; ok {
		return buffer, nil
	}
	file, err := s.open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	buffer, err := s.arena.ReadLine(file, maxPassphrase)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	s.read[path] = buffer
	return buffer, nil
}

// whole reads all of a secret's file.
func (s *secrets) whole(path string) (*locked.Buffer, error) {
	file, err := s.open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	buffer, err := s.arena.ReadAll(file, maxSecretFile)
	if err != nil {
		return nil, fault.Path(path, err)
	}
	return buffer, nil
}

// passphraseFile finds the file that the flags name for an operator of a key.
// A file without a name stands for the one operator of a key that has one.
func passphraseFile(flags []string, key, operator string, only bool) (string, bool) {
	plain := ""
	for _, flag := range flags {
		name, path, named := strings.Cut(flag, "=")
		switch {
		case named && (name == operator || name == key+"/"+operator || only && name == key):
			return path, true
		case !named:
			plain = flag
		}
	}
	if !only {
		return "", false
	}
	return plain, plain != ""
}

// newOperators gets a passphrase of every operator for a new key.
func (s *secrets) newOperators(key string, names []string, flags []string) ([]keystore.Operator, error) {
	var operators []keystore.Operator
	for _, name := range names {
		path, _ := passphraseFile(flags, key, name, len(names) == 1)
		buffer, err := s.newPassphrase(name, " for key "+key, path, passphraseFlagName)
		if err != nil {
			return nil, err
		}
		operators = append(operators, keystore.Operator{Name: name, Passphrase: buffer})
	}
	return operators, nil
}

// newPassphrase reads a new passphrase from its file, or asks for it where there is
// none, and says when it is weak. One that nobody could type again is refused.
func (s *secrets) newPassphrase(name, what, path, flag string) (buffer *locked.Buffer, err error) {
	if path != "" {
		buffer, err = s.line(path)
	} else {
		buffer, err = s.ask("for a new passphrase of "+name, "New passphrase of "+name+what+":", (*terminal).newSecret, flag)
	}
	if err != nil {
		return nil, err
	}
	if reason := untypable(buffer.Bytes()); reason != "" {
		return nil, fault.New(fault.Failed, "the passphrase of "+name+" "+reason).WithHint("nobody could type it again; a file must be plain UTF-8 text")
	}
	if bits := keystore.Strength(buffer.Bytes()); bits < keystore.MinStrength {
		s.p.say("the passphrase of %s is weak: at most %d bits, %d are advised; five or six words that nobody would put together are good", name, bits, keystore.MinStrength)
	}
	return buffer, nil
}

// untypable says what in a passphrase no keyboard gives back: what editors put
// before a text, what an arrow key leaves, letters in another encoding.
func untypable(passphrase []byte) string {
	switch {
	case bytes.HasPrefix(passphrase, []byte("\ufeff")):
		return "begins with a byte order mark"
	case bytes.ContainsFunc(passphrase, unicode.IsControl):
		return "has a control character"
	case !utf8.Valid(passphrase):
		return "is not UTF-8"
	}
	return ""
}

// operatorsOf gets the passphrases that open a key: those given by flags, then
// at the terminal one operator after the other until the quorum is met.
func (s *secrets) operatorsOf(record *keystore.Record, flags []string) ([]keystore.Operator, error) {
	var operators []keystore.Operator
	var missing []string
	for _, o := range record.Operators {
		path, given := passphraseFile(flags, record.Name, o.Operator, len(record.Operators) == 1)
		if !given {
			missing = append(missing, o.Operator)
			continue
		}
		buffer, err := s.line(path)
		if err != nil {
			return nil, err
		}
		operators = append(operators, keystore.Operator{Name: o.Operator, Passphrase: buffer})
	}
	if len(flags) > 0 && len(operators) < record.Quorum {
		return nil, lockedFailure(record.Name, &keystore.QuorumError{Have: len(operators), Want: record.Quorum})
	}
	for _, name := range missing {
		if len(operators) >= record.Quorum {
			break
		}
		buffer, err := s.ask("for a passphrase", fmt.Sprintf("Passphrase of %s for key %s (%d of %d; empty when absent):", name, record.Name, len(operators)+1, record.Quorum), (*terminal).secret, passphraseFlagName)
		if errors.Is(err, locked.ErrEmpty) && len(record.Operators) > record.Quorum {
			continue
		}
		if err != nil {
			return nil, err
		}
		operators = append(operators, keystore.Operator{Name: name, Passphrase: buffer})
	}
	return operators[:min(len(operators), max(record.Quorum, 1))], nil
}

// passphraseOf gets the passphrase of one operator alone.
func (s *secrets) passphraseOf(operator, key string, flags []string) (*locked.Buffer, error) {
	if path, given := passphraseFile(flags, key, operator, true); given {
		return s.line(path)
	}
	return s.ask("for a passphrase", fmt.Sprintf("Passphrase of %s for key %s:", operator, key), (*terminal).secret, passphraseFlagName)
}

// ask opens the terminal for one secret.
func (s *secrets) ask(question, prompt string, how func(*terminal, *locked.Arena, string) (*locked.Buffer, error), flag string) (*locked.Buffer, error) {
	t, err := s.p.openTerminal(question, flag)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	return how(t, s.arena, prompt)
}

// lockedStatuses are the errors that leave a key locked.
var lockedStatuses = []error{keystore.ErrWrongPassphrase, keystore.ErrQuorum, keystore.ErrSuspended}

// lockedFailure gives an error of unlocking its exit status.
func lockedFailure(key string, err error) error {
	message := fmt.Sprintf("key %s: %v", key, err)
	if slices.ContainsFunc(lockedStatuses, func(target error) bool { return errors.Is(err, target) }) {
		return fault.New(fault.Locked, message)
	}
	return fault.New(fault.Failed, message)
}
