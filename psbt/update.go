package psbt

import (
	"bytes"
	"encoding/binary"

	"github.com/btcsuite/btcd/wire/v2"
)

// The Updater's fields that are more than bytes; all others go through Set.

// SetPrevTx sets the NON_WITNESS_UTXO of input i. It must be the transaction of
// the input's outpoint.
func (p *Packet) SetPrevTx(i int, tx *wire.MsgTx) error {
	place := Place{InputMap, i}
	if _, err := p.mapAt(place); err != nil {
		return err
	}
	if point := p.Input(i).OutPoint(); tx.TxHash() != point.Hash || uint64(point.Index) >= uint64(len(tx.TxOut)) {
		return errorAt(place, "NON_WITNESS_UTXO", "does not have the output of the outpoint")
	}
	var raw bytes.Buffer
	_ = tx.Serialize(&raw) // a Buffer does not fail
	return p.Set(place, InNonWitnessUTXO, nil, raw.Bytes())
}

// SetWitnessUTXO sets the WITNESS_UTXO of input i.
func (p *Packet) SetWitnessUTXO(i int, coin *wire.TxOut) error {
	value := binary.LittleEndian.AppendUint64(nil, uint64(coin.Value))
	value = appendCompactSize(value, uint64(len(coin.PkScript)))
	return p.Set(Place{InputMap, i}, InWitnessUTXO, nil, append(value, coin.PkScript...))
}

// AddDerivation adds a BIP32_DERIVATION to an input or output.
func (p *Packet) AddDerivation(place Place, d Derivation) error {
	fieldType, err := ofKind(place, InBIP32Derivation, OutBIP32Derivation)
	if err != nil {
		return err
	}
	return p.Set(place, fieldType, d.PubKey, originBytes(d.Fingerprint, d.Path))
}

// AddTapDerivation adds a TAP_BIP32_DERIVATION to an input or output.
func (p *Packet) AddTapDerivation(place Place, d TapDerivation) error {
	fieldType, err := ofKind(place, InTapBIP32Derivation, OutTapBIP32Derivation)
	if err != nil {
		return err
	}
	value := appendCompactSize(nil, uint64(len(d.LeafHashes)))
	for _, hash := range d.LeafHashes {
		value = append(value, hash[:]...)
	}
	return p.Set(place, fieldType, d.XOnly[:], append(value, originBytes(d.Fingerprint, d.Path)...))
}

// ofKind chooses the type of a field that inputs and outputs both have.
func ofKind(place Place, input, output uint64) (uint64, error) {
	switch place.Kind {
	case InputMap:
		return input, nil
	case OutputMap:
		return output, nil
	}
	return 0, errorAt(place, "", "has no such field")
}

// originBytes writes a fingerprint and a path.
func originBytes(fingerprint [fingerprintLen]byte, path []uint32) []byte {
	b := bytes.Clone(fingerprint[:])
	for _, step := range path {
		b = binary.LittleEndian.AppendUint32(b, step)
	}
	return b
}
