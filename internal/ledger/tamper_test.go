package ledger

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// long says that the test may take minutes.
func long() bool { return os.Getenv("COLDSIGN_LONG") != "" }

// entries is the size of the log that is tampered with.
const entries = 1000

// some returns n of the numbers below total, spread at random but always the
// same ones, or all of them in a long run.
func some(total, n int) []int {
	r := rand.New(rand.NewPCG(1, uint64(total)))
	all := r.Perm(total)
	if !long() {
		all = all[:min(n, total)]
	}
	slices.Sort(all)
	return all
}

// openBefore are the intents without a result before entry i (from 0) of testLog.
func openBefore(i int) []uint64 {
	if i%3 == 1 {
		return []uint64{uint64(i)}
	}
	return nil
}

// Every byte of the log, changed: found at the entry that it belongs to. What
// comes before an entry is not affected, so the check begins there.
func TestEveryFlippedByteIsFound(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, entries)
	public := key.Public()
	var ends []int
	total := 0
	for _, line := range lines {
		total += len(line)
		ends = append(ends, total)
	}
	for _, at := range some(total, 2000) {
		i, _ := slices.BinarySearch(ends, at+1)
		next := min(i+2, entries)
		log := join(lines[i:next]...)
		flip := at - (ends[i] - len(lines[i]))
		log[flip] ^= 1 << (at % 8)
		var fault *Fault
		_, err := VerifyFrom(heads[i], openBefore(i), log, public)
		if !errors.As(err, &fault) || fault.Entry != uint64(i+1) || fault.Offset != 0 {
			t.Fatalf("byte %d (of entry %d): %v", at, i+1, err)
		}
	}
	// The same on the whole log, for a few.
	for _, at := range some(total, 10)[:10] {
		log := join(lines...)
		log[at] ^= 0x20
		i, _ := slices.BinarySearch(ends, at+1)
		var fault *Fault
		if s, err := Verify(log, public); !errors.As(err, &fault) || fault.Entry != uint64(i+1) || s.Head != heads[i] || s.Good != ends[i]-len(lines[i]) {
			t.Fatalf("byte %d (of entry %d): %v", at, i+1, err)
		}
	}
}

// moves are the ways of moving entry i (from 0) of a log, the place of the entry
// that is found, counted from i+1, and what is said of it.
var moves = []struct {
	name   string
	move   func(lines [][]byte, i int) [][]byte
	after  int
	reason func(i int) string
}{
	{"dropped",
		func(lines [][]byte, i int) [][]byte { return slices.Delete(lines, i, i+1) }, 0,
		func(i int) string { return fmt.Sprintf("entries missing: %d follows %d", i+2, i) }},
	{"swapped",
		func(lines [][]byte, i int) [][]byte { lines[i], lines[i+1] = lines[i+1], lines[i]; return lines }, 0,
		func(i int) string { return fmt.Sprintf("reordered: entry %d stands in its place", i+2) }},
	{"doubled",
		func(lines [][]byte, i int) [][]byte { return slices.Insert(lines, i+1, lines[i]) }, 1,
		func(i int) string { return fmt.Sprintf("duplicated: entry %d again", i+1) }},
}

// Whole entries dropped, swapped and doubled: found, and told apart. Verified
// from a few entries before to a few after, and for some the whole log.
func TestEveryMovedEntryIsFound(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, entries)
	public := key.Public()
	verify := func(i, from, to int) {
		for _, m := range moves {
			moved := join(m.move(slices.Clone(lines[from:to]), i-from)...)
			_, err := VerifyFrom(heads[from], openBefore(from), moved, public)
			var fault *Fault
			if !errors.As(err, &fault) || fault.Entry != uint64(i+1+m.after) || fault.Reason != m.reason(i) {
				t.Fatalf("%s entry %d: %v, want entry %d: %s", m.name, i+1, err, i+1+m.after, m.reason(i))
			}
		}
	}
	for _, i := range some(entries-1, 200) {
		verify(i, max(i-2, 0), min(i+4, entries))
	}
	for _, i := range []int{0, 617, entries - 2} {
		verify(i, 0, entries)
	}
}

