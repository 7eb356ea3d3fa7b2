package miniscript

// Type is the type of an expression: one basic type and a set of properties
// (BIP-379, "Type System").
type Type uint32

// The basic types.
const (
	TypeB Type = 1 << iota // base: pushes nonzero when satisfied, zero when not
	TypeV                  // verify: pushes nothing, cannot be dissatisfied
	TypeK                  // key: pushes a public key whose signature is asked for
	TypeW                  // wrapped: a B that takes its input from below the top
)

// The properties for correctness.
const (
	PropZ Type = 1 << (iota + 4) // zero-arg: consumes no stack element
	PropO                        // one-arg: consumes one stack element
	PropN                        // nonzero: its satisfaction needs no zero on top
	PropD                        // dissatisfiable without signatures, preimages and locks
	PropU                        // unit: pushes exactly 1 when satisfied
)

// The properties for malleability.
const (
	PropS Type = 1 << (iota + 9) // signed: satisfying it needs a signature
	PropF                        // forced: dissatisfying it needs a signature
	PropE                        // expressive: one dissatisfaction, that no third party can change
	PropM                        // non-malleable: every way to satisfy it has a non-malleable witness
)

// The properties for time locks, and whether v: costs an opcode.
const (
	propRelTime   Type = 1 << (iota + 13) // contains older by time
	propRelHeight                         // contains older by height
	propAbsTime                           // contains after by time
	propAbsHeight                         // contains after by height
	PropK                                 // no way to satisfy it mixes heights and times of one kind of lock
	propX                                 // its last opcode has no VERIFY form
)

const (
	basicTypes = TypeB | TypeV | TypeK | TypeW
	lockTypes  = propRelTime | propRelHeight | propAbsTime | propAbsHeight
)

// Has reports whether the type has all of these properties.
func (t Type) Has(props Type) bool { return t&props == props }

// when returns the type, or nothing when the condition does not hold.
func (t Type) when(holds bool) Type {
	if holds {
		return t
	}
	return 0
}

// typeLetters are the letters of BIP-379 in its order.
var typeLetters = [...]struct {
	prop   Type
	letter byte
}{
	{TypeB, 'B'}, {TypeV, 'V'}, {TypeK, 'K'}, {TypeW, 'W'},
	{PropZ, 'z'}, {PropO, 'o'}, {PropN, 'n'}, {PropD, 'd'}, {PropU, 'u'},
	{PropS, 's'}, {PropF, 'f'}, {PropE, 'e'}, {PropM, 'm'}, {PropK, 'k'},
}

// String returns the letters of BIP-379: basic type, zondu, sfem, k.
func (t Type) String() string {
	letters := make([]byte, 0, len(typeLetters))
	for _, row := range typeLetters {
		if t.Has(row.prop) {
			letters = append(letters, row.letter)
		}
	}
	return string(letters)
}

// mixes reports whether meeting x and y together can need a height and a time of
// one kind of lock, which no transaction has. A choice within x alone is no mix.
func mixes(x, y Type) bool {
	return x.Has(propRelTime) && y.Has(propRelHeight) || x.Has(propRelHeight) && y.Has(propRelTime) ||
		x.Has(propAbsTime) && y.Has(propAbsHeight) || x.Has(propAbsHeight) && y.Has(propAbsTime)
}
