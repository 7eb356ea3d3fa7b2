package memscan

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
)

// PieceSize is how much of a secret is looked for at once, in bytes: half a key
// is a find.
const PieceSize = 16

// Pieces are the secrets that a search of another process looks for, cut into
// pieces and found by their first eight bytes. The zero value holds none.
type Pieces struct {
	byStart map[uint64][]piece
	first   [1 << 16]bool // first two bytes of any piece: what a scan looks at first
	second  [1 << 16]bool // the next two
	Count   int           // pieces added
}

type piece struct {
	name string
	rest [PieceSize - 8]byte
}

// Add looks for every piece of the secret, in both orders of its bytes. Words of
// 64 or 32 bits, lowest first, are the second order as a whole.
func (p *Pieces) Add(name string, secret []byte) {
	p.AddText(name, secret)
	reversed := slices.Clone(secret)
	slices.Reverse(reversed)
	p.AddText(name+" reversed", reversed)
}

// AddEncoded looks for the secret as Add does, and in hexadecimal and base64,
// wherever in a longer text of base64 it begins.
func (p *Pieces) AddEncoded(name string, secret []byte) {
	p.Add(name, secret)
	digits := hex.EncodeToString(secret)
	p.AddText(name+" hex", []byte(digits))
	p.AddText(name+" HEX", []byte(strings.ToUpper(digits)))
	for shift := range min(3, len(secret)) {
		p.AddText(name+" base64", []byte(base64.RawStdEncoding.EncodeToString(secret[shift:])))
	}
}

// AddText looks for every piece of the bytes as they are. A shorter secret is
// not looked for: it could not be told from chance.
func (p *Pieces) AddText(name string, b []byte) {
	for ; len(b) >= PieceSize; b = b[PieceSize:] {
		start := binary.LittleEndian.Uint64(b)
		if p.byStart == nil {
			p.byStart = map[uint64][]piece{}
		}
		p.byStart[start] = append(p.byStart[start], piece{name, [PieceSize - 8]byte(b[8:PieceSize])})
		p.first[uint16(start)], p.second[uint16(start>>16)] = true, true
		p.Count++
	}
}

// In names the pieces found in a block of memory, once for each place.
func (p *Pieces) In(block []byte) (names []string) {
	for i := 0; i+PieceSize <= len(block); i++ {
		start := binary.LittleEndian.Uint64(block[i:])
		if !p.first[uint16(start)] {
			if start == 0 { // nor does a piece begin at the next six: most memory is zero
				i += 6
			}
			continue
		}
		if !p.second[uint16(start>>16)] {
			continue
		}
		for _, candidate := range p.byStart[start] {
			if [PieceSize - 8]byte(block[i+8:]) == candidate.rest {
				names = append(names, candidate.name)
			}
		}
	}
	return names
}
