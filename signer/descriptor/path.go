package descriptor

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// hardened is the bit of a hardened path element (BIP-32).
const hardened = 1 << 31

// maxSteps bounds a path: BIP-32 counts depth in one byte.
const maxSteps = 255

// step is one derivation step below a key: a single element, or the choices of
// a multipath step in their order (BIP-389).
type step []uint32

func (s step) at(branch int) uint32 {
	if len(s) == 1 {
		return s[0]
	}
	return s[branch]
}

// wildcard is the last step that the index of an address fills.
type wildcard byte

const (
	noWildcard       wildcard = iota
	plainWildcard             // /*
	hardenedWildcard          // /*h
)

// appendPath writes "/44h/0h/5".
func appendPath(b []byte, path []uint32) []byte {
	for _, e := range path {
		b = appendElement(append(b, '/'), e)
	}
	return b
}

func appendElement(b []byte, e uint32) []byte {
	b = strconv.AppendUint(b, uint64(e&^hardened), 10)
	if e&hardened != 0 {
		b = append(b, 'h')
	}
	return b
}

func appendSteps(b []byte, steps []step, w wildcard) []byte {
	for _, s := range steps {
		b = append(b, '/')
		if len(s) == 1 {
			b = appendElement(b, s[0])
			continue
		}
		for i, e := range s {
			opener := byte(';')
			if i == 0 {
				opener = '<'
			}
			b = appendElement(append(b, opener), e)
		}
		b = append(b, '>')
	}
	return append(b, [...]string{noWildcard: "", plainWildcard: "/*", hardenedWildcard: "/*h"}[w]...)
}

// parseElement reads one path element: a number below 2^31 in its shortest
// form, followed by h or ' when it is hardened.
func parseElement(s string) (uint32, error) {
	digits := strings.TrimRight(s, "h'")
	if len(s) > len(digits)+1 {
		return 0, errors.New("a path element hardened twice")
	}
	n, err := parseNumber(digits, hardened-1)
	if err != nil {
		return 0, fmt.Errorf("a path element: %w", err)
	}
	e := uint32(n)
	if len(digits) < len(s) {
		e |= hardened
	}
	return e, nil
}

// parseNumber reads a decimal number of at most most, in its shortest form.
func parseNumber(s string, most uint64) (uint64, error) {
	if s == "" {
		return 0, errors.New("a number is missing")
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, errors.New("not a decimal number")
		}
	}
	if len(s) > 1 && s[0] == '0' {
		return 0, errors.New("a number begins with 0")
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > most {
		return 0, fmt.Errorf("a number above %d", most)
	}
	return n, nil
}

// parsePath reads the elements of an origin.
func parsePath(elements []string) ([]uint32, error) {
	if len(elements) > maxSteps {
		return nil, fmt.Errorf("a path of more than %d elements", maxSteps)
	}
	path := make([]uint32, len(elements))
	for i, s := range elements {
		var err error
		if path[i], err = parseElement(s); err != nil {
			return nil, err
		}
	}
	return path, nil
}

// parseSteps reads what follows an extended key: elements, at most one multipath
// step, and at the end a wildcard.
func parseSteps(elements []string) ([]step, wildcard, error) {
	if len(elements) > maxSteps {
		return nil, 0, fmt.Errorf("a path of more than %d elements", maxSteps)
	}
	w := noWildcard
	if n := len(elements); n > 0 {
		switch elements[n-1] {
		case "*":
			w = plainWildcard
		case "*h", "*'":
			w = hardenedWildcard
		}
		if w != noWildcard {
			elements = elements[:n-1]
		}
	}
	steps := make([]step, len(elements))
	multipath := false
	for i, s := range elements {
		var err error
		if steps[i], err = parseStep(s); err != nil {
			return nil, 0, err
		}
		if len(steps[i]) > 1 {
			if multipath {
				return nil, 0, errors.New("two multipath steps in one key")
			}
			multipath = true
		}
	}
	return steps, w, nil
}

// parseStep reads one element, or the choices of a multipath step: at least two,
// all different.
func parseStep(s string) (step, error) {
	if !strings.HasPrefix(s, "<") {
		e, err := parseElement(s)
		return step{e}, err
	}
	inner, ok := strings.CutSuffix(s[1:], ">")
	if !ok {
		return nil, errors.New("a multipath step without its closing >")
	}
	choices := strings.Split(inner, ";")
	if len(choices) < 2 {
		return nil, errors.New("a multipath step with fewer than two choices")
	}
	if len(choices) > maxBranches {
		return nil, fmt.Errorf("a multipath step with more than %d choices", maxBranches)
	}
	out := make(step, 0, len(choices))
	for _, c := range choices {
		e, err := parseElement(c)
		if err != nil {
			return nil, err
		}
		if slices.Contains(out, e) {
			return nil, errors.New("a multipath step with one choice twice")
		}
		out = append(out, e)
	}
	return out, nil
}
