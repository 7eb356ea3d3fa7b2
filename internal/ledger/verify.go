package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"

	"coldsign/internal/parallel"
)

// Fault is the first bad entry of a log.
type Fault struct {
	Entry  uint64 // its place, counted from 1
	Offset int    // of its line in the bytes that were verified
	Reason string
}

func (f *Fault) Error() string { return fmt.Sprintf("log: entry %d: %s", f.Entry, f.Reason) }

// Summary is what a verified log shows.
type Summary struct {
	Head Head
	Open []uint64 // intents that have no result: the program was stopped in between
	Good int      // bytes before the first fault; a torn last line begins there
}

// Verify checks every line of a whole log: form, signature, order, chain, and
// that each result belongs to one intent. The error is a *Fault, and the summary
// then that of the entries before it.
func Verify(log []byte, key *PublicKey) (Summary, error) {
	return VerifyFrom(Head{}, nil, log, key)
}

// VerifyFrom checks the lines that follow a head which was verified before; open
// are the intents without a result at that point.
func VerifyFrom(head Head, open []uint64, log []byte, key *PublicKey) (Summary, error) {
	lines := splitLines(log)
	c := chain{Summary: Summary{Head: head, Open: append([]uint64(nil), open...)}, checked: checkAll(lines, key)}
	for i := range c.checked {
		if reason := c.follow(i); reason != "" {
			return c.Summary, &Fault{Entry: c.Head.Count + 1, Offset: c.Good, Reason: reason}
		}
	}
	return c.Summary, nil
}

// ErrRolledBack says that a log does not hold the state that was written down.
var ErrRolledBack = errors.New("log: the head written down is not in it: entries were taken off the end or replaced")

// splitLines cuts after each newline; the last line may be without one.
func splitLines(log []byte) [][]byte {
	lines := make([][]byte, 0, bytes.Count(log, []byte("\n"))+1)
	for line := range bytes.Lines(log) {
		lines = append(lines, line)
	}
	return lines
}

// checked is what one line shows by itself.
type checked struct {
	size  int
	hash  [32]byte
	entry Entry
	err   error
}

// checkAll looks at all lines, on all processors: the signatures are the cost.
func checkAll(lines [][]byte, key *PublicKey) []checked {
	all := make([]checked, len(lines))
	parallel.Each(len(lines), func(i int) { all[i] = check(lines[i], key) })
	return all
}

func check(line []byte, key *PublicKey) checked {
	c := checked{size: len(line)}
	line, complete := bytes.CutSuffix(line, []byte("\n"))
	c.hash = sha256.Sum256(line)
	if !complete {
		c.err = errTorn
		return c
	}
	c.entry, c.err = readLine(line, key)
	return c
}

var errTorn = errors.New("truncated: the last line is not complete")

// chain follows the lines in order.
type chain struct {
	Summary
	checked []checked
}

// follow takes line i as the next entry, or says why it is not.
func (c *chain) follow(i int) (reason string) {
	line := &c.checked[i]
	switch {
	case errors.Is(line.err, errTorn):
		return line.err.Error()
	case line.err != nil:
		return "edited: " + line.err.Error()
	case line.entry.Seq != c.Head.Count+1:
		return c.outOfOrder(i)
	case line.entry.Prev != hex.EncodeToString(c.Head.Hash[:]):
		return "forked: it follows another entry than the one before it"
	case !c.pair(&line.entry):
		return fmt.Sprintf("edited: it is the result of entry %d, which is no intent that waits for one", line.entry.Of)
	}
	c.Head = Head{line.entry.Seq, line.hash}
	c.Good += line.size
	return ""
}

// outOfOrder tells the ways apart in which a wrong number can come about.
func (c *chain) outOfOrder(i int) string {
	line, want := &c.checked[i], c.Head.Count+1
	if line.entry.Seq > want {
		for _, later := range c.checked[i+1:] {
			if later.err == nil && later.entry.Seq == want {
				return fmt.Sprintf("reordered: entry %d stands in its place", line.entry.Seq)
			}
		}
		return fmt.Sprintf("entries missing: %d follows %d", line.entry.Seq, c.Head.Count)
	}
	for _, earlier := range c.checked[:i] {
		if earlier.hash == line.hash {
			return fmt.Sprintf("duplicated: entry %d again", line.entry.Seq)
		}
	}
	return fmt.Sprintf("forked: another entry %d", line.entry.Seq)
}

// pair closes the intent that a result belongs to.
func (c *chain) pair(e *Entry) bool {
	switch e.Kind {
	case Intent:
		c.Open = append(c.Open, e.Seq)
	case Result:
		for i, seq := range c.Open {
			if seq == e.Of {
				c.Open = append(c.Open[:i], c.Open[i+1:]...)
				return true
			}
		}
		return false
	}
	return true
}

// Last reads the head of a log from its last line, without verifying the rest:
// what the next entry builds on. It fails when that line is not good.
func Last(log []byte, key *PublicKey) (Head, error) {
	if len(log) == 0 {
		return Head{}, nil
	}
	start := bytes.LastIndexByte(log[:len(log)-1], '\n') + 1
	c := check(log[start:], key)
	if c.err != nil {
		return Head{}, fmt.Errorf("log: last line: %w", c.err)
	}
	return Head{c.entry.Seq, c.hash}, nil
}

// Entries reads the entries of a log that was verified. A line that is not one
// ends it with an error.
func Entries(log []byte) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for line := range bytes.Lines(log) {
			text, _, err := split(bytes.TrimSuffix(line, []byte("\n")))
			var e Entry
			if err == nil {
				e, err = parseEntry(text)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}
