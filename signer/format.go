package signer

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// How values are written for people. Nothing here rounds, and nothing that came
// from outside is printed as it came.

const satsPerBitcoin = 100_000_000

// bitcoin writes satoshi as BTC with eight decimals.
func bitcoin(sats int64) string {
	sign := ""
	whole, part := sats/satsPerBitcoin, sats%satsPerBitcoin
	if sats < 0 {
		sign, whole, part = "-", -whole, -part
	}
	return fmt.Sprintf("%s%d.%08d BTC", sign, whole, part)
}

// amount writes an amount both ways: "0.00010000 BTC (10,000 sat)".
func amount(sats int64) string {
	return bitcoin(sats) + " (" + thousands(sats) + " sat)"
}

// thousands groups the digits of a number by three.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range []byte(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(d)
	}
	return sign + b.String()
}

// hundredths writes a number of hundredths with two decimals.
func hundredths(n int64) string {
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// inFours puts a space after every four characters, the way in which people
// read an address aloud, in lines of eight groups.
func inFours(s string) []string {
	const width = 8 * 4
	var lines []string
	for line := range slices.Chunk([]byte(s), width) {
		var groups []string
		for group := range slices.Chunk(line, 4) {
			groups = append(groups, string(group))
		}
		lines = append(lines, strings.Join(groups, " "))
	}
	return lines
}

// quoted writes text of unknown origin in quotation marks: control characters,
// bidirectional ones and everything else beyond ASCII are escaped, and of several
// spaces in a row those that a line break could swallow.
func quoted(text string) string {
	return strings.ReplaceAll(strconv.QuoteToASCII(text), "  ", ` \x20`)
}

// name writes a wallet's or a person's name: bare when it is made of letters,
// digits and the signs that names have, else quoted.
func name(s string) string {
	plain := s != ""
	for _, c := range []byte(s) {
		plain = plain && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_./@+", c) >= 0)
	}
	if plain {
		return s
	}
	return quoted(s)
}

// pathText writes "m/84h/0h/0h/1/5".
func pathText(path []uint32) string {
	b := []byte("m")
	for _, e := range path {
		b = strconv.AppendUint(append(b, '/'), uint64(e&^hardened), 10)
		if e&hardened != 0 {
			b = append(b, 'h')
		}
	}
	return string(b)
}

// hardened is the bit of a hardened path element (BIP-32).
const hardened = 1 << 31

func fingerprintText(f [4]byte) string { return hex.EncodeToString(f[:]) }

// numbers writes a sorted list of numbers with its runs drawn together:
// "0-3, 7".
func numbers(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := strconv.Itoa(list[i])
		if j > i {
			part += "-" + strconv.Itoa(list[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// counted writes "1 block", "5 blocks".
func counted(n int64, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + one + "s"
}

// wrap breaks text into lines of at most width characters, at spaces where there
// are some. The text is ASCII.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		for line += word; len(line) > width; line = line[width:] {
			lines = append(lines, line[:width])
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
