package qr

import "encoding/binary"

// isTransaction recognises a serialised transaction (BIP-144) by walking its
// structure to the last byte. It judges nothing else about it.
func isTransaction(data []byte) bool {
	w := walker{data, true}
	if version := w.take(4); !w.ok || binary.LittleEndian.Uint32(version) > 3 {
		return false
	}
	inputs := w.compactSize()
	witness := w.ok && inputs == 0 && len(w.rest) > 0 && w.rest[0] == 1
	if witness {
		w.take(1)
		inputs = w.compactSize()
	}
	for range w.count(inputs, 41) {
		w.take(36)
		w.bytes()
		w.take(4)
	}
	outputs := w.compactSize()
	for range w.count(outputs, 9) {
		w.take(8)
		w.bytes()
	}
	for range inputs {
		if !witness || !w.ok {
			break
		}
		for range w.count(w.compactSize(), 1) {
			w.bytes()
		}
	}
	w.take(4)
	return w.ok && inputs > 0 && len(w.rest) == 0
}

// walker reads to the end of its input; ok turns false when that comes early.
type walker struct {
	rest []byte
	ok   bool
}

func (w *walker) take(n uint64) []byte {
	if !w.ok || n > uint64(len(w.rest)) {
		w.ok = false
		return nil
	}
	b := w.rest[:n]
	w.rest = w.rest[n:]
	return b
}

func (w *walker) bytes() { w.take(w.compactSize()) }

// count is n when that many items of at least size bytes can follow, else 0.
func (w *walker) count(n, size uint64) uint64 {
	if n > uint64(len(w.rest))/size {
		w.ok = false
	}
	if !w.ok {
		return 0
	}
	return n
}

func (w *walker) compactSize() uint64 {
	first := w.take(1)
	if !w.ok {
		return 0
	}
	if first[0] < 0xfd {
		return uint64(first[0])
	}
	var wide [8]byte
	copy(wide[:], w.take(1<<(first[0]-0xfc)))
	return binary.LittleEndian.Uint64(wide[:])
}
