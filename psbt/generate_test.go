package psbt_test

import (
	"bytes"
	"slices"

	"coldsign/psbt"

	"pgregory.net/rapid"
)

// rawPacket is a packet before it is written: for each map, its fields as
// bytes.
type rawPacket [][][]byte

func (p rawPacket) bytes() []byte {
	maps := make([][]byte, len(p))
	for i, fields := range p {
		maps[i] = concat(fields...)
	}
	return packetOf(maps...)
}

// generatePacket draws a packet of a version that uses any rows of the field
// table, unknown fields, and any order.
func generatePacket(t *rapid.T, version uint32) rawPacket {
	inputs := rapid.IntRange(1, 3).Draw(t, "inputs")
	outputs := rapid.IntRange(1, 3).Draw(t, "outputs")
	p := make(rawPacket, 1+inputs+outputs)
	if version == 0 {
		p[0] = append(p[0], field(psbt.GlobalUnsignedTx, nil, generateTx(t, inputs, outputs)))
		if rapid.Bool().Draw(t, "states version 0") {
			p[0] = append(p[0], field(psbt.GlobalVersion, nil, le32(0)))
		}
	} else {
		p[0] = append(p[0],
			field(psbt.GlobalVersion, nil, le32(2)), field(psbt.GlobalTxVersion, nil, le32(2)),
			field(psbt.GlobalInputCount, nil, compact(inputs)), field(psbt.GlobalOutputCount, nil, compact(outputs)))
	}
	for i := range p {
		kind := psbt.GlobalMap
		switch {
		case i > inputs:
			kind = psbt.OutputMap
		case i > 0:
			kind = psbt.InputMap
		}
		if version == 2 {
			p[i] = append(p[i], requiredFields(t, kind)...)
		}
		p[i] = append(p[i], generateFields(t, kind, version)...)
		p[i] = rapid.Permutation(p[i]).Draw(t, "order")
	}
	return p
}

func generateTx(t *rapid.T, inputs, outputs int) []byte {
	tx := append(number(t), compact(inputs)...)
	for range inputs {
		tx = concat(tx, random(t, 36), []byte{0}, number(t))
	}
	tx = append(tx, compact(outputs)...)
	for range outputs {
		script := random(t, rapid.IntRange(0, 300).Draw(t, "script"))
		tx = concat(tx, random(t, 8), compact(len(script)), script)
	}
	return append(tx, number(t)...)
}

// requiredFields are the fields without which a map of version 2 says nothing.
func requiredFields(t *rapid.T, kind psbt.MapKind) [][]byte {
	switch kind {
	case psbt.InputMap:
		return [][]byte{field(psbt.InPreviousTxID, nil, random(t, 32)), field(psbt.InOutputIndex, nil, number(t))}
	case psbt.OutputMap:
		return [][]byte{field(psbt.OutAmount, nil, random(t, 8)), field(psbt.OutScript, nil, random(t, 22))}
	}
	return nil
}

// generateFields draws optional fields, each key once.
func generateFields(t *rapid.T, kind psbt.MapKind, version uint32) [][]byte {
	var fields [][]byte
	for _, e := range examples {
		f, _ := psbt.LookupField(e.kind, e.fieldType)
		presence := f.V0
		if version == 2 {
			presence = f.V2
		}
		if e.kind != kind || presence != psbt.Optional || skipped(e, version) {
			continue
		}
		most := 1
		if len(e.key) != 0 {
			most = 3
		}
		seen := make(map[string]bool)
		for range rapid.IntRange(0, most).Draw(t, f.Name) {
			key, value := e.vary(t, f)
			if !seen[string(key)] {
				seen[string(key)] = true
				fields = append(fields, field(byte(e.fieldType), key, value))
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "unknown fields") {
		fields = append(fields, field(byte(0x70+i), random(t, 3), random(t, 5)))
		fields = append(fields, concat([]byte{4, 0xfd, byte(i), 2}, []byte{9}, compact(2), random(t, 2)))
	}
	return fields
}

// skipped are fields that are held against others, which has tests of its own,
// and those that the caller writes.
func skipped(e example, version uint32) bool {
	f, _ := psbt.LookupField(e.kind, e.fieldType)
	held := []string{"VERSION", "SP_ECDH_SHARE", "SP_DLEQ", "SP_V0_INFO", "SP_V0_LABEL", "REQUIRED_TIME_LOCKTIME", "SCRIPT"}
	return slices.Contains(held, f.Name) && (e.kind != psbt.OutputMap || version == 2)
}

// vary draws a field like the example: another key of the same form, and
// another value where any of its length will do.
func (e example) vary(t *rapid.T, f psbt.Field) (key, value []byte) {
	key, value = bytes.Clone(e.key), bytes.Clone(e.value)
	switch {
	case f.Value.Name == "preimage":
		return key, value
	case f.Name == "PROPRIETARY":
		key = append(key, random(t, 2)...)
	case len(key) > 24:
		copy(key[20:24], random(t, 4))
	}
	switch f.Value.Name {
	case "script", "bytes":
		value = random(t, rapid.IntRange(0, 60).Draw(t, "length"))
	case "32-bit unsigned integer", "32-bit lock time", "32-bit sighash type", "32-bit signed integer":
		value = number(t)
	}
	return key, value
}

func random(t *rapid.T, n int) []byte {
	return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, "bytes")
}

func number(t *rapid.T) []byte {
	return le32(rapid.OneOf(rapid.Uint32(), rapid.SampledFrom([]uint32{0, 0xffffffff})).Draw(t, "number"))
}
