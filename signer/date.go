package signer

import "fmt"

const (
	secondsPerMinute = 60
	secondsPerHour   = 60 * secondsPerMinute
	secondsPerDay    = 24 * secondsPerHour
)

// dateText writes seconds since 1970 as a date and time of UTC. The package
// reads no clock and no time zones, so it needs only this much of a calendar.
func dateText(seconds int64) string {
	day, second := seconds/secondsPerDay, seconds%secondsPerDay
	year, month, date := civil(day)
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d UTC", year, month, date,
		second/secondsPerHour, second%secondsPerHour/secondsPerMinute, second%secondsPerMinute)
}

// civil turns days since 1970-01-01, not negative, into a date of the Gregorian
// calendar. Years are counted from March, so that the leap day is a year's last
// and the months' lengths follow one line.
func civil(days int64) (year, month, date int64) {
	const (
		daysPer400Years = 146_097
		marchZero       = 719_468 // from 0000-03-01 to 1970-01-01
	)
	days += marchZero
	era := days / daysPer400Years
	ofEra := days % daysPer400Years
	ofEraYear := (ofEra - ofEra/1_460 + ofEra/36_524 - ofEra/146_096) / 365
	ofYear := ofEra - (365*ofEraYear + ofEraYear/4 - ofEraYear/100)
	fromMarch := (5*ofYear + 2) / 153
	date = ofYear - (153*fromMarch+2)/5 + 1
	month = (fromMarch+2)%12 + 1
	year = era*400 + ofEraYear
	if month <= 2 {
		year++
	}
	return year, month, date
}
