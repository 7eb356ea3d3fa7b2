package psbt

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A Detail is one decoded part of a key or value. Both strings are printable
// ASCII: text of the packet comes quoted, bytes come as hexadecimal.
type Detail struct{ Name, Text string }

// Details are the parts of a key or value in order. In JSON they are one
// object.
type Details []Detail

// MarshalJSON writes the details as one object that keeps their order.
func (ds Details) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, d := range ds {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(d.Name)
		text, _ := json.Marshal(d.Text)
		b.Write(name)
		b.WriteByte(':')
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// showHex shows a whole key as hexadecimal.
func showHex(name string) func([]byte) []Detail {
	return func(b []byte) []Detail { return []Detail{{name, hex.EncodeToString(b)}} }
}

// showValue shows a whole value as hexadecimal.
func showValue(name string) func(key, value []byte) []Detail {
	return func(_, value []byte) []Detail { return []Detail{{name, hex.EncodeToString(value)}} }
}

// Bounds of what is shown of one field; more than that could not be mined. The
// bytes of the field are in the Description whole.
const (
	maxListed     = 100_000 // things in a row
	maxDisasm     = 100_000 // bytes of a script that is written as words
	maxStackItems = 1_000   // items of a witness
)

// A list collects things that come in a row: "key 0", "key 1", up to a bound.
type list struct {
	details []Detail
	name    string
	bound   int
	n       int
}

func (l *list) add(text func() string) {
	if l.n < l.bound {
		l.details = append(l.details, Detail{l.name + " " + strconv.Itoa(l.n), text()})
	}
	l.n++
}

// all returns the details, the last of which says how many are not listed.
func (l *list) all() []Detail {
	if left := l.n - l.bound; left > 0 {
		return append(l.details, Detail{"not listed", strconv.Itoa(left)})
	}
	return l.details
}

func showUint32(_, value []byte) []Detail {
	return []Detail{{"value", strconv.FormatUint(uint64(binary.LittleEndian.Uint32(value)), 10)}}
}

func showInt32(_, value []byte) []Detail {
	return []Detail{{"value", strconv.FormatInt(int64(int32(binary.LittleEndian.Uint32(value))), 10)}}
}

func showCount(_, value []byte) []Detail {
	n, _, _ := readCompactSize(value)
	return []Detail{{"value", strconv.FormatUint(n, 10)}}
}

func showAmount(_, value []byte) []Detail {
	return []Detail{satoshi(int64(binary.LittleEndian.Uint64(value)))}
}

func satoshi(amount int64) Detail { return Detail{"sats", strconv.FormatInt(amount, 10)} }

func showModifiable(_, value []byte) []Detail {
	var flags []string
	for _, flag := range []struct {
		bit  byte
		name string
	}{
		{InputsModifiable, "inputs"}, {OutputsModifiable, "outputs"}, {HasSighashSingle, "has SIGHASH_SINGLE"},
	} {
		if value[0]&flag.bit != 0 {
			flags = append(flags, flag.name)
		}
	}
	return []Detail{{"flags", fmt.Sprintf("0x%02x", value[0])}, {"modifiable", strings.Join(flags, ", ")}}
}

// SighashName is the name of a sighash type, like "ALL|ANYONECANPAY".
func SighashName(sighash uint32) string {
	const anyoneCanPay = 0x80
	base := [...]string{"DEFAULT", "ALL", "NONE", "SINGLE"}
	low := sighash &^ anyoneCanPay
	switch {
	case int64(low) >= int64(len(base)) || low == 0 && sighash != 0:
		return fmt.Sprintf("0x%02x", sighash)
	case sighash != low:
		return base[low] + "|ANYONECANPAY"
	}
	return base[low]
}

func showSighash(_, value []byte) []Detail {
	return []Detail{{"sighash", SighashName(binary.LittleEndian.Uint32(value))}}
}

// showMessage shows text quoted, in ASCII.
func showMessage(_, value []byte) []Detail {
	return []Detail{{"text", strconv.QuoteToASCII(string(value))}}
}

func showProprietary(key []byte) []Detail {
	r := reader{b: key}
	identifier := r.varBytes()
	subtype := r.compactSize()
	return []Detail{
		{"identifier", strconv.QuoteToASCII(string(identifier))},
		{"subtype", strconv.FormatUint(subtype, 10)},
		{"data", hex.EncodeToString(r.take(uint64(r.left())))},
	}
}

func showDNSSEC(_, value []byte) []Detail {
	n := 1 + int(value[0])
	return []Detail{
		{"name", strconv.QuoteToASCII(string(value[1:n]))},
		{"proof", base64.StdEncoding.EncodeToString(value[n:])},
	}
}
