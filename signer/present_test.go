package signer

import "testing"

const someDay = 1_790_000_000 / secondsPerDay * secondsPerDay

// TestOddDates puts declarations on each side of every edge.
func TestOddDates(t *testing.T) {
	for what, c := range map[string]struct {
		said  Declared
		clock int64
		last  Last
		odd   bool
	}{
		"nothing is declared":            {Declared{}, someDay, Last{}, false},
		"today":                          {Declared{Time: someDay}, someDay + 5, Last{}, false},
		"tomorrow, elsewhere":            {Declared{Time: someDay + secondsPerDay}, someDay + 5, Last{}, false},
		"two days on":                    {Declared{Time: someDay + 2*secondsPerDay}, someDay + 5, Last{}, true},
		"two days back":                  {Declared{Time: someDay - 2*secondsPerDay}, someDay + 5, Last{}, true},
		"the clock is not known":         {Declared{Time: someDay + 90*secondsPerDay}, 0, Last{}, false},
		"a leap with the clock":          {Declared{Time: someDay + 9*secondsPerDay}, someDay + 9*secondsPerDay, Last{Time: someDay, Clock: someDay}, false},
		"a leap of a day":                {Declared{Time: someDay + secondsPerDay}, someDay + 60, Last{Time: someDay, Clock: someDay}, false},
		"a leap beyond the clock's pace": {Declared{Time: someDay + secondsPerDay + 61}, someDay + 60, Last{Time: someDay, Clock: someDay}, true},
		"a clock that was set back":      {Declared{Time: someDay + secondsPerDay + 1}, someDay, Last{Time: someDay, Clock: someDay + 9999}, true},
		"blocks at their pace":           {Declared{Height: 900_288}, someDay, Last{Clock: someDay, Height: 900_000}, false},
		"blocks that nobody found":       {Declared{Height: 900_289}, someDay, Last{Clock: someDay, Height: 900_000}, true},
		"blocks of a month":              {Declared{Height: 904_500}, someDay + 31*secondsPerDay, Last{Clock: someDay, Height: 900_000}, false},
		"an earlier height":              {Declared{Height: 1}, someDay, Last{Clock: someDay, Height: 900_000}, false},
	} {
		if odd := oddities(c.said, c.clock, c.last); (odd != nil) != c.odd {
			t.Errorf("%s: %v", what, odd)
		}
	}
}

// TestPresentNeverGoesBack: what was declared before holds.
func TestPresentNeverGoesBack(t *testing.T) {
	last := Last{Time: 500, Clock: 1, Height: 90}
	for said, want := range map[Declared]Declared{
		{}:                       {Height: 90},
		{Time: 400, Height: 1}:   {Time: 500, Height: 90},
		{Time: 600, Height: 100}: {Time: 600, Height: 100},
	} {
		if got := presentOf(said, last); got != want {
			t.Errorf("%+v: %+v, want %+v", said, got, want)
		}
	}
}
