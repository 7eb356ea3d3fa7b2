package psbt_test

import (
	"errors"
	"fmt"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/wire/v2"
)

// A packet of a coordinator: one coin, one payment.
const examplePacket = "cHNidP8BAFICAAAAAQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHAwAAAAD9////" +
	"AYgTAAAAAAAAFgAUAQEBAQEBAQEBAQEBAQEBAQEBAQEJAAAAAAEBH3AXAAAAAAAAFgAUAgICAgICAgICAgICAgICAgICAgIAAA=="

func ExampleDecode() {
	p, encoding, err := psbt.Decode([]byte(examplePacket))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(encoding, "version", p.Version(), "locktime", p.Tx().LockTime)
	fmt.Println("spends", p.Input(0).OutPoint())
	fmt.Println("pays", p.Output(0).Amount(), "sats")
	// Output:
	// base64 version 0 locktime 9
	// spends 0707070707070707070707070707070707070707070707070707070707070707:3
	// pays 5000 sats
}

func ExampleError() {
	packet := append([]byte("psbt\xff"), 2, 0, 0, 0)
	_, err := psbt.Parse(append(packet, 0))
	var e *psbt.Error
	fmt.Println(errors.As(err, &e), err)
	// Output:
	// true global: UNSIGNED_TX: malformed key: takes no key data (byte 5)
}

func ExamplePacket_Describe() {
	p, _, _ := psbt.Decode([]byte(examplePacket))
	for d := range p.Describe() {
		if d.Place.Kind == psbt.InputMap {
			fmt.Println(d)
		}
	}
	// Output:
	// input 0: WITNESS_UTXO: sats 6000, script 00140202020202020202020202020202020202020202, asm 0 0202020202020202020202020202020202020202
}

func ExamplePacket_Convert() {
	p, _, _ := psbt.Decode([]byte(examplePacket))
	v2, err := p.Convert(2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("version", v2.Version(), "the same transaction:", v2.Tx().TxHash() == p.Tx().TxHash())
	// Output:
	// version 2 the same transaction: true
}

func ExampleCreate() {
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 1}, nil, nil))
	tx.AddTxOut(wire.NewTxOut(5000, append([]byte{0, 20}, make([]byte, 20)...)))
	p, err := psbt.Create(tx)
	if err != nil {
		fmt.Println(err)
		return
	}
	input := psbt.Place{Kind: psbt.InputMap, Index: 0}
	fmt.Println(p.Set(input, psbt.InSighashType, nil, []byte{1, 0, 0, 0}))
	fmt.Println(p.Set(input, psbt.InSighashType, nil, []byte{2, 0, 0, 0}))
	// Output:
	// <nil>
	// input 0: SIGHASH_TYPE: is there already with another value
}
