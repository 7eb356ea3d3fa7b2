package psbt_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"coldsign/psbt"
)

// The writers below know nothing of the package that they test.

// compact writes a compact size integer.
func compact(n int) []byte {
	switch {
	case n < 0xfd:
		return []byte{byte(n)}
	case n < 1<<16:
		return binary.LittleEndian.AppendUint16([]byte{0xfd}, uint16(n))
	}
	return binary.LittleEndian.AppendUint32([]byte{0xfe}, uint32(n))
}

// field writes one pair of a type of one byte.
func field(fieldType byte, key, value []byte) []byte {
	b := append(compact(1+len(key)), fieldType)
	b = append(append(b, key...), compact(len(value))...)
	return append(b, value...)
}

// packetOf writes a packet of maps, each a run of fields.
func packetOf(maps ...[]byte) []byte {
	b := []byte("psbt\xff")
	for _, m := range maps {
		b = append(append(b, m...), 0)
	}
	return b
}

func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }
func le64(n uint64) []byte { return binary.LittleEndian.AppendUint64(nil, n) }

func repeat(b byte, n int) []byte { return bytes.Repeat([]byte{b}, n) }

func concat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// compressedKey and signature are well-formed and nobody's.
var (
	compressedKey = append([]byte{2}, repeat(0x11, 32)...)
	signature     = concat([]byte{0x30, 68, 2, 32}, repeat(0x22, 32), []byte{2, 32}, repeat(0x33, 32), []byte{1})
)

// A plain transaction of one input and one output, and its fields in both
// versions.
var (
	plainTx = concat(le32(2), []byte{1}, repeat(7, 32), le32(3), []byte{0}, le32(0xfffffffd),
		[]byte{1}, le64(5000), []byte{2, 0x51, 0x51}, le32(9))
	globalV0 = field(psbt.GlobalUnsignedTx, nil, plainTx)
	globalV2 = concat(
		field(psbt.GlobalTxVersion, nil, le32(2)),
		field(psbt.GlobalInputCount, nil, []byte{1}),
		field(psbt.GlobalOutputCount, nil, []byte{1}),
		field(psbt.GlobalVersion, nil, le32(2)))
	inputV2 = concat(
		field(psbt.InPreviousTxID, nil, repeat(7, 32)),
		field(psbt.InOutputIndex, nil, le32(3)))
	outputV2 = concat(
		field(psbt.OutAmount, nil, le64(5000)),
		field(psbt.OutScript, nil, []byte{0x51, 0x51}))
)

// hasProofs says whether a published packet has proofs of silent payments.
func hasProofs(raw []byte) bool {
	return bytes.Contains(raw, []byte{0x22, psbt.InSPDLEQ, 2}) || bytes.Contains(raw, []byte{0x22, psbt.GlobalSPDLEQ, 2})
}

// vectorPackets are the published packets that parse.
func vectorPackets(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, file := range bipFiles {
		for _, c := range loadCases(t, file) {
			if c.PSBT == "" {
				continue
			}
			if raw := unbase64(t, c.PSBT); c.Kind != "invalid" {
				all = append(all, raw)
			}
		}
	}
	return all
}
