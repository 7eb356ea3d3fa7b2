package signer

import (
	"slices"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

func lockScript(t *testing.T, n int64, op byte) []byte {
	t.Helper()
	s, err := txscript.NewScriptBuilder().AddInt64(n).AddOp(op).Script()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScriptLocks(t *testing.T) {
	const (
		cltv = txscript.OP_CHECKLOCKTIMEVERIFY
		csv  = txscript.OP_CHECKSEQUENCEVERIFY
		date = 1_800_000_000
	)
	for _, c := range []struct {
		n        int64
		op       byte
		locktime uint32
		sequence uint32
		version  int32
		open     bool
		text     string
	}{
		{900, cltv, 900, 0, 2, true, "opens at block 900"},
		{900, cltv, 899, 0, 2, false, "opens at block 900"},
		{900, cltv, 900, sequenceFinal, 2, false, "opens at block 900"},
		{900, cltv, date, 0, 2, false, "opens at block 900"},
		{date, cltv, date, 0, 2, true, "opens at 2027-01-15 08:00:00 UTC"},
		{date, cltv, 900, 0, 2, false, "opens at 2027-01-15 08:00:00 UTC"},
		{4_000_000_000, cltv, 4_000_000_000, 0, 2, true, "opens at 2096-10-02 07:06:40 UTC"},
		{1, csv, 0, 1, 2, true, "opens 1 block after its coin"},
		{16, csv, 0, 15, 2, false, "opens 16 blocks after its coin"},
		{144, csv, 0, 200, 2, true, "opens 144 blocks after its coin"},
		{144, csv, 0, 200, 1, false, "opens 144 blocks after its coin"},
		{144, csv, 0, sequenceInactive | 200, 2, false, "opens 144 blocks after its coin"},
		{sequenceSeconds | 7, csv, 0, sequenceSeconds | 7, 2, true, "opens about 59 minutes after its coin"},
		{sequenceSeconds | 7, csv, 0, 7, 2, false, "opens about 59 minutes after its coin"},
		{sequenceSeconds | 338, csv, 0, 7, 2, false, "opens about 2 days after its coin"},
		{sequenceSeconds | 40, csv, 0, 7, 2, false, "opens about 5 hours after its coin"},
	} {
		tx := &wire.MsgTx{Version: c.version, LockTime: c.locktime}
		got := scriptLocks(tx, c.sequence, lockScript(t, c.n, c.op))
		want := []ScriptLock{{Relative: c.op == csv, Value: uint32(c.n), Open: c.open}}
		if !slices.Equal(got, want) || got[0].String() != c.text {
			t.Errorf("%d, locktime %d, sequence %#x: %+v %s, want %v %s", c.n, c.locktime, c.sequence, got, got[0], c.open, c.text)
		}
	}
	if scriptLocks(&wire.MsgTx{}, 0, []byte{txscript.OP_CHECKSIG, 5}) != nil {
		t.Error("a lock where there is none")
	}
}

func TestPushedNumber(t *testing.T) {
	for _, c := range []struct {
		data []byte
		want uint32
	}{
		{nil, 0}, {[]byte{5}, 5}, {[]byte{0x85}, 0}, {[]byte{0x90, 0x00}, 0x90},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x00}, 0xffffffff}, {[]byte{0, 0, 0, 0, 1}, 0}, {make([]byte, 6), 0},
	} {
		if got := pushedNumber(byte(len(c.data)), c.data); got != c.want {
			t.Errorf("%x: %d", c.data, got)
		}
	}
}
