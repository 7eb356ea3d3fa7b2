package psbt_test

import (
	"bytes"
	"testing"

	"coldsign/psbt"
)

// A transaction that nobody put into a packet is read as strictly as one in it.
func TestParseTx(t *testing.T) {
	tx, err := psbt.ParseTx(plainTx)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(serialize(t, tx), plainTx) {
		t.Error("read otherwise than written")
	}
	inputs := bytes.Clone(plainTx[:4])
	inputs = append(inputs, 0xfe, 0xff, 0xff, 0xff, 0)
	for name, raw := range map[string][]byte{
		"nothing": nil, "a byte short": plainTx[:len(plainTx)-1], "a byte more": append(bytes.Clone(plainTx), 0), "a count of millions": inputs,
	} {
		if _, err := psbt.ParseTx(raw); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
