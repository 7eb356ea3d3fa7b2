package drill

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"

	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer"
	"coldsign/signer/descriptor"
)

// Order is what the custodian holds on paper.
type Order struct {
	Address string
	Script  []byte
	Sats    int64
	MaxFee  int64
}

// plan is a transaction before it is built: the truth, or what a liar made of it.
type plan struct {
	order      Order
	inputs     []planInput
	outputs    []planOutput
	statedSats int64  // an amount that the first input's witness UTXO states falsely; 0: the truth
	sighash    uint32 // of the first input; 0: left out
}

// planInput is a coin of the practice wallet.
type planInput struct {
	index  uint32
	sats   int64
	hidden bool // without the record that says whose it is

	foreign bool // not of the wallet, but of a careless signer, who has signed already
}

// planOutput pays a script, or the wallet's change at an index.
type planOutput struct {
	script []byte
	index  uint32
	sats   int64
	change bool // the record that comes with it names the change key at index
}

// Exercise is a transaction to be judged.
type Exercise struct {
	Lie    Lie
	Order  Order
	Packet *psbt.Packet
}

// NewExercise makes the transaction of a lie, which spends a single-signature P2WPKH
// wallet; each number is another order.
func NewExercise(l Lie, number int, w *signer.Wallet) (*Exercise, error) {
	p := planOf(w.Network, number)
	l.alter(&p)
	packet, err := p.build(w.Descriptor)
	return &Exercise{l, p.order, packet}, err
}

// planOf is a true transaction: two coins, a payment, change.
func planOf(network *descriptor.Network, number int) plan {
	payee := stranger("payee", number)
	address, _ := descriptor.Address(payee, network)
	sats := int64(12_500_000 + 1_350_000*number)
	const fee = 2_820
	p := plan{order: Order{address, payee, sats, fee}}
	p.inputs = []planInput{{index: uint32(2 * number), sats: sats/2 + 5_000_000}, {index: uint32(2*number + 1), sats: sats/2 + 4_000_000}}
	p.outputs = []planOutput{
		{script: payee, sats: sats},
		{index: uint32(number), change: true, sats: p.inputs[0].sats + p.inputs[1].sats - sats - fee},
	}
	return p
}

// stranger is a script that nobody here knows: P2WPKH of a hash.
func stranger(name string, number int) []byte {
	sum := sha256.Sum256(append([]byte("drill "+name), byte(number)))
	return append([]byte{0x00, 20}, sum[:20]...)
}

// Types of fields (BIP-174).
const (
	typeUnsignedTx      = 0x00
	typeNonWitnessUTXO  = 0x00
	typeWitnessUTXO     = 0x01
	typeSighash         = 0x03
	typeInDerivation    = 0x06
	typeOutDerivation   = 0x02
	typeFinalWitness    = 0x08
	changeBranch        = 1
	receiveBranch       = 0
	practiceTxVersion   = 2
	practiceRBFSequence = 0xfffffffd
)

// build makes the PSBT of a plan.
func (p *plan) build(d *descriptor.Descriptor) (*psbt.Packet, error) {
	packet := &psbt.Packet{}
	tx := wire.NewMsgTx(practiceTxVersion)
	for i, in := range p.inputs {
		place, err := d.At(receiveBranch, in.index)
		if err != nil {
			return nil, err
		}
		if in.foreign {
			place = &descriptor.Script{ScriptPubKey: careless.script()}
		}
		previous := funding(in, place.ScriptPubKey)
		hash := previous.TxHash()
		spend := wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil)
		spend.Sequence = practiceRBFSequence
		tx.AddTxIn(spend)
		coin := *previous.TxOut[0]
		if i == 0 && p.statedSats != 0 {
			coin.Value = p.statedSats
		}
		raw, err := serialized(previous.Serialize)
		if err != nil {
			return nil, err
		}
		fields := psbt.Map{{Type: typeNonWitnessUTXO, Value: raw}, {Type: typeWitnessUTXO, Value: coinBytes(coin)}}
		if i == 0 && p.sighash != 0 {
			fields = append(fields, psbt.Pair{Type: typeSighash, Value: binary.LittleEndian.AppendUint32(nil, p.sighash)})
		}
		if !in.hidden && !in.foreign {
			fields = append(fields, derivation(typeInDerivation, d, place))
		}
		packet.Inputs = append(packet.Inputs, fields)
	}
	for _, out := range p.outputs {
		fields := psbt.Map{}
		script := out.script
		if out.change {
			place, err := d.At(changeBranch, out.index)
			if err != nil {
				return nil, err
			}
			if script == nil {
				script = place.ScriptPubKey
			}
			fields = append(fields, derivation(typeOutDerivation, d, place))
		}
		tx.AddTxOut(wire.NewTxOut(out.sats, script))
		packet.Outputs = append(packet.Outputs, fields)
	}
	for i, in := range p.inputs {
		if in.foreign {
			witness, err := careless.sign(tx, i, in.sats)
			if err != nil {
				return nil, err
			}
			packet.Inputs[i] = append(packet.Inputs[i], psbt.Pair{Type: typeFinalWitness, Value: witness})
		}
	}
	raw, err := serialized(tx.SerializeNoWitness)
	packet.Global = psbt.Map{{Type: typeUnsignedTx, Value: raw}}
	return packet, err
}

// funding is the transaction that made a coin.
func funding(in planInput, script []byte) *wire.MsgTx {
	tx := wire.NewMsgTx(practiceTxVersion)
	source := sha256.Sum256(binary.LittleEndian.AppendUint32([]byte("coin "), in.index))
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: source}, nil, nil))
	tx.AddTxOut(wire.NewTxOut(in.sats, script))
	return tx
}

// coinBytes is a transaction output in its serialized form.
func coinBytes(coin wire.TxOut) []byte {
	data := binary.LittleEndian.AppendUint64(nil, uint64(coin.Value))
	data = append(data, byte(len(coin.PkScript))) // shorter than 253: one byte says so
	return append(data, coin.PkScript...)
}

// derivation is the record that names a place's key by its path.
func derivation(fieldType uint64, d *descriptor.Descriptor, place *descriptor.Script) psbt.Pair {
	key := place.Keys[0]
	fingerprint := d.Keys()[key.Key].Fingerprint
	value := fingerprint[:]
	for _, step := range key.Path {
		value = binary.LittleEndian.AppendUint32(value, step)
	}
	return psbt.Pair{Type: fieldType, KeyData: key.PubKey, Value: value}
}

func serialized(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	err := write(&b)
	return b.Bytes(), err
}
