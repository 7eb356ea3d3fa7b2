package descriptor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"coldsign/internal/miniscript"
)

// mini is a miniscript expression (BIP-379) in wsh() or in a leaf. Its text names
// a key by its slot, as @3, which no miniscript can hold otherwise.
type mini struct {
	expression *miniscript.Expression
	slots      []int // in the order of appearance
	leaf       bool
}

// miniscript reads up to the bracket or comma that ends the expression.
func (p *parser) miniscript(in context) (expr, error) {
	m := mini{leaf: in == inLeaf}
	ctx := miniscript.P2WSH
	if m.leaf {
		ctx = miniscript.Tapscript
	}
	start, first := p.pos, map[string]int{}
	text := p.balanced()
	expression, err := miniscript.Parse(text, ctx, func(key string) (miniscript.Key, error) {
		slot, err := p.keyIn(key, in.forms())
		if err != nil {
			return miniscript.Key{}, err
		}
		m.slots = append(m.slots, slot)
		same := p.meaning(slot)
		if _, seen := first[same]; !seen {
			first[same] = slot
		}
		return miniscript.Key{Text: "@" + strconv.Itoa(first[same])}, nil // the same text for the same key
	})
	var bad *miniscript.ParseError
	if errors.As(err, &bad) {
		p.pos = start + bad.Offset
		if bad.Err != nil {
			return nil, p.fail(bad.Err)
		}
		return nil, p.failf("miniscript: %s", bad.Reason)
	}
	if err != nil {
		return nil, p.fail(err)
	}
	if problems := expression.Check(); len(problems) > 0 {
		return nil, p.failf("miniscript that is not sane: %s", problems[0].Detail)
	}
	p.pos = start + len(text)
	m.expression = expression
	return m, nil
}

// balanced is the text up to a comma or closing bracket that was not opened in it.
func (p *parser) balanced() string {
	depth := 0
	for i := p.pos; i < len(p.text); i++ {
		switch p.text[i] {
		case '(':
			depth++
		case ')', '}', ',':
			if depth == 0 {
				return p.text[p.pos:i]
			}
			if p.text[i] == ')' {
				depth--
			}
		}
	}
	return p.text[p.pos:]
}

// keyIn reads a key expression that was cut out of the text.
func (p *parser) keyIn(text string, forms keyForms) (int, error) {
	cut := &parser{text: text, keys: p.keys, slots: p.slots}
	slot, err := cut.key(forms)
	if err == nil && cut.pos != len(text) {
		err = cut.failf("text after a key")
	}
	p.keys, p.slots = cut.keys, cut.slots
	var placed *Error
	if errors.As(err, &placed) {
		err = placed.Reason // the place is that of the whole
	}
	return slot, err
}

// meaning is the same for two key expressions that stand for one public key.
func (p *parser) meaning(slot int) string {
	return p.slots[slot].text(func(i int) string {
		k := p.keys[i]
		if k.XPub == nil {
			return fmt.Sprintf("%x", k.PubKey)
		}
		return string(appendSteps(fmt.Appendf(nil, "%x%x", k.root.pubKey, k.root.chain), k.steps, k.wildcard))
	})
}

func (e mini) appendText(b []byte, key func(int) string) []byte {
	rest := e.expression.String()
	for {
		before, after, found := strings.Cut(rest, "@")
		b = append(b, before...)
		if !found {
			return b
		}
		end := strings.IndexAny(after, ",)")
		slot, _ := strconv.Atoi(after[:end]) // written above
		b = append(b, key(slot)...)
		rest = after[end:]
	}
}

func (e mini) fill(s *Script, keys [][]byte) ([]byte, error) {
	mine := make([][]byte, len(e.slots))
	for i, slot := range e.slots {
		mine[i] = inContext(keys[slot], e.leaf)
	}
	filled, err := e.expression.WithKeys(mine)
	if err != nil {
		return nil, err
	}
	bounds := filled.Bounds()
	s.Threshold, s.stack = 0, stack{bounds.WitnessItems, bounds.WitnessSize}
	return filled.Script()
}
