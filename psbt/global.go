package psbt

import (
	"encoding/binary"
	"iter"
)

// Version is the version of the format, 0 or 2.
func (p *Packet) Version() uint32 {
	if v, ok := p.Global.Get(GlobalVersion); ok && len(v) == 4 {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

// TxVersion is the version of the transaction.
func (p *Packet) TxVersion() int32 {
	raw, ok := p.Global.Get(GlobalUnsignedTx)
	if !ok {
		raw, _ = p.Global.Get(GlobalTxVersion)
	}
	return int32(firstUint32(raw))
}

// Modifiable returns the TX_MODIFIABLE flags of a packet of version 2;
// present is false when it has none, which forbids changes just as zero does.
func (p *Packet) Modifiable() (flags byte, present bool) {
	if v, ok := p.Global.Get(GlobalTxModifiable); ok && len(v) == 1 {
		return v[0], true
	}
	return 0, false
}

// SignedMessage returns the message that the packet signs (BIP-322).
func (p *Packet) SignedMessage() ([]byte, bool) {
	return p.Global.Get(GlobalGenericSignedMessage)
}

// A GlobalXPub is an extended public key of the wallet, with its origin.
type GlobalXPub struct {
	XPub        [xpubLen]byte // BIP-32 serialization, without checksum
	Fingerprint [fingerprintLen]byte
	Path        []uint32
}

// GlobalXPubs returns the XPUB fields.
func (p *Packet) GlobalXPubs() []GlobalXPub {
	var all []GlobalXPub
	for pair := range p.Global.All(GlobalXPUB) {
		fingerprint, path, ok := readOrigin(pair.Value)
		if !ok || len(pair.KeyData) != xpubLen {
			continue
		}
		all = append(all, GlobalXPub{[xpubLen]byte(pair.KeyData), fingerprint, path})
	}
	return all
}

// A FieldRef names one field of one map without its contents.
type FieldRef struct {
	Place Place
	Type  uint64
	Name  string // "type 0x1f"; for proprietary fields "PROPRIETARY"
}

// UnknownFields returns the fields that are in no row of the field table, and
// the proprietary ones, which nobody but their maker understands: each type once a
// map.
func (p *Packet) UnknownFields() []FieldRef {
	var refs []FieldRef
	for place, m := range p.maps() {
		var seen map[uint64]bool
		for i := range m {
			f, fieldType := lookup(place.Kind, m[i].Type), m[i].Type
			if f != nil && f.Type != GlobalProprietary || seen[fieldType] {
				continue
			}
			if seen == nil {
				seen = map[uint64]bool{}
			}
			seen[fieldType] = true
			refs = append(refs, FieldRef{place, fieldType, fieldName(place.Kind, fieldType)})
		}
	}
	return refs
}

// A Derivation says where a key of a script comes from.
type Derivation struct {
	PubKey      []byte // 33 bytes, or 65 for an uncompressed key
	Fingerprint [fingerprintLen]byte
	Path        []uint32 // from the master key; the top bit marks hardened steps
}

// derivations reads the BIP32_DERIVATION fields of an input or output.
func derivations(m Map, fieldType uint64) []Derivation {
	var all []Derivation
	for pair := range m.All(fieldType) {
		if fingerprint, path, ok := readOrigin(pair.Value); ok {
			all = append(all, Derivation{pair.KeyData, fingerprint, path})
		}
	}
	return all
}

// readOrigin decodes a fingerprint and the path after it.
func readOrigin(value []byte) (fingerprint [fingerprintLen]byte, path []uint32, ok bool) {
	if checkOrigin(value) != "" {
		return fingerprint, nil, false
	}
	path = make([]uint32, 0, len(value)/4-1)
	for step := range chunks(value[fingerprintLen:], 4) {
		path = append(path, binary.LittleEndian.Uint32(step))
	}
	return [fingerprintLen]byte(value), path, true
}

// chunks walks slices of n bytes; a shorter rest is left out.
func chunks(b []byte, n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(b) >= n && yield(b[:n:n]) {
			b = b[n:]
		}
	}
}

// firstUint32 reads the first four bytes, or 0 when there are fewer.
func firstUint32(b []byte) uint32 {
	if len(b) < 4 {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}
