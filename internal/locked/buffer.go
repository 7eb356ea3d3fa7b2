package locked

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"slices"

	"coldsign/internal/erase"
)

// redacted is all that any way of printing a buffer gives.
const redacted = "locked.Buffer(secret)"

// Buffer is a piece of an arena. It holds no slice of its bytes, so that no way
// of printing or copying the struct reaches them.
type Buffer struct {
	arena      *Arena
	start, end int
}

// Bytes returns the secret itself, not a copy; nil when it is freed or the
// arena is destroyed. Its capacity ends where the buffer does.
func (b *Buffer) Bytes() []byte {
	b.arena.mu.Lock()
	defer b.arena.mu.Unlock()
	return b.bytes()
}

func (b *Buffer) bytes() []byte {
	if b.start == b.end || !b.arena.alive() {
		return nil
	}
	return b.arena.pages.Bytes()[b.start:b.end:b.end]
}

// Len is the number of bytes, 0 when the buffer is freed or the arena destroyed.
func (b *Buffer) Len() int { return len(b.Bytes()) }

// Wipe zeroes the buffer, which stays usable.
func (b *Buffer) Wipe() {
	b.arena.mu.Lock()
	defer b.arena.mu.Unlock()
	erase.Bytes(b.bytes())
}

// Free zeroes the buffer and gives its place back to the arena. Slices taken
// from it must not be used any more: the place may soon hold another secret.
func (b *Buffer) Free() {
	b.arena.mu.Lock()
	defer b.arena.mu.Unlock()
	erase.Bytes(b.bytes())
	b.end = b.start
	b.arena.live = slices.DeleteFunc(b.arena.live, func(other *Buffer) bool { return other == b })
}

// shrink gives all but the first n bytes back.
func (b *Buffer) shrink(n int) {
	b.arena.mu.Lock()
	defer b.arena.mu.Unlock()
	if bytes := b.bytes(); n < len(bytes) {
		erase.Bytes(bytes[n:])
		b.end = b.start + n
	}
}

// Equal compares two buffers in time that depends on their lengths alone.
func (b *Buffer) Equal(other *Buffer) bool {
	return subtle.ConstantTimeCompare(b.Bytes(), other.Bytes()) == 1
}

// String, GoString and Format return a fixed word, whatever the verb.
func (b Buffer) String() string { return redacted }

// GoString: see String.
func (b Buffer) GoString() string { return redacted }

// Format: see String.
func (b Buffer) Format(s fmt.State, _ rune) { io.WriteString(s, redacted) }

var errMarshal = errors.New("locked memory: a secret is not to be encoded")

// MarshalJSON fails: a secret in a JSON document is a mistake.
func (b Buffer) MarshalJSON() ([]byte, error) { return nil, errMarshal }

// MarshalText fails: see MarshalJSON.
func (b Buffer) MarshalText() ([]byte, error) { return nil, errMarshal }

// MarshalBinary fails: see MarshalJSON.
func (b Buffer) MarshalBinary() ([]byte, error) { return nil, errMarshal }
