package psbt

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
)

// Combine is the Combiner of BIP-174: the union of packets about one
// transaction and of one version. A key that two packets give different values
// is an error that names it; nothing is chosen or lost. Only TX_MODIFIABLE may
// differ, since signers clear its flags: what one packet forbids is forbidden.
//
// The order of the arguments does not matter. A map that is the same in all
// packets stays as it is; the others are written in key order.
func Combine(first *Packet, others ...*Packet) (*Packet, error) {
	for _, other := range others {
		if err := sameTransaction(first, other); err != nil {
			return nil, err
		}
	}
	c := &Packet{
		Inputs:  make([]Map, len(first.Inputs)),
		Outputs: make([]Map, len(first.Outputs)),
	}
	for place := range first.maps() {
		united, err := unite(place, first, others)
		if err != nil {
			return nil, err
		}
		into, err := c.mapAt(place)
		if err != nil {
			return nil, err
		}
		*into = united
	}
	if err := checkWhole(c, c.Version()); err != nil {
		return nil, err
	}
	return c.Clone(), nil
}

// unite returns the union of one map of all packets.
func unite(place Place, first *Packet, others []*Packet) (Map, error) {
	m, err := first.mapAt(place)
	if err != nil {
		return nil, err
	}
	all, same := *m, true
	for _, other := range others {
		theirs, err := other.mapAt(place)
		if err != nil {
			return nil, err
		}
		same = same && equalMaps(*m, *theirs)
	}
	if same {
		return all, nil
	}
	all = append(Map(nil), all...)
	for _, other := range others {
		theirs, _ := other.mapAt(place)
		all = append(all, *theirs...)
	}
	// By key first: leaf scripts are written in the order of their values, which
	// would part two that have one key.
	slices.SortStableFunc(all, compareKeys)
	united := all[:0]
	for _, pair := range all {
		n := len(united)
		if n == 0 || compareKeys(united[n-1], pair) != 0 {
			united = append(united, pair)
			continue
		}
		if flags, ok := unitedFlags(place.Kind, united[n-1], pair); ok {
			united[n-1].Value = flags
		} else if !bytes.Equal(united[n-1].Value, pair.Value) {
			return nil, errorAt(place, fieldName(place.Kind, pair.Type), "the packets have different values for one key")
		}
	}
	return united.sorted(place.Kind), nil
}

func equalMaps(a, b Map) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if compareKeys(a[i], b[i]) != 0 || !bytes.Equal(a[i].Value, b[i].Value) {
			return false
		}
	}
	return true
}

// sameTransaction asks that two packets are of one version and identify the
// same transaction.
func sameTransaction(a, b *Packet) error {
	global := Place{Kind: GlobalMap}
	if a.Version() != b.Version() {
		return errorAt(global, "VERSION", "packets of different versions; convert one of them first")
	}
	if len(a.Inputs) != len(b.Inputs) || len(a.Outputs) != len(b.Outputs) || a.UniqueID() != b.UniqueID() {
		field := "UNSIGNED_TX"
		if a.Version() != 0 {
			field = ""
		}
		return errorAt(global, field, "the packets are about different transactions")
	}
	return nil
}

// UniqueID identifies the transaction that a packet is about, whatever else it
// holds: the hash of the unsigned transaction, for version 2 with all sequence
// numbers zero (BIP-370, "Unique Identification") and with addresses in place
// of the scripts of silent payments (BIP-375).
func (p *Packet) UniqueID() chainhash.Hash {
	tx := p.Tx()
	if p.Version() == 0 {
		return tx.TxHash()
	}
	for i := range tx.TxIn {
		tx.TxIn[i].Sequence = 0
	}
	for i := range tx.TxOut {
		if address, ok := p.Outputs[i].Get(OutSPV0Info); ok {
			const addressVersion = 0
			tx.TxOut[i].PkScript = append([]byte{addressVersion}, address...)
		}
	}
	return tx.TxHash()
}
