package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxSize bounds a document in bytes: thousands of payees fit.
const maxSize = 1 << 20

// maxDepth bounds nesting; the schema needs five.
const maxDepth = 16

// readStrict reads one JSON object into a struct. What the library would pass
// over is an error that names its place: repeated, unknown and differently
// spelled names, null, and anything after the object.
func readStrict(data []byte, into any) error {
	if len(data) > maxSize {
		return fmt.Errorf("longer than %d bytes", maxSize)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	first, err := d.Token()
	if err != nil {
		return syntax(err)
	}
	if first != json.Delim('{') {
		return errors.New("not a JSON object")
	}
	if err := walk(d, first, "", 0); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more after the object")
	}
	d = json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return typed(err)
	}
	return nil
}

// walk follows one value whose first token was read.
func walk(d *json.Decoder, token json.Token, place string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s: nested too deeply", place)
	}
	switch token {
	case nil:
		return fmt.Errorf("%s: null", place)
	case json.Delim('{'):
		return walkObject(d, place, depth)
	case json.Delim('['):
		for n := 0; d.More(); n++ {
			if err := next(d, place+"["+strconv.Itoa(n)+"]", depth); err != nil {
				return err
			}
		}
		_, err := d.Token()
		return syntax(err)
	}
	return nil
}

func walkObject(d *json.Decoder, place string, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return syntax(err)
		}
		name, _ := token.(string)
		at := strings.TrimPrefix(place+"."+name, ".")
		switch {
		case !plainName(name):
			return fmt.Errorf("%+q: unknown name in %q", name, place)
		case seen[name]:
			return fmt.Errorf("%s: stands twice", at)
		}
		seen[name] = true
		if err := next(d, at, depth); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return syntax(err)
}

func next(d *json.Decoder, place string, depth int) error {
	token, err := d.Token()
	if err != nil {
		return syntax(err)
	}
	return walk(d, token, place, depth+1)
}

// plainName tells whether a name is spelled as all of the schema are. The library
// ignores case, so that "Limits" would be another way to say "limits".
func plainName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return name != ""
}

func syntax(err error) error {
	if err == nil {
		return nil
	}
	return errors.New("not well-formed JSON")
}

// typed words the library's errors without the document's own text.
func typed(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Errorf("%s: not a value of its kind", kind.Field)
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return fmt.Errorf("%s: unknown name", name)
	}
	return err
}

// canonical writes a value as JSON with names in order, no white space and no
// escapes but those that JSON demands.
func canonical(v any) []byte {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil // not reached: the structs hold nothing that JSON cannot say
	}
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	var tree any
	if d.Decode(&tree) != nil {
		return nil
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(tree) != nil {
		return nil
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// Canonical is the policy in the form that its id is the hash of. Limits that
// were not named stand there with their defaults.
func (p *Policy) Canonical() []byte { return canonical(p) }
