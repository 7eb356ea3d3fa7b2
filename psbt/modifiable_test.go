package psbt_test

import (
	"testing"

	"coldsign/psbt"
)

// TestCombineModifiable: what one packet forbids is forbidden, in any order; flags that
// nobody knows are not chosen among.
func TestCombineModifiable(t *testing.T) {
	with := func(flags byte) *psbt.Packet {
		return mustParse(t, packetOf(concat(globalV2, field(psbt.GlobalTxModifiable, nil, []byte{flags})), inputV2, outputV2))
	}
	for _, c := range []struct{ a, b, want byte }{
		{3, 0, 0}, {3, 1, 1}, {2, 1, 0}, {3, 3, 3}, {7, 0, 4}, {0, 4, 4}, {4, 4, 4}, {0x83, 0x80, 0x80},
	} {
		for _, pair := range [][2]byte{{c.a, c.b}, {c.b, c.a}} {
			p, err := psbt.Combine(with(pair[0]), with(pair[1]))
			if err != nil {
				t.Errorf("%v: %v", pair, err)
				continue
			}
			if flags, _ := p.Modifiable(); flags != c.want {
				t.Errorf("%v: %d, not %d", pair, flags, c.want)
			}
		}
	}
	_, err := psbt.Combine(with(3), with(0x80))
	wantReason(t, err, "global: TX_MODIFIABLE: the packets have different values")
}
