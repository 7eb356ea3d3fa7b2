package psbt_test

import (
	"encoding/binary"
	"testing"
	"time"

	"coldsign/psbt"
)

// TestSilentPaymentsOfMany: n inputs and n silent payments, each to a scan key of its
// own, are parsed in proportion to n. Were every input asked for every scan key, four
// times as many would take sixteen times as long.
func TestSilentPaymentsOfMany(t *testing.T) {
	cost := func(n int) time.Duration {
		raw := silentPayments(n).Bytes()
		least := time.Hour
		for range 3 {
			start := time.Now()
			if _, err := psbt.Parse(raw); err != nil {
				t.Fatal(err)
			}
			least = min(least, time.Since(start))
		}
		return least
	}
	const n, times, most = 500, 4, 10
	if small, large := cost(n), cost(times*n); large > most*small+20*time.Millisecond {
		t.Errorf("%v, and %v for %d times as many", small, large, times)
	}
}

// silentPayments is a packet with n inputs of which nothing is known, and n computed
// outputs whose shares nothing can verify.
func silentPayments(n int) *psbt.Packet {
	le := func(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }
	key := func(i int) []byte {
		return append([]byte{2}, binary.BigEndian.AppendUint32(make([]byte, 28), uint32(i))...)
	}
	count := binary.LittleEndian.AppendUint16([]byte{0xfd}, uint16(n))
	p := &psbt.Packet{Global: psbt.Map{
		{Type: psbt.GlobalTxVersion, Value: le(2)}, {Type: psbt.GlobalVersion, Value: le(2)},
		{Type: psbt.GlobalInputCount, Value: count}, {Type: psbt.GlobalOutputCount, Value: count},
	}}
	for i := range n {
		p.Global = append(p.Global,
			psbt.Pair{Type: psbt.GlobalSPECDHShare, KeyData: key(i), Value: key(i)},
			psbt.Pair{Type: psbt.GlobalSPDLEQ, KeyData: key(i), Value: make([]byte, 64)})
		p.Inputs = append(p.Inputs, psbt.Map{
			{Type: psbt.InPreviousTxID, Value: key(i)[1:]}, {Type: psbt.InOutputIndex, Value: le(0)}})
		p.Outputs = append(p.Outputs, psbt.Map{
			{Type: psbt.OutAmount, Value: make([]byte, 8)}, {Type: psbt.OutScript, Value: append([]byte{0x51, 32}, key(i)[1:]...)},
			{Type: psbt.OutSPV0Info, Value: append(key(i), key(i)...)}})
	}
	return p
}
