package psbt

import (
	"bytes"
	"encoding/hex"
	"fmt"
)

// Difference is a field that two PSBTs of one transaction do not share.
type Difference struct {
	Map   string `json:"map"`   // "global", "input 3", "output 0"
	Field string `json:"field"` // of the field table
	Key   string `json:"key"`   // key data, hex
	What  string `json:"what"`
}

func (d Difference) String() string {
	name := d.Map + ": " + d.Field
	if d.Key != "" {
		name += " " + d.Key
	}
	return name + ": " + d.What
}

// comparedMap is one map of both packets.
type comparedMap struct {
	name string
	kind MapKind
	a, b Map
}

// Compare compares two packets field by field. No difference means that their bytes are the same.
func Compare(a, b *Packet) []Difference {
	if len(a.Inputs) != len(b.Inputs) || len(a.Outputs) != len(b.Outputs) {
		return []Difference{{Map: "global", Field: "transaction", What: fmt.Sprintf("inputs and outputs: %d and %d in the first, %d and %d in the second",
			len(a.Inputs), len(a.Outputs), len(b.Inputs), len(b.Outputs))}}
	}
	maps := []comparedMap{{"global", GlobalMap, a.Global, b.Global}}
	for i := range a.Inputs {
		maps = append(maps, comparedMap{fmt.Sprintf("input %d", i), InputMap, a.Inputs[i], b.Inputs[i]})
	}
	for i := range a.Outputs {
		maps = append(maps, comparedMap{fmt.Sprintf("output %d", i), OutputMap, a.Outputs[i], b.Outputs[i]})
	}
	var found []Difference
	for _, m := range maps {
		found = append(found, m.differences()...)
	}
	return found
}

func (m comparedMap) differences() []Difference {
	var found []Difference
	for _, pair := range m.a {
		switch value, ok := m.b.Find(pair.Type, pair.KeyData); {
		case !ok:
			found = append(found, m.differs(pair, "only in the first"))
		case !bytes.Equal(value, pair.Value):
			found = append(found, m.differs(pair, "other bytes"))
		}
	}
	for _, pair := range m.b {
		if _, ok := m.a.Find(pair.Type, pair.KeyData); !ok {
			found = append(found, m.differs(pair, "only in the second"))
		}
	}
	if len(found) > 0 {
		return found
	}
	for i, pair := range m.a {
		if other := m.b[i]; other.Type != pair.Type || !bytes.Equal(other.KeyData, pair.KeyData) {
			return []Difference{m.differs(pair, "at another place of the map")}
		}
	}
	return nil
}

func (m comparedMap) differs(pair Pair, what string) Difference {
	name := fmt.Sprintf("type 0x%02x", pair.Type)
	if field, ok := LookupField(m.kind, pair.Type); ok {
		name = field.Name
	}
	return Difference{m.name, name, hex.EncodeToString(pair.KeyData), what}
}
