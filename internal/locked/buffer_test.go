package locked

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// No way of printing or encoding a buffer, or a struct or slice that holds one,
// shows a byte of it.
func TestNothingPrints(t *testing.T) {
	a := newArena(t, 1)
	b := alloc(t, a, 8)
	copy(b.Bytes(), "topsecre")
	leaks := []string{"topsecre", "746f707365637265", "116 111 112", "0x74, 0x6f", "dG9wc2VjcmU"}
	values := []any{b, *b, a, []*Buffer{b}, []Buffer{*b}, struct{ B *Buffer }{b}, struct{ b Buffer }{*b}, map[string]*Buffer{"k": b}, struct{ a *Arena }{a}}
	var printed []string
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%c", "%10.3s", "%T"} {
			printed = append(printed, fmt.Sprintf(verb, v))
		}
		text, _ := json.Marshal(v)
		var log, binary bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "v", v)
		gob.NewEncoder(&binary).Encode(v)
		printed = append(printed, string(text), log.String(), binary.String())
	}
	for _, p := range printed {
		for _, leak := range leaks {
			if strings.Contains(strings.ToLower(p), strings.ToLower(leak)) {
				t.Errorf("leaked: %s", p)
			}
		}
	}
	for _, got := range []string{b.String(), b.GoString(), fmt.Sprintf("%x", b), fmt.Sprintf("%08.3f", *b)} {
		if got != redacted {
			t.Errorf("printed %q, want %q", got, redacted)
		}
	}
	if _, err := json.Marshal(b); err == nil {
		t.Error("a secret was encoded as JSON")
	}
}

func TestBytesEndWhereTheBufferEnds(t *testing.T) {
	a := newArena(t, 1)
	b, next := alloc(t, a, 16), alloc(t, a, 16)
	_ = append(b.Bytes(), 0xff)
	if next.Bytes()[0] != 0 {
		t.Error("append wrote into the next secret")
	}
}

func TestWipeAndFree(t *testing.T) {
	a := newArena(t, 1)
	b := alloc(t, a, 16)
	slice := b.Bytes()
	slice[3] = 1
	b.Wipe()
	if slice[3] != 0 || b.Len() != 16 {
		t.Error("Wipe must zero the buffer and leave it usable")
	}
	slice[3] = 1
	b.Free()
	if slice[3] != 0 || b.Len() != 0 || b.Bytes() != nil {
		t.Error("Free must zero the buffer and empty it")
	}
	b.Free()
}

func TestEqual(t *testing.T) {
	a := newArena(t, 1)
	line := func(s string) *Buffer {
		b, err := a.ReadLine(strings.NewReader(s), 100)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	one := line("correct horse")
	for other, want := range map[string]bool{"correct horse": true, "correct horsf": false, "correct hors": false, "correct horse ": false} {
		if one.Equal(line(other)) != want {
			t.Errorf("Equal to %q is not %v", other, want)
		}
	}
}
