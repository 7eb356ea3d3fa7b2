package keystore

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"

	"coldsign/keystore/bip32"
)

// Words and seeds that stand in test vectors and manuals belong to everybody: coins
// sent to them are taken within seconds. And a seed that a person thought up, counted
// or dated is one that others try.

// publishedSize is how much of a hash is kept: 16 bytes, so that an honest key is taken
// for a published one with a probability below 2^-118.
const publishedSize = 16

// weakness says why a secret is nobody's alone; "" when nothing speaks against it.
func weakness(secrets ...[]byte) string {
	for _, secret := range secrets {
		switch {
		case len(secret) == 0:
		case isPublished(secret):
			return "it stands in published test vectors or manuals, for everybody to read"
		case len(secret) <= 32: // entropy or a short seed; what is hashed from it has no form
			for _, w := range weakForms {
				if w.is(secret) {
					return w.why
				}
			}
		}
	}
	return ""
}

// isPublished looks a secret up by its hash: no words and no seeds are in the program.
func isPublished(secret []byte) bool {
	hash := sha256.Sum256(secret)
	var line [2*publishedSize + 2]byte
	line[0], line[len(line)-1] = '\n', '\n'
	hex.Encode(line[1:], hash[:publishedSize])
	return bytes.Contains(published, line[:])
}

// weakForms are forms that a random secret has with a probability below 2^-29 in sum
// (of 16 bytes; longer ones far below).
var weakForms = []struct {
	why string
	is  func([]byte) bool
}{
	{"it has hardly any different bytes", fewBytes},              // 2^-57
	{"half of its bytes are the same", halfTheSame},              // 2^-42
	{"its bytes count", counts},                                  // 2^-112
	{"it repeats after a few bits, as one word does", repeats},   // 2^-63
	{"it is text that somebody typed, or a date", isTypedAsText}, // 2^-29
}

func fewBytes(b []byte) bool { return differentBytes(b) <= 5 }

func differentBytes(b []byte) (n int) {
	var seen [256]bool
	for _, x := range b {
		if !seen[x] {
			seen[x] = true
			n++
		}
	}
	return n
}

func halfTheSame(b []byte) bool {
	var count [256]int
	for _, x := range b {
		if count[x]++; 2*count[x] >= len(b) {
			return true
		}
	}
	return false
}

// counts says whether all bytes differ from the one before by the same number.
func counts(b []byte) bool {
	for i := 2; i < len(b); i++ {
		if b[i]-b[i-1] != b[1]-b[0] {
			return false
		}
	}
	return len(b) > 2
}

// repeats says whether the bits repeat with a period of at most half of 128: eleven is
// that of one word of BIP-39 again and again.
func repeats(b []byte) bool {
	bit := func(i int) byte { return b[i/8] >> (7 - i%8) & 1 }
	for period := 1; period <= 64 && period <= len(b)*4; period++ {
		same := true
		for i := period; i < len(b)*8 && same; i++ {
			same = bit(i) == bit(i-period)
		}
		if same {
			return true
		}
	}
	return false
}

// isTypedAsText says whether all bytes are what people type: letters, digits, blanks
// and the marks of sentences, dates and addresses.
func isTypedAsText(b []byte) bool {
	for _, c := range b {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && bytes.IndexByte([]byte(" .,-!?:"), c) < 0 {
			return false
		}
	}
	return true
}

// A WeakError refuses a secret that is known to others, or easily tried, where money
// hangs on it.
type WeakError struct{ Why string }

func (e *WeakError) Error() string {
	return "this key is not to be used on the main network: " + e.Why
}

// refuseWeak judges an imported secret before it is sealed. On test networks such keys
// are what tests use; the Material says so.
func (b *builder) refuseWeak() error {
	var node [64]byte
	copy(node[:], b.desk.leaf.Key[:])
	copy(node[32:], b.desk.leaf.ChainCode[:])
	defer clear(node[:])
	secrets := [][]byte{b.secret.Bytes(), node[:]}
	if b.entropy != nil {
		secrets = append(secrets, b.entropy.Bytes())
	}
	b.weakness = weakness(secrets...)
	if b.weakness != "" && b.network.versions == bip32.MainNet {
		return &WeakError{b.weakness}
	}
	return nil
}

// Weakness says why everybody may know this key, or try it; "" when nothing speaks
// against it.
func (m *Material) Weakness() string { return m.weakness }
