// Package drbg mixes randomness: HMAC_DRBG over SHA-256 (NIST SP 800-90A, revision 1,
// 10.1.2), fed from several sources of which one good one is enough, and the
// health tests of SP 800-90B for a source that is read all the time.
package drbg

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	// maxRequest is the most that one request may draw: 2^19 bits (table 2).
	maxRequest = 1 << 16
	// maxRequests is how many requests one seed serves. The standard allows 2^48;
	// a key needs a few.
	maxRequests = 1 << 20
)

var (
	// ErrRequest says that more was asked at once than the standard allows.
	ErrRequest = errors.New("HMAC_DRBG: request of more than 65,536 bytes")
	// ErrReseed says that a generator has served its requests.
	ErrReseed = errors.New("HMAC_DRBG: seed is used up")
)

// Generator is an instance of HMAC_DRBG. It is not for concurrent use.
type Generator struct {
	key, value [32]byte
	requests   int
}

// New instantiates a generator (10.1.2.3). Its strength is at most that of the
// entropy input.
func New(entropy, nonce, personalization []byte) *Generator {
	g := new(Generator)
	for i := range g.value {
		g.value[i] = 1
	}
	g.update(entropy, nonce, personalization)
	return g
}

// Read fills b with random bytes (10.1.2.5, without additional input).
func (g *Generator) Read(b []byte) (int, error) { return len(b), g.Generate(b, nil) }

// Generate fills b with random bytes (10.1.2.5).
func (g *Generator) Generate(b, additional []byte) error {
	if len(b) > maxRequest {
		return ErrRequest
	}
	if g.requests == maxRequests {
		return ErrReseed
	}
	g.requests++
	if len(additional) > 0 {
		g.update(additional)
	}
	for len(b) > 0 {
		g.value = g.hmac(g.value[:])
		b = b[copy(b, g.value[:]):]
	}
	g.update(additional)
	return nil
}

// update is HMAC_DRBG_Update (10.1.2.2) with the concatenation of the data.
func (g *Generator) update(data ...[]byte) {
	length := 0
	for _, d := range data {
		length += len(d)
	}
	for separator := byte(0); separator == 0 || separator == 1 && length > 0; separator++ {
		g.key = g.hmac(append([][]byte{g.value[:], {separator}}, data...)...)
		g.value = g.hmac(g.value[:])
	}
}

func (g *Generator) hmac(data ...[]byte) (sum [32]byte) {
	mac := hmac.New(sha256.New, g.key[:])
	for _, d := range data {
		mac.Write(d)
	}
	copy(sum[:], mac.Sum(nil))
	return sum
}

// String and the others keep the state out of every print-out.
func (g Generator) String() string { return "drbg.Generator(secret)" }

// GoString is String.
func (g Generator) GoString() string { return g.String() }

// Format is String, whatever the verb.
func (g Generator) Format(f fmt.State, _ rune) { io.WriteString(f, g.String()) }

// Source is randomness of one origin, as it came.
type Source struct {
	Name string
	Data []byte
}

// Mix instantiates a generator from several sources. The entropy input is the
// concatenation of SHA-256(length || data) of each, so that no source can take
// the place or undo the effect of another: whoever knows all but one of them knows
// nothing of what comes out, if that one has enough entropy.
func Mix(purpose string, sources ...Source) *Generator {
	var entropy []byte
	for _, s := range sources {
		h := sha256.New()
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(s.Data))))
		h.Write(s.Data)
		entropy = h.Sum(entropy)
	}
	nonce := binary.BigEndian.AppendUint64(nil, uint64(len(sources)))
	return New(entropy, nonce, []byte(purpose))
}
