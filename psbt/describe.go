package psbt

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// A Description is one field decoded for people and programs. Nothing in it is
// raw text of the packet.
type Description struct {
	Place Place
	Pair  Pair // the bytes that are described
	Name  string
	Known bool // in the field table
	Key   Details
	Value Details
}

// Describe walks all fields of all maps in their order. The fields of one map
// at a time are decoded, so that a big packet can be shown in little memory.
func (p *Packet) Describe() iter.Seq[Description] {
	return func(yield func(Description) bool) {
		for place, m := range p.maps() {
			for i := range m {
				if !yield(describe(place, m[i])) {
					return
				}
			}
		}
	}
}

func describe(place Place, pair Pair) Description {
	d := Description{Place: place, Pair: pair, Name: fieldName(place.Kind, pair.Type)}
	f := lookup(place.Kind, pair.Type)
	if f == nil || f.Key.check(pair.KeyData) != "" || f.Value.check(pair.KeyData, pair.Value) != "" {
		// Unknown, or put there by hand: bytes are all that can be said.
		if len(pair.KeyData) != 0 {
			d.Key = showHex("bytes")(pair.KeyData)
		}
		d.Value = showHex("bytes")(pair.Value)
		return d
	}
	d.Known = true
	d.Key, d.Value = f.Key.show(pair.KeyData), f.Value.show(pair.KeyData, pair.Value)
	return d
}

// String returns one line: place, name, key and value.
func (d Description) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %s", d.Place, d.Name)
	for _, part := range []struct {
		details   Details
		separator string
	}{{d.Key, " "}, {d.Value, ": "}} {
		separator := part.separator
		for _, detail := range part.details {
			fmt.Fprintf(&b, "%s%s %s", separator, detail.Name, detail.Text)
			separator = ", "
		}
	}
	return b.String()
}

// MarshalJSON writes the field with its decoded parts and its raw bytes:
//
//	{"map": "input 3", "field": "PARTIAL_SIG", "type": 2, "known": true,
//	 "key": {…}, "value": {…}, "key_hex": "…", "value_hex": "…"}
func (d Description) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Map      string  `json:"map"`
		Field    string  `json:"field"`
		Type     uint64  `json:"type"`
		Known    bool    `json:"known"`
		Key      Details `json:"key"`
		Value    Details `json:"value"`
		KeyHex   string  `json:"key_hex"`
		ValueHex string  `json:"value_hex"`
	}{
		d.Place.String(), d.Name, d.Pair.Type, d.Known, d.Key, d.Value,
		hex.EncodeToString(d.Pair.KeyData), hex.EncodeToString(d.Pair.Value),
	})
}
