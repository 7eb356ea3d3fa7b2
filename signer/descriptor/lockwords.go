package descriptor

import (
	"fmt"
	"strconv"
	"strings"

	"coldsign/internal/miniscript"
)

// hashWords names the preimage by the beginning of its hash.
func hashWords(h miniscript.Hash) string {
	name, _, _ := strings.Cut(h.String(), "(")
	return fmt.Sprintf("the secret whose %s begins %x", name, h.Value[:4])
}

// lockWords says when a lock opens (BIP-65, BIP-68).
func lockWords(l miniscript.Lock) string {
	const unit = 512 // seconds, of a relative lock by time
	value := l.Value
	switch {
	case l.Kind == miniscript.Older && value&0xffff == 0:
		return "at once (a relative lock of nothing)"
	case l.Kind == miniscript.Older && l.ByTime():
		return "after " + durationWords(int64(value&0xffff)*unit)
	case l.Kind == miniscript.Older:
		return "after " + plural(int64(value&0xffff), "block")
	case l.ByTime():
		return "from " + dateWords(int64(value)) + " on"
	}
	return "from block " + thousands(int64(value)) + " on"
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands groups the digits of a number by three.
func thousands(n int64) string {
	text := strconv.FormatInt(n%1000, 10)
	if n < 1000 {
		return text
	}
	return thousands(n/1000) + "," + strings.Repeat("0", 3-len(text)) + text
}

// durationWords writes seconds as days, hours and minutes.
func durationWords(seconds int64) string {
	var parts []string
	for _, u := range []struct {
		size int64
		name string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}} {
		if n := seconds / u.size; n > 0 {
			parts = append(parts, plural(n, u.name))
			seconds %= u.size
		}
	}
	return strings.Join(parts, " ")
}

// dateWords writes seconds since 1970 as a date and time of day in UTC. The
// calendar is computed here because nothing in this package knows a clock.
func dateWords(seconds int64) string {
	days, rest := seconds/86400, seconds%86400
	year := int64(1970)
	for {
		n := int64(365)
		if leap(year) {
			n = 366
		}
		if days < n {
			break
		}
		days, year = days-n, year+1
	}
	month := 0
	for ; days >= monthDays(month, year); month++ {
		days -= monthDays(month, year)
	}
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d UTC", year, month+1, days+1, rest/3600, rest%3600/60)
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func monthDays(month int, year int64) int64 {
	days := [...]int64{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month]
	if month == 1 && leap(year) {
		days++
	}
	return days
}
