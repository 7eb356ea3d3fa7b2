package psbt_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coldsign/psbt"
)

// Each case has one fault, and the error names its place.
func TestFaults(t *testing.T) {
	unknown := field(0x70, []byte{1}, []byte{2})
	sequence := field(psbt.InSequence, nil, le32(1))
	cases := []struct {
		name                 string
		packet               []byte
		place, field, reason string
	}{
		{"nothing", nil, "packet", "", "magic"},
		{"another magic", concat([]byte("psbu\xff"), globalV0, []byte{0, 0, 0}), "packet", "", "magic"},
		{"magic alone", []byte("psbt\xff"), "global", "", "truncated"},
		{"no unsigned transaction", packetOf(nil, nil, nil), "global", "UNSIGNED_TX", "missing"},
		{"bytes after the last map", append(packetOf(globalV0, nil, nil), 0), "packet", "", "bytes after the last map"},
		{"no output map", packetOf(globalV0, nil), "packet", "", "1 input and 1 output maps announced, 1 bytes left"},
		{"duplicate known key", packetOf(globalV0, concat(field(psbt.InSighashType, nil, le32(0)), field(psbt.InSighashType, nil, le32(0))), nil),
			"input 0", "SIGHASH_TYPE", "duplicate key"},
		{"duplicate unknown key, not beside each other", packetOf(concat(unknown, globalV0, unknown), nil, nil), "global", "type 0x70", "duplicate key"},
		{"duplicate unknown key in an output", packetOf(globalV0, nil, concat(unknown, unknown)), "output 0", "type 0x70", "duplicate key"},

		{"key length not minimal", packetOf(concat([]byte{0xfd, 1, 0}, globalV0[1:]), nil, nil), "global", "", "not minimal"},
		{"key type not minimal", packetOf(concat(globalV0, []byte{3, 0xfd, 0x70, 0, 0}), nil, nil), "global", "", "key type: compact size is not minimal"},
		{"value length not minimal", packetOf(globalV0, []byte{1, 0x70, 0xfd, 1, 0, 9}, nil), "input 0", "type 0x70", "not minimal"},
		{"key type cut off", packetOf(concat(globalV0, []byte{2, 0xfd, 0x70, 0}), nil, nil), "global", "", "key type: truncated"},
		{"key longer than the packet", packetOf(concat(globalV0, []byte{0xfe, 0, 0, 0, 1, 7}), nil, nil), "global", "", "truncated"},
		{"value longer than the packet", packetOf(globalV0, []byte{1, 4, 0xfe, 0xff, 0xff, 0xff, 0xff}, nil), "input 0", "REDEEM_SCRIPT", "truncated"},

		{"version 1", packetOf(concat(globalV0, field(psbt.GlobalVersion, nil, le32(1))), nil, nil), "global", "VERSION", "no version 1"},
		{"version 3", packetOf(concat(globalV0, field(psbt.GlobalVersion, nil, le32(3))), nil, nil), "global", "VERSION", "not a version"},
		{"version of three bytes", packetOf(concat(globalV0, field(psbt.GlobalVersion, nil, []byte{0, 0, 0})), nil, nil), "global", "VERSION", "not a version"},
		{"field of version 2 in version 0", packetOf(globalV0, sequence, nil), "input 0", "SEQUENCE", "of version 2 in a packet of version 0"},
		{"field of version 0 in version 2", packetOf(concat(globalV2, globalV0), inputV2, outputV2), "global", "UNSIGNED_TX", "of version 0 in a packet of version 2"},
		{"no input count", packetOf(bytes.Replace(globalV2, field(psbt.GlobalInputCount, nil, []byte{1}), nil, 1), inputV2, outputV2), "global", "INPUT_COUNT", "missing"},
		{"no amount", packetOf(globalV2, inputV2, field(psbt.OutScript, nil, []byte{0x51})), "output 0", "AMOUNT", "missing"},
		{"no script", packetOf(globalV2, inputV2, field(psbt.OutAmount, nil, le64(1))), "output 0", "SCRIPT", "missing"},
		{"counts beyond the bytes", packetOf(bytes.Replace(globalV2, field(psbt.GlobalInputCount, nil, []byte{1}),
			field(psbt.GlobalInputCount, nil, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), 1), inputV2, outputV2), "packet", "", "maps announced"},
		{"count not minimal", packetOf(bytes.Replace(globalV2, field(psbt.GlobalInputCount, nil, []byte{1}),
			field(psbt.GlobalInputCount, nil, []byte{0xfd, 1, 0}), 1), inputV2, outputV2), "global", "INPUT_COUNT", "not minimal"},
		{"lock times of both kinds", packetOf(bytes.Replace(globalV2, field(psbt.GlobalInputCount, nil, []byte{1}), field(psbt.GlobalInputCount, nil, []byte{2}), 1),
			concat(inputV2, field(psbt.InRequiredTimeLocktime, nil, le32(500_000_000))),
			concat(inputV2, field(psbt.InRequiredHeightLocktime, nil, le32(1))), outputV2), "input 1", "", "exclude each other"},

		{"scriptSig in the unsigned transaction", packetOf(field(psbt.GlobalUnsignedTx, nil, bytes.Replace(plainTx, concat(le32(3), []byte{0}), concat(le32(3), []byte{1, 0x51}), 1)), nil, nil),
			"global", "UNSIGNED_TX", "scriptSig"},
		{"unsigned transaction with a byte more", packetOf(field(psbt.GlobalUnsignedTx, nil, append(bytes.Clone(plainTx), 0)), nil, nil), "global", "UNSIGNED_TX", "bytes after the end"},
		{"unsigned transaction with a byte less", packetOf(field(psbt.GlobalUnsignedTx, nil, plainTx[:len(plainTx)-1]), nil, nil), "global", "UNSIGNED_TX", "truncated"},
		{"unsigned transaction of too many inputs", packetOf(field(psbt.GlobalUnsignedTx, nil, concat(le32(2), []byte{0xfe, 0xff, 0xff, 0xff, 0xff}, plainTx)), nil, nil),
			"global", "UNSIGNED_TX", "count exceeds"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { wantError(t, c.packet, c.place, c.field, c.reason) })
	}
}

