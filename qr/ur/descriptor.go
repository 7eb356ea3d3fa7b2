package ur

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Descriptor is an output descriptor as text, without checksum, and what its
// owner calls it.
type Descriptor struct {
	Text string
	Name string
	Note string
}

// EncodeDescriptor is a UR of a descriptor, whose checksum is left out if it has
// one. The Crypto registry knows the functions of 2020 only and no name.
func EncodeDescriptor(registry Registry, d Descriptor) (UR, error) {
	b, err := appendDescriptor(nil, registry, d)
	if err != nil {
		return UR{}, fmt.Errorf("ur: %w", err)
	}
	return UR{typeNames[registry].output, b}, nil
}

func appendDescriptor(b []byte, registry Registry, d Descriptor) ([]byte, error) {
	text, _, _ := strings.Cut(d.Text, "#")
	if registry == Crypto {
		return appendOutput(b, tags[Crypto], text)
	}
	return appendSource(b, tags[Current], Descriptor{text, d.Name, d.Note})
}

// DecodeDescriptor is the descriptor in a UR of either registry's type.
func DecodeDescriptor(m UR) (Descriptor, error) {
	for registry, names := range typeNames {
		if m.Type != names.output {
			continue
		}
		r := &cborReader{m.CBOR}
		d, err := r.descriptor(Registry(registry))
		if err := r.finish(err); err != nil {
			return Descriptor{}, fmt.Errorf("ur: %s: %w", m.Type, err)
		}
		return d, nil
	}
	return Descriptor{}, fmt.Errorf("ur: %.40q is no descriptor type", m.Type)
}

// descriptor reads one, with or without the tag that an embedded one has.
func (r *cborReader) descriptor(registry Registry) (Descriptor, error) {
	t := tags[registry]
	r.optionalTag(t.output)
	if registry == Crypto {
		text, err := r.outputText(t, 0)
		return Descriptor{Text: text}, err
	}
	return r.source(t)
}

// appendSource writes an output-descriptor (BCR-2023-010): the text with @0, @1
// and so on for its keys, and the keys.
func appendSource(b []byte, t tagNumbers, d Descriptor) ([]byte, error) {
	var source strings.Builder
	var keys []byte
	count := uint64(0)
	for token := range tokens(d.Text) {
		if !isKey(token) {
			source.WriteString(token)
			continue
		}
		var err error
		if keys, err = appendKeyText(keys, t, token); err != nil {
			return nil, fmt.Errorf("key %d: %w", count, err)
		}
		fmt.Fprintf(&source, "@%d", count)
		count++
	}
	var w mapWriter
	w.text(1, source.String())
	if count > 0 {
		w.key(2)
		w.body = append(appendHead(w.body, majorArray, count), keys...)
	}
	w.text(3, d.Name)
	w.text(4, d.Note)
	return w.append(b), nil
}

// source reads an output-descriptor and puts the keys back into its text.
func (r *cborReader) source(t tagNumbers) (Descriptor, error) {
	var d Descriptor
	var keys []string
	var source string
	err := r.fields(map[uint64]func() error{
		1: set(&source, r.text),
		2: func() error {
			n, err := r.count(majorArray)
			if err != nil {
				return err
			}
			for range n {
				key, err := r.keyText(t)
				if err != nil {
					return err
				}
				keys = append(keys, key)
			}
			return nil
		},
		3: set(&d.Name, r.text),
		4: set(&d.Note, r.text),
	})
	if err == nil && source == "" {
		err = errors.New("no text of a descriptor")
	}
	if err != nil {
		return Descriptor{}, err
	}
	d.Text, err = substitute(source, keys)
	return d, err
}

// substitute replaces each placeholder; every key must be used once, so that a
// short message cannot grow.
func substitute(source string, keys []string) (string, error) {
	var text strings.Builder
	used := make([]bool, len(keys))
	for token := range tokens(source) {
		number, ok := strings.CutPrefix(token, "@")
		if !ok {
			text.WriteString(token)
			continue
		}
		digits := strings.TrimRight(number, "/*<;>'h0123456789")
		index, path, _ := strings.Cut(number, "/")
		i, err := strconv.Atoi(index)
		if digits != "" || err != nil || i < 0 || i >= len(keys) || used[i] {
			return "", fmt.Errorf("placeholder %.40q", token)
		}
		used[i] = true
		text.WriteString(keys[i])
		if path != "" {
			text.WriteString("/" + path)
		}
	}
	for i, u := range used {
		if !u {
			return "", fmt.Errorf("key %d has no placeholder", i)
		}
	}
	return text.String(), nil
}

// tokens cuts a descriptor at its delimiters and gives both: names, numbers and
// key expressions, and each delimiter alone.
func tokens(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from := 0
		for i := range len(text) {
			if !strings.ContainsRune("(),{}", rune(text[i])) {
				continue
			}
			if from < i && !yield(text[from:i]) || !yield(text[i:i+1]) {
				return
			}
			from = i + 1
		}
		if from < len(text) {
			yield(text[from:])
		}
	}
}

// isKey recognises the key expressions that become keys; others, such as the
// x-only keys of a script, stay in the text.
func isKey(token string) bool {
	if strings.HasPrefix(token, "[") {
		_, key, _ := strings.Cut(token, "]")
		return isKey(key)
	}
	if strings.HasPrefix(token, "xpub") || strings.HasPrefix(token, "tpub") {
		return true
	}
	return len(token) == 66 && (token[:2] == "02" || token[:2] == "03") && strings.Trim(token, "0123456789abcdefABCDEF") == ""
}