// holds tells whether a log passed through a state, written down as words and as digits.
func holds(t *testing.T, log []byte, head [32]byte) bool {
	t.Helper()
	var found [2]bool
	for i, text := range []string{strings.Join(Words(head), " "), hex.EncodeToString(head[:])} {
		written, err := ReadWritten(text)
		if err != nil {
			t.Fatal(err)
		}
		found[i] = written.In(log)
	}
	if found[0] != found[1] {
		t.Errorf("by words %v, by digits %v", found[0], found[1])
	}
	return found[0]
}

// What is taken off the end is found by the head that was written down.
func TestRollbackIsFound(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, entries)
	last := heads[entries].Hash
	if !holds(t, join(lines...), last) {
		t.Fatal("the last state is not in the log")
	}
	for _, n := range []int{0, 1, entries / 2, entries - 1} {
		if holds(t, join(lines[:n]...), last) {
			t.Errorf("%d of %d entries are left, and nothing is missed", n, entries)
		}
	}
}

// A log that is cut in the middle of a line says where it was good.
func TestTornLogsAreFound(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, 4)
	whole := join(lines...)
	before := len(whole) - len(lines[3])
	for end := before + 1; end < len(whole); end++ {
		s, err := Verify(whole[:end], key.Public())
		var fault *Fault
		if !errors.As(err, &fault) || fault.Entry != 4 || !strings.Contains(fault.Reason, "truncated") || s.Good != before || s.Head != heads[3] {
			t.Fatalf("cut at %d: %v, %+v", end, err, s)
		}
		if _, err := Last(whole[:end], key.Public()); err == nil {
			t.Fatalf("cut at %d: the torn line passes for the last", end)
		}
	}
}

func TestForksAreFound(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, 6)
	note := func(head Head, detail string) []byte {
		line, _, err := head.Append(Entry{Kind: Note, Detail: detail}, key)
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	for name, c := range map[string]struct {
		log    []byte
		entry  uint64
		reason string
	}{
		"a second branch at the end":     {join(append(lines[:6:6], note(heads[3], "branch"))...), 7, "forked: another entry 4"},
		"continued on the other branch":  {join(lines[0], lines[1], lines[2], note(heads[3], "branch"), lines[4]), 5, "forked: it follows another entry"},
		"another beginning":              {join(note(Head{}, "beginning"), lines[1]), 2, "forked: it follows another entry"},
		"a result that nothing asked":    {join(lines[0], resultOf(t, key, heads[1], 7)), 2, "no intent that waits"},
		"a result of a result":           {join(lines[0], lines[1], resultOf(t, key, heads[2], 2)), 3, "no intent that waits"},
		"the same intent answered twice": {join(lines[0], lines[1], resultOf(t, key, heads[2], 1)), 3, "no intent that waits"},
	} {
		_, err := Verify(c.log, key.Public())
		var fault *Fault
		if !errors.As(err, &fault) || fault.Entry != c.entry || !strings.Contains(fault.Reason, c.reason) {
			t.Errorf("%s: %v, want entry %d: %s", name, err, c.entry, c.reason)
		}
	}
}

func resultOf(t *testing.T, key *SecretKey, head Head, of uint64) []byte {
	t.Helper()
	line, _, err := head.Append(Entry{Kind: Result, Of: of, Outcome: "done"}, key)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// A head that was written down is found also when the log has grown since.
func TestHeads(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, 6)
	for n := range 7 {
		if n > 0 && !holds(t, join(lines...), heads[n].Hash) {
			t.Errorf("the head after %d entries is not found", n)
		}
		if n < 6 && holds(t, join(lines[:n]...), heads[6].Hash) {
			t.Errorf("rolled back to %d entries, and nothing is missed", n)
		}
	}
}

// No bytes make Verify fail otherwise than with a *Fault, and what it accepts is
// what Append writes.
func FuzzVerify(f *testing.F) {
	key := testKey(f, 0)
	lines, _ := testLog(f, key, 3)
	f.Add(join(lines...))
	f.Add(join(lines[1], lines[0]))
	f.Add([]byte(lineStart + "{}" + lineMiddle + lineEnd + "\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		s, err := Verify(log, key.Public())
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatal(err)
		}
		var head Head
		var again []byte
		for e, err := range Entries(log[:s.Good]) {
			if err != nil {
				t.Fatal(err)
			}
			line, next, err := head.Append(e, key)
			if err != nil {
				t.Fatal(err)
			}
			again, head = append(again, line...), next
		}
		if !bytes.Equal(again, log[:s.Good]) || head != s.Head {
			t.Errorf("accepted %q, wrote %q", log[:s.Good], again)
		}
	})
}
