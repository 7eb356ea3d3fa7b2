package doctor

import (
	"fmt"
	"path/filepath"
	"strconv"
	"time"
)

// floor is a moment before which this program did not exist: a clock that is
// earlier is wrong. It is raised with each release.
const floor = 1795305600 // 2026-11-22 00:00:00 UTC

// Floor is the earliest time that the clock can rightly show.
func Floor() time.Time { return time.Unix(floor, 0).UTC() }

const (
	// horizon: a machine that is this far ahead of the release has a wrong clock
	// or a program that should have been replaced long ago.
	horizon = 15 * 365 * 24 * time.Hour
	// drift is what the two clocks of a machine may differ.
	drift = 5 * time.Minute
)

func clock(m Machine) answer {
	now := m.Now().UTC()
	detail := now.Format("2006-01-02 15:04:05 UTC")
	if synced, err := m.ClockSynced(); err == nil {
		detail += map[bool]string{true: "; something sets it from outside", false: "; nothing sets it from outside"}[synced]
	}
	const advice = "set the clock by hand, from a watch"
	switch {
	case now.Before(Floor()):
		return answer{Bad, detail + "; that is before this program was made", advice}
	case now.After(Floor().Add(horizon)):
		return answer{Warn, detail + "; that is long after this program was made", advice}
	}
	return answer{OK, detail, ""}
}

// rtc: without a clock that runs on a battery every start begins at a wrong time.
func rtc(m Machine) answer {
	text := word(filepath.Join(m.Sys, "class/rtc/rtc0/since_epoch"))
	if text == "" {
		return answer{Warn, "none", "set the clock by hand after every start"}
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return answer{Unknown, fmt.Sprintf("it says %q", text), ""}
	}
	apart := m.Now().Sub(time.Unix(seconds, 0)).Abs().Round(time.Second)
	if apart > drift {
		return answer{Warn, fmt.Sprintf("differs from the system's clock by %v", apart), "set both: date, then hwclock --systohc"}
	}
	return answer{OK, "agrees with the system's clock", ""}
}
