package ur

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// hardened is the bit of a BIP-32 child number.
const hardened = 1 << 31

// keyPath is a derivation path (BCR-2020-007, "CDDL for Key Path").
type keyPath struct {
	steps    []step
	source   uint32 // fingerprint of the key that it starts from, 0: not said
	depth    uint8  // of the key that it leads to
	hasDepth bool
}

// step is one component. A plain child has one number; a pair is the multipath
// step <a;b> of BIP-389; a wildcard has none.
type step struct {
	numbers []uint32 // child numbers with the hardened bit
	star    bool
	starH   bool
}

func (p *keyPath) read(r *cborReader) error {
	return r.fields(map[uint64]func() error{
		1: func() error { return p.readSteps(r) },
		2: set(&p.source, r.uint32),
		3: func() error {
			n, err := r.uint(255)
			p.depth, p.hasDepth = uint8(n), true
			return err
		},
	})
}

func (p *keyPath) readSteps(r *cborReader) error {
	n, err := r.count(majorArray)
	if err != nil {
		return err
	}
	for n > 0 {
		used, s, err := readStep(r, n)
		if err != nil {
			return err
		}
		p.steps = append(p.steps, s)
		n -= used
	}
	return nil
}

// readStep reads one component of a list with n items left and says how many
// of them it was: (index, hardened), ([], hardened) or [index, hardened, index,
// hardened]. Ranges of indexes have no place in a descriptor.
func readStep(r *cborReader, n int) (used int, s step, err error) {
	if r.peek() != majorArray {
		number, err := readChild(r, n)
		return 2, step{numbers: []uint32{number}}, err
	}
	inner, err := r.count(majorArray)
	if err != nil {
		return 0, step{}, err
	}
	switch inner {
	case 0:
		if n < 2 {
			return 0, step{}, errCBORShort
		}
		s.star = true
		s.starH, err = r.bool()
		return 2, s, err
	case 4:
		for range 2 {
			number, err := readChild(r, 2)
			if err != nil {
				return 0, step{}, err
			}
			s.numbers = append(s.numbers, number)
		}
		return 1, s, nil
	}
	return 0, step{}, errors.New("a range of child indexes")
}

func readChild(r *cborReader, n int) (uint32, error) {
	if n < 2 {
		return 0, errCBORShort
	}
	index, err := r.uint(hardened - 1)
	if err != nil {
		return 0, err
	}
	isHardened, err := r.bool()
	if isHardened {
		index |= hardened
	}
	return uint32(index), err
}

func (p *keyPath) append(b []byte) []byte {
	var list []byte
	items := uint64(0)
	for _, s := range p.steps {
		items += 2
		switch {
		case s.star:
			list = appendBool(appendHead(list, majorArray, 0), s.starH)
		case len(s.numbers) == 2:
			items--
			list = appendHead(list, majorArray, 4)
			list = appendChild(appendChild(list, s.numbers[0]), s.numbers[1])
		default:
			list = appendChild(list, s.numbers[0])
		}
	}
	var w mapWriter
	w.key(1)
	w.body = append(appendHead(w.body, majorArray, items), list...)
	if p.source != 0 {
		w.uint(2, uint64(p.source))
	}
	if p.hasDepth {
		w.uint(3, uint64(p.depth))
	}
	return w.append(b)
}

func appendChild(b []byte, number uint32) []byte {
	return appendBool(appendUint(b, uint64(number&^hardened)), number&hardened != 0)
}

// text is the path as in a descriptor, with a slash before each step.
func (p *keyPath) text() string {
	var b strings.Builder
	for _, s := range p.steps {
		b.WriteByte('/')
		switch {
		case s.star && s.starH:
			b.WriteString("*h")
		case s.star:
			b.WriteByte('*')
		case len(s.numbers) == 2:
			fmt.Fprintf(&b, "<%s;%s>", childText(s.numbers[0]), childText(s.numbers[1]))
		default:
			b.WriteString(childText(s.numbers[0]))
		}
	}
	return b.String()
}

func childText(number uint32) string {
	text := strconv.FormatUint(uint64(number&^hardened), 10)
	if number&hardened != 0 {
		text += "h"
	}
	return text
}

// parseSteps reads "/48h/0'/<0;1>/*".
func parseSteps(text string) ([]step, error) {
	if text == "" {
		return nil, nil
	}
	if text[0] != '/' {
		return nil, fmt.Errorf("path %.40q does not begin with a slash", text)
	}
	var steps []step
	for part := range strings.SplitSeq(text[1:], "/") {
		s, err := parseStep(part)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func parseStep(part string) (step, error) {
	switch part {
	case "*":
		return step{star: true}, nil
	case "*h", "*'":
		return step{star: true, starH: true}, nil
	}
	list := []string{part}
	if inner, ok := strings.CutPrefix(part, "<"); ok {
		list = strings.Split(strings.TrimSuffix(inner, ">"), ";")
		if len(list) != 2 || !strings.HasSuffix(part, ">") {
			return step{}, fmt.Errorf("path step %.40q is no pair", part)
		}
	}
	var s step
	for _, item := range list {
		number, err := parseChild(item)
		if err != nil {
			return step{}, err
		}
		s.numbers = append(s.numbers, number)
	}
	return s, nil
}

func parseChild(text string) (uint32, error) {
	digits := strings.TrimSuffix(strings.TrimSuffix(text, "h"), "'")
	if len(text)-len(digits) > 1 {
		return 0, fmt.Errorf("path step %.40q", text)
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return 0, fmt.Errorf("path step %.40q is no child index", text)
	}
	if digits != text {
		n |= hardened
	}
	return uint32(n), nil
}
