package signer

import "fmt"

// Last is what the operator declared of the present the last time it was written down,
// and what this machine's clock said then.
type Last struct {
	Time, Clock int64  // seconds since 1970; 0: never
	Height      uint32 // the highest ever declared
}

// presentOf is the present that limits are measured by: what is declared, and never
// earlier than what was declared before.
func presentOf(said Declared, last Last) Declared {
	present := Declared{Height: max(said.Height, last.Height)}
	if said.Time > 0 {
		present.Time = max(said.Time, last.Time)
	}
	return present
}

// blocksAhead is how many blocks a height may be beyond what the time that went by
// allows: two days of them. Miners have never found more than two in ten minutes for long.
const (
	blocksAhead    = 2 * 144
	secondsOfBlock = 600 / 2
)

// dateOdd is the row for a declaration that this machine's clock, or the one before, does
// not bear out. The clock is a second witness and never the judge: nobody sets it right
// on a machine without a network.
var dateOdd = Rule{
	ID: "date-odd", Severity: Confirm,
	Title: "The declared date or height is odd",
	Why: "Limits by day, hour or block begin anew at another date, so whoever declares the present decides over them. " +
		"Look at a clock that you trust; what is declared is remembered.",
	Source: "limits that were walked around by declaring a later date",
	Check: func(a *Analysis, _ Limits) []Place {
		var out []Place
		for _, odd := range oddities(a.said, a.clock, a.last) {
			out = append(out, Place{Detail: odd})
		}
		return out
	},
}

func oddities(said Declared, clock int64, last Last) (out []string) {
	if said.Time > 0 && clock > 0 {
		if days := said.Time/secondsPerDay - clock/secondsPerDay; days < -1 || days > 1 {
			out = append(out, "declared is "+dateText(said.Time)+", and this machine's clock says "+dateText(clock/secondsPerDay*secondsPerDay))
		}
	}
	passed := max(clock-last.Clock, 0) // a clock that was set back bears nothing out
	if last.Clock == 0 {
		return out // nothing was declared before
	}
	if said.Time > 0 && last.Time > 0 && said.Time-last.Time > passed+secondsPerDay {
		out = append(out, "declared is "+dateText(said.Time)+", and "+dateText(last.Time)+" was declared before: less time has gone by")
	}
	if said.Height > last.Height && last.Height > 0 && int64(said.Height-last.Height) > passed/secondsOfBlock+blocksAhead {
		out = append(out, fmt.Sprintf("declared is block %s, and %s was declared before: fewer can have been found", thousands(int64(said.Height)), thousands(int64(last.Height))))
	}
	return out
}

// Said is what the operator declared, as it was said.
func (a *Analysis) Said() Declared { return a.said }

// Odd says whether a declaration has to be acknowledged before it is remembered.
func (a *Analysis) Odd() bool { return oddities(a.said, a.clock, a.last) != nil }