func wantError(t *testing.T, packet []byte, place, field, reason string) {
	t.Helper()
	p, err := psbt.Parse(packet)
	var e *psbt.Error
	if !errors.As(err, &e) {
		t.Fatalf("accepted, or an error of another type: %v", err)
	}
	if p != nil {
		t.Error("a packet beside the error")
	}
	if e.Place != place || e.Field != field || !strings.Contains(e.Reason, reason) {
		t.Errorf("got %q %q %q (%v)\nwant %q %q %q", e.Place, e.Field, e.Reason, err, place, field, reason)
	}
}

// The offset is the byte at which the wrong pair begins.
func TestErrorOffset(t *testing.T) {
	good := field(0x70, nil, repeat(1, 300))
	packet := packetOf(globalV0, concat(good, field(psbt.InSighashType, nil, []byte{1})), nil)
	_, err := psbt.Parse(packet)
	var e *psbt.Error
	if want := 5 + len(globalV0) + 1 + len(good); !errors.As(err, &e) || e.Offset != want {
		t.Errorf("%v, want byte %d", err, want)
	}
}

// What lacks its end is refused, wherever it is cut.
func TestEveryTruncation(t *testing.T) {
	for _, raw := range vectorPackets(t) {
		for n := range raw {
			if _, err := psbt.Parse(raw[:n]); err == nil {
				t.Fatalf("accepted %d of %d bytes", n, len(raw))
			}
		}
	}
}

// A changed bit is refused, or it is there in what was parsed.
func TestEveryBitFlip(t *testing.T) {
	for _, raw := range vectorPackets(t) {
		step := 1
		if hasProofs(raw) {
			step = 97 // each proof takes a while to verify
		}
		for i := 0; i < len(raw); i += step {
			changed := bytes.Clone(raw)
			changed[i] ^= 1 << (i % 8)
			p, err := psbt.Parse(changed)
			if err == nil && !bytes.Equal(p.Bytes(), changed) {
				t.Fatalf("byte %d: absorbed", i)
			}
		}
	}
}

// A packet above the limit is refused before anything of its size is made.
func TestSizeLimit(t *testing.T) {
	big := make([]byte, psbt.MaxSize+1)
	copy(big, "psbt\xff")
	text := bytes.Repeat([]byte("A"), psbt.MaxSize/3*4+8)
	copy(text, "cHNidP")
	for name, decode := range map[string]func() error{
		"binary": func() error { _, err := psbt.Parse(big); return err },
		"owned":  func() error { _, err := psbt.ParseOwned(big); return err },
		"base64": func() error { _, _, err := psbt.Decode(text); return err },
	} {
		var err error
		allocs := testing.AllocsPerRun(1, func() { err = decode() })
		if err == nil || !strings.Contains(err.Error(), "more than the limit of 100000000") {
			t.Errorf("%s: %v", name, err)
		}
		if allocs > 20 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

func TestTooManyPairs(t *testing.T) {
	const size = 6
	many := make([]byte, 0, size*psbt.MaxPairs)
	for i := range psbt.MaxPairs {
		many = append(many, 4, 0x70, byte(i), byte(i>>8), byte(i>>16), 0)
	}
	wantError(t, packetOf(concat(globalV0, many), nil, nil), "global", "", "more than 3000000 pairs")
}
