package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coldsign/internal/fault"
	"coldsign/internal/text"
	"coldsign/psbt"
)

// difference is a field that two PSBTs of one transaction do not share.
type difference struct {
	Map   string `json:"map"`   // "global", "input 3", "output 0"
	Field string `json:"field"` // of the field table
	Key   string `json:"key"`   // key data, hex
	What  string `json:"what"`
}

func (d difference) String() string {
	name := d.Map + ": " + d.Field
	if d.Key != "" {
		name += " " + d.Key
	}
	return name + ": " + d.What
}

// comparedMap is one map of both packets.
type comparedMap struct {
	name string
	kind psbt.MapKind
	a, b psbt.Map
}

// packetDifferences compares two packets field by field. None means that their bytes are the same.
func packetDifferences(a, b *psbt.Packet) []difference {
	if len(a.Inputs) != len(b.Inputs) || len(a.Outputs) != len(b.Outputs) {
		return []difference{{Map: "global", Field: "transaction", What: fmt.Sprintf("%s and %s here, %s and %s there",
			text.Count(len(a.Inputs), "input"), text.Count(len(a.Outputs), "output"), text.Count(len(b.Inputs), "input"), text.Count(len(b.Outputs), "output"))}}
	}
	maps := []comparedMap{{"global", psbt.GlobalMap, a.Global, b.Global}}
	for i := range a.Inputs {
		maps = append(maps, comparedMap{fmt.Sprintf("input %d", i), psbt.InputMap, a.Inputs[i], b.Inputs[i]})
	}
	for i := range a.Outputs {
		maps = append(maps, comparedMap{fmt.Sprintf("output %d", i), psbt.OutputMap, a.Outputs[i], b.Outputs[i]})
	}
	var found []difference
	for _, m := range maps {
		found = append(found, m.differences()...)
	}
	return found
}

func (m comparedMap) differences() []difference {
	var found []difference
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
			return []difference{m.differs(pair, "at another place of the map")}
		}
	}
	return nil
}

func (m comparedMap) differs(pair psbt.Pair, what string) difference {
	name := fmt.Sprintf("type 0x%02x", pair.Type)
	if field, ok := psbt.LookupField(m.kind, pair.Type); ok {
		name = field.Name
	}
	return difference{m.name, name, hex.EncodeToString(pair.KeyData), what}
}

// differFailure refuses what differs, and names the first place.
func differFailure(found []difference) *fault.Error {
	return fault.New(fault.Refused, fmt.Sprintf("the two differ in %s, first at %s", text.Count(len(found), "field"), found[0])).
		WithHint("signatures are deterministic: one of the two machines has a fault, or another program")
}

func (p *program) psbtCompareCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compare A B",
		Short: "Compare two PSBTs field by field: signed on two machines they must be the same",
		Long: `Compare two PSBTs of one transaction field by field. Signatures made here are
deterministic, so the same PSBT signed with the same key on two machines, by two
builds, must carry the same bytes: a difference shows a faulty memory or a
dishonest program. Encodings do not matter.

Exit status 0 when they are the same, 3 when they differ.`,
		Example: "  coldsign psbt compare payment-signed.psbt other/payment-signed.psbt",
		Args:    exactly(2),
		RunE: func(_ *cobra.Command, args []string) error {
			_, a, _, err := p.readPacket(args[0])
			if err != nil {
				return err
			}
			_, b, _, err := p.readPacket(args[1])
			if err != nil {
				return err
			}
			return p.printDifferences(packetDifferences(a, b))
		},
	}
}

func (p *program) printDifferences(found []difference) error {
	document := struct {
		Same        bool         `json:"same"`
		Differences []difference `json:"differences"`
	}{len(found) == 0, append([]difference{}, found...)}
	err := p.result(document, func(out io.Writer) {
		for _, d := range found {
			fmt.Fprintln(out, d)
		}
		if len(found) == 0 {
			fmt.Fprintln(out, "the same bytes")
		}
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return printed{differFailure(found)}
}

// compareSigned refuses signatures that differ from those of another machine;
// without a path there is nothing to compare with.
func (p *program) compareSigned(path string, signed *psbt.Packet) error {
	if path == "" {
		return nil
	}
	_, other, _, err := p.readPacket(path)
	if err != nil {
		return fmt.Errorf("--compare: %w", err)
	}
	if found := packetDifferences(signed, other); len(found) > 0 {
		f := differFailure(found)
		f.Message = "nothing leaves this machine: " + f.Message
		return f
	}
	return nil
}
