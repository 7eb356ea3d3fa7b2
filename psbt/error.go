package psbt

import "fmt"

// A MapKind says which of the three kinds of map a field stands in.
type MapKind uint8

const (
	GlobalMap MapKind = iota
	InputMap
	OutputMap
)

// A Place is one map of a packet; Index counts from 0 and is 0 for the global
// map.
type Place struct {
	Kind  MapKind
	Index int
}

// String returns "global", "input 3" or "output 0".
func (p Place) String() string {
	switch p.Kind {
	case InputMap:
		return fmt.Sprintf("input %d", p.Index)
	case OutputMap:
		return fmt.Sprintf("output %d", p.Index)
	}
	return "global"
}

// An Error says what is wrong with a packet, and where.
type Error struct {
	Place  string // "packet", "global", "input 3", "output 0"
	Field  string // name of the field table, "type 0x1f" for unknown ones, "" when it is not about one field
	Offset int    // byte of the packet at which the pair or map begins; -1 when the packet was not being parsed
	Reason string // what is wrong; never holds text of the packet
	Err    error  // what led to it, or nil
}

// Unwrap returns what led to the error, like a *miniscript.Unsatisfied.
func (e *Error) Unwrap() error { return e.Err }

// Error returns one line like "input 3: PARTIAL_SIG: duplicate key (byte 412)".
func (e *Error) Error() string {
	line := e.Place
	if e.Field != "" {
		line += ": " + e.Field
	}
	line += ": " + e.Reason
	if e.Offset >= 0 {
		line += fmt.Sprintf(" (byte %d)", e.Offset)
	}
	return line
}

// notParsed is the Offset of errors about packets in memory.
const notParsed = -1

// errorAt makes the error of a role.
func errorAt(place Place, field, format string, args ...any) *Error {
	return &Error{Place: place.String(), Field: field, Offset: notParsed, Reason: fmt.Sprintf(format, args...)}
}
