package policy

import (
	"fmt"
	"slices"

	"coldsign/signer"
)

const (
	secondsPerMinute = 60
	minutesPerHour   = 60
	hoursPerDay      = 24
	secondsPerDay    = secondsPerMinute * minutesPerHour * hoursPerDay
)

// weekdays begin with that of 1970-01-01.
var weekdays = [...]string{"thu", "fri", "sat", "sun", "mon", "tue", "wed"}

var timeClauses = []Clause{
	{
		ID: "policy-hours", Severity: signer.Refuse,
		Title:   "Outside of the hours for signing",
		Why:     "The house signs at certain hours, by the date and time that the operator declares.",
		Source:  "policy: hours; no clock of this machine is asked",
		Needs:   "a declared time within the hours (--date YYYY-MM-DDThh:mm)",
		Stated:  func(p *Policy) bool { return p.Hours != nil },
		Check:   checkHours,
		Message: checkHours,
	},
}

func checkHours(p *Policy, f *Facts, a *signer.Analysis) []signer.Place {
	if a.Declared.Time <= 0 || !f.TimeDeclared {
		return whole(true, "No time of day is declared")
	}
	day := weekdays[a.Declared.Time/secondsPerDay%int64(len(weekdays))]
	minute := int(a.Declared.Time % secondsPerDay / secondsPerMinute)
	from, _ := minuteOf(p.Hours.From)
	to, _ := minuteOf(p.Hours.To)
	outside := !slices.Contains(p.Hours.Days, day) || minute < from || minute >= to
	return whole(outside, fmt.Sprintf("Declared is %s, %s", day, signer.Date(a.Declared.Time)))
}

// minuteOf reads "hh:mm" as minutes since midnight; "24:00" is a day's end.
func minuteOf(text string) (int, bool) {
	if len(text) != len("hh:mm") || text[2] != ':' {
		return 0, false
	}
	hour, ok := twoDigits(text[:2])
	minute, okMinute := twoDigits(text[3:])
	total := hour*minutesPerHour + minute
	return total, ok && okMinute && minute < minutesPerHour && total <= hoursPerDay*minutesPerHour
}

func twoDigits(text string) (int, bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	return int(text[0]-'0')*10 + int(text[1]-'0'), true
}
