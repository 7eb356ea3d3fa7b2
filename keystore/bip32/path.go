package bip32

import (
	"fmt"
	"strconv"
	"strings"
)

// Path leads from the master key to a child, one index a level.
type Path []uint32

// String writes m/84h/0h/0h.
func (p Path) String() string {
	var b strings.Builder
	b.WriteByte('m')
	for i := range p {
		b.WriteByte('/')
		b.WriteString(p.step(i))
	}
	return b.String()
}

func (p Path) step(i int) string {
	if p[i] >= Hardened {
		return strconv.FormatUint(uint64(p[i]-Hardened), 10) + "h"
	}
	return strconv.FormatUint(uint64(p[i]), 10)
}

// ParsePath reads what String writes, with h or ' for hardened.
func ParsePath(s string) (Path, error) {
	if s == "m" {
		return Path{}, nil
	}
	steps, ok := strings.CutPrefix(s, "m/")
	if !ok {
		return nil, fmt.Errorf("path %.80q: does not begin with m/", s)
	}
	var p Path
	for step := range strings.SplitSeq(steps, "/") {
		digits, hardened := strings.CutSuffix(step, "h")
		if !hardened {
			digits, hardened = strings.CutSuffix(step, "'")
		}
		index, err := strconv.ParseUint(digits, 10, 31)
		if err != nil || strconv.FormatUint(index, 10) != digits {
			return nil, fmt.Errorf("path %.80q: %.20q is no index", s, step)
		}
		if hardened {
			index += Hardened
		}
		if p = append(p, uint32(index)); len(p) > 255 {
			return nil, fmt.Errorf("path %.80q: %w", s, ErrDepth)
		}
	}
	return p, nil
}

// MarshalText is String.
func (p Path) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is ParsePath.
func (p *Path) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePath(string(text))
	return err
}
