package psbt

// Bytes writes the packet in its binary form: the very bytes that were parsed,
// when nothing was changed.
func (p *Packet) Bytes() []byte {
	size := len(magic)
	for _, m := range p.maps() {
		size += m.size()
	}
	b := append(make([]byte, 0, size), magic...)
	for _, m := range p.maps() {
		b = m.append(b)
	}
	return b
}

// size is the number of bytes of a map with its separator.
func (m Map) size() int {
	size := separatorLen
	for i := range m {
		size += m[i].size()
	}
	return size
}

// append writes a map and its separator.
func (m Map) append(b []byte) []byte {
	for i := range m {
		pair := &m[i]
		b = appendCompactSize(b, uint64(compactSizeWidth(pair.Type)+len(pair.KeyData)))
		b = appendCompactSize(b, pair.Type)
		b = append(b, pair.KeyData...)
		b = appendCompactSize(b, uint64(len(pair.Value)))
		b = append(b, pair.Value...)
	}
	return append(b, 0)
}
