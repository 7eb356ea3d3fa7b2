package miniscript

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// published returns the fields of every line of a file in testdata.
func published(t testing.TB, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Fields(strings.ReplaceAll(line, "(H)", "("+hash32+")")))
	}
	if len(rows) < 10 {
		t.Fatalf("%s: only %d lines", file, len(rows))
	}
	return rows
}

// letterKey accepts one capital letter as a key.
func letterKey(expr string) (Key, error) {
	if len(expr) != 1 || expr[0] < 'A' || expr[0] > 'Z' {
		return Key{}, strconv.ErrSyntax
	}
	return Key{Text: expr}, nil
}

// hasReason reports whether Check gives the reason.
func hasReason(e *Expression, reason Reason) bool {
	return slices.ContainsFunc(e.Check(), func(p Problem) bool { return p.Reason == reason })
}

func sorted(text string) string {
	letters := []byte(text)
	slices.Sort(letters)
	return string(letters)
}

// TestPublishedTypes compares types with those that BIP-379 publishes. It says
// nothing of k, and of malleable expressions nothing but the properties of
// correctness.
func TestPublishedTypes(t *testing.T) {
	for file, letters := range map[string]string{"valid.txt": "BVKWzonduskfem", "malleable.txt": "BVKWzondu"} {
		for _, row := range published(t, file) {
			e, err := Parse(row[0], P2WSH, letterKey)
			if err != nil {
				t.Errorf("%s: %v", row[0], err)
				continue
			}
			got := ""
			for _, letter := range e.Type().String() {
				if letter != 'k' && strings.ContainsRune(letters, letter) {
					got += string(letter)
				}
			}
			if sorted(got) != sorted(row[1]) {
				t.Errorf("%s: type %v, not %s", row[0], e.Type(), row[1])
			}
			if hasReason(e, Malleable) != (file == "malleable.txt") {
				t.Errorf("%s: in %s, found %v", row[0], file, e.Check())
			}
		}
	}
}

// TestPublishedInvalid refuses what BIP-379 says must be refused.
func TestPublishedInvalid(t *testing.T) {
	for _, row := range published(t, "invalid.txt") {
		if e, err := Parse(row[0], P2WSH, letterKey); err == nil {
			t.Errorf("%v of type %v", e, e.Type())
		}
	}
}

// TestPublishedSizes compares the static analysis with that of BIP-379.
func TestPublishedSizes(t *testing.T) {
	for file, ctx := range map[string]Context{"sizes.txt": P2WSH, "sizes_tap.txt": Tapscript} {
		for _, row := range published(t, file) {
			e, err := Parse(row[0], ctx, letterKey)
			if err != nil {
				t.Errorf("%s: %v", row[0], err)
				continue
			}
			b := e.Bounds()
			got := []string{strconv.Itoa(b.ScriptSize)}
			if ctx == P2WSH {
				got = append(got, strconv.Itoa(b.Opcodes))
			}
			got = append(got, strconv.Itoa(b.WitnessItems+1), strconv.FormatBool(hasReason(e, TimeLockMix)), strconv.Itoa(b.WitnessSize))
			if !slices.Equal(got, row[1:]) {
				t.Errorf("%s: %v, not %v", row[0], got, row[1:])
			}
		}
	}
}

// TestCoreFacts compares scripts, figures and properties with Bitcoin Core's.
func TestCoreFacts(t *testing.T) {
	for _, row := range published(t, "core.txt") {
		for _, ctx := range []Context{P2WSH, Tapscript} {
			if row[0] == "wsh" && ctx == Tapscript || row[0] == "tap" && ctx == P2WSH {
				continue
			}
			checkCoreFact(t, ctx, row)
		}
	}
}

func checkCoreFact(t *testing.T, ctx Context, row []string) {
	t.Helper()
	e, err := Parse(row[7], ctx, letterKey)
	if err != nil {
		t.Errorf("%s: %v", row[7], err)
		return
	}
	if row[1] != "-" {
		script, err := e.Script()
		if err != nil || hex.EncodeToString(script) != row[1] {
			t.Errorf("%s: script %x (%v), not %s", row[7], script, err, row[1])
		}
	}
	b := e.Bounds()
	for i, got := range []int{e.root.size.opcodes + e.root.size.sat.multisig, b.WitnessItems, b.WitnessSize, b.StackItems} {
		if want := row[2+i]; want != "-" && want != strconv.Itoa(got) {
			t.Errorf("%s in %v: figure %d is %d, not %s", row[7], ctx, i, got, want)
		}
	}
	for flag, bad := range map[string]Reason{"m": Malleable, "s": NoSignature} {
		if strings.Contains(row[6], flag) == hasReason(e, bad) {
			t.Errorf("%s in %v: flags %s, found %v", row[7], ctx, row[6], e.Check())
		}
	}
	if strings.Contains(row[6], "x") != hasReason(e, TimeLockMix) {
		t.Errorf("%s in %v: flags %s, found %v", row[7], ctx, row[6], e.Check())
	}
}
