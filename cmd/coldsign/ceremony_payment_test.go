package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/keystore"
	"coldsign/psbt"
)

// Types of fields of BIP-174.
const (
	globalUnsignedTx   = 0x00
	inputPreviousTx    = 0x00
	inputDerivation    = 0x06
	outputDerivation   = 0x02
	satoshisPaid       = 60_000
	satoshisBack       = 39_000
	satoshisOfTheInput = 100_000
)

// payment writes a packet that spends a coin of treasury/p2wpkh, with change, and
// answers with its path.
func (c *tableTop) payment() string {
	c.t.Helper()
	data, err := os.ReadFile(filepath.Join(c.home, keysFolder, "treasury", keystore.RecordFile))
	if err != nil {
		c.t.Fatal(err)
	}
	record, err := keystore.ParseRecord(data)
	if err != nil {
		c.t.Fatal(err)
	}
	var account keystore.Account
	for _, a := range record.Accounts {
		if a.Type == "p2wpkh" {
			account = a
		}
	}
	coin, coinKey, coinOrigin := c.place(record, account, 0)
	change, changeKey, changeOrigin := c.place(record, account, 1)

	previous := wire.NewMsgTx(2)
	previous.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 7}, []byte{0x51}, nil))
	previous.AddTxOut(wire.NewTxOut(satoshisOfTheInput, coin))
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: previous.TxHash()}, nil, nil))
	tx.AddTxOut(wire.NewTxOut(satoshisPaid, append([]byte{0, 20}, bytes.Repeat([]byte{0x42}, 20)...)))
	tx.AddTxOut(wire.NewTxOut(satoshisBack, change))
	var unsigned, whole bytes.Buffer
	tx.SerializeNoWitness(&unsigned)
	previous.Serialize(&whole)
	packet := psbt.Packet{
		Global:  psbt.Map{{Type: globalUnsignedTx, Value: unsigned.Bytes()}},
		Inputs:  []psbt.Map{{{Type: inputPreviousTx, Value: whole.Bytes()}, {Type: inputDerivation, KeyData: coinKey, Value: coinOrigin}}},
		Outputs: []psbt.Map{{}, {{Type: outputDerivation, KeyData: changeKey, Value: changeOrigin}}},
	}
	c.write("payment.psbt", string(packet.Bytes()))
	return filepath.Join(c.folder, "payment.psbt")
}

// place is the first address of a branch: its script, its public key, and the
// value of the field that says where the key comes from.
func (c *tableTop) place(record *keystore.Record, account keystore.Account, branch uint32) (script, key, origin []byte) {
	c.t.Helper()
	node, err := hdkeychain.NewKeyFromString(account.XPub)
	if err != nil {
		c.t.Fatal(err)
	}
	origin = append(origin, record.Fingerprint[:]...)
	for _, index := range account.Path {
		origin = binary.LittleEndian.AppendUint32(origin, index)
	}
	for _, index := range []uint32{branch, 0} {
		if node, err = node.Derive(index); err != nil {
			c.t.Fatal(err)
		}
		origin = binary.LittleEndian.AppendUint32(origin, index)
	}
	public, err := node.ECPubKey()
	if err != nil {
		c.t.Fatal(err)
	}
	key = public.SerializeCompressed()
	return append([]byte{0, 20}, address.Hash160(key)...), key, origin
}
