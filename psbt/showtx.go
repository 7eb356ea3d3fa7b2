package psbt

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

func showTxID(_, value []byte) []Detail {
	return []Detail{{"txid", chainhash.Hash(value).String()}}
}

// disassemble writes a script as words. Its pushes are hexadecimal, so nothing
// of the script is printed raw.
func disassemble(script []byte) string {
	if len(script) > maxDisasm {
		return "[too long]"
	}
	text, err := txscript.DisasmString(script)
	if err != nil {
		text += " [malformed]"
	}
	return text
}

func showScript(_, value []byte) []Detail { return scriptDetails("", value) }

func scriptDetails(prefix string, script []byte) []Detail {
	return []Detail{
		{prefix + "script", hex.EncodeToString(script)},
		{prefix + "asm", disassemble(script)},
	}
}

func showTxOut(_, value []byte) []Detail {
	amount, script := readTxOut(value)
	return append([]Detail{satoshi(amount)}, scriptDetails("", script)...)
}

func showUnsignedTx(_, value []byte) []Detail {
	layout, _ := layoutOf(value, true)
	span := txSpan{bodyAt: txVersionLen, bodyEnd: len(value) - txLocktimeLen, inputs: layout.inputs, outputs: len(layout.outputAt)}
	inputs := list{name: "input", bound: maxListed}
	for i := range layout.inputs {
		at := layout.inputsAt + i*txInMin
		inputs.add(func() string {
			return fmt.Sprintf("%v:%d sequence %d", chainhash.Hash(value[at:at+hashLen]),
				firstUint32(value[at+hashLen:]), firstUint32(value[at+outPointLen+1:]))
		})
	}
	outputs := list{name: "output", bound: maxListed}
	for _, at := range layout.outputAt {
		outputs.add(func() string {
			amount, script := readTxOut(value[at:])
			return strconv.FormatInt(amount, 10) + " sats to " + hex.EncodeToString(script)
		})
	}
	return slices.Concat(txDetails(span, value), inputs.all(), outputs.all())
}

// showPrevTx shows what a previous transaction is, not all that is in it.
func showPrevTx(_, value []byte) []Detail {
	span, _ := spanTx(value)
	return append(txDetails(span, value), Detail{"bytes", strconv.Itoa(len(value))})
}

func txDetails(span txSpan, raw []byte) []Detail {
	return []Detail{
		{"txid", span.txid(raw).String()},
		{"version", strconv.FormatInt(int64(int32(binary.LittleEndian.Uint32(raw))), 10)},
		{"locktime", strconv.FormatUint(uint64(binary.LittleEndian.Uint32(raw[len(raw)-txLocktimeLen:])), 10)},
		{"inputs", strconv.Itoa(span.inputs)},
		{"outputs", strconv.Itoa(span.outputs)},
	}
}

func showWitness(_, value []byte) []Detail {
	r := reader{b: value}
	items := list{name: "item", bound: maxStackItems}
	for range r.count(witnessItemMin) {
		item := r.varBytes()
		items.add(func() string { return hex.EncodeToString(item) })
	}
	return items.all()
}

// The last byte of an ECDSA signature, and the 65th of a Schnorr signature, is
// the sighash type.

func showECDSASig(_, value []byte) []Detail {
	end := len(value) - 1
	return []Detail{
		{"signature", hex.EncodeToString(value[:end])},
		{"sighash", SighashName(uint32(value[end]))},
	}
}

func showSchnorrSig(_, value []byte) []Detail {
	var sighash uint32
	if len(value) > schnorrSigLen {
		sighash = uint32(value[schnorrSigLen])
	}
	return []Detail{
		{"signature", hex.EncodeToString(value[:schnorrSigLen])},
		{"sighash", SighashName(sighash)},
	}
}
