package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// countingReader gives 0, 1, 2, … as randomness, so that tests have fixed keys.
type countingReader byte

func (r *countingReader) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(*r)
		*r++
	}
	return len(b), nil
}

func testKey(t testing.TB, first byte) *SecretKey {
	t.Helper()
	r := countingReader(first)
	k, err := GenerateKey(&r)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sample is entry n of a log of typical acts: every third entry a note, the
// others an intent and its result.
func sample(n uint64) Entry {
	sum := sha256.Sum256([]byte{byte(n), byte(n >> 8)})
	e := Entry{
		Kind: Note, Command: "policy show", Machine: "vault-1", Time: 1795305600 + int64(n), Clock: "set by hand on 2026-11-22",
		Persons: []Person{{"alice", "operator"}}, Binary: hex.EncodeToString(sum[:]),
	}
	switch n % 3 {
	case 1:
		e.Kind, e.Command = Intent, "sign"
		e.In = []Hashed{{"psbt", hex.EncodeToString(sum[:])}}
		e.Review, e.Acknowledged = "review "+hex.EncodeToString(sum[:8]), []Acknowledged{{"bob", "fee-high"}}
	case 2:
		e.Kind, e.Of, e.Outcome, e.Command = Result, n-1, "done", "sign"
		e.Out = []Hashed{{"psbt", hex.EncodeToString(sum[:])}}
	}
	return e
}

// testLog makes a log of n entries and returns its lines and the heads before
// each of them and after the last.
func testLog(t testing.TB, key *SecretKey, n int) (lines [][]byte, heads []Head) {
	t.Helper()
	var head Head
	heads = append(heads, head)
	for i := range n {
		line, next, err := head.Append(sample(uint64(i+1)), key)
		if err != nil {
			t.Fatal(err)
		}
		lines, heads, head = append(lines, line), append(heads, next), next
	}
	return lines, heads
}

func join(lines ...[]byte) []byte { return bytes.Join(lines, nil) }

func TestAppendThenVerify(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, 10)
	for n := range len(lines) + 1 {
		log := join(lines[:n]...)
		s, err := Verify(log, key.Public())
		if err != nil || s.Head != heads[n] || s.Good != len(log) {
			t.Fatalf("%d entries: %+v, %v", n, s, err)
		}
		if open := n%3 == 1; open != (len(s.Open) == 1) || open && s.Open[0] != uint64(n) {
			t.Errorf("%d entries: open intents %v", n, s.Open)
		}
		if last, err := Last(log, key.Public()); err != nil || last != heads[n] {
			t.Errorf("%d entries: last is %+v, %v", n, last, err)
		}
	}
	var got []Entry
	for e, err := range Entries(join(lines...)) {
		if err != nil {
			t.Fatal(err)
		}
		want := sample(e.Seq)
		want.Seq, want.Prev = e.Seq, e.Prev
		if fmt.Sprint(e) != fmt.Sprint(want) {
			t.Errorf("read %+v, wrote %+v", e, want)
		}
		got = append(got, e)
	}
	if len(got) != len(lines) {
		t.Errorf("%d entries were read", len(got))
	}
}

func TestVerifyFromAHead(t *testing.T) {
	key := testKey(t, 0)
	lines, heads := testLog(t, key, 10)
	if s, err := VerifyFrom(heads[4], []uint64{4}, join(lines[4:]...), key.Public()); err != nil || s.Head != heads[10] {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := VerifyFrom(heads[4], nil, join(lines[4:]...), key.Public()); err == nil {
		t.Error("a result without its intent was accepted")
	}
	if _, err := VerifyFrom(heads[3], nil, join(lines[4:]...), key.Public()); err == nil {
		t.Error("a gap after the head was accepted")
	}
}

// The lines are those of the format, byte for byte, for ever: other programs
// and old logs depend on it.
func TestLineIsStable(t *testing.T) {
	line, _, err := Head{}.Append(Entry{
		Kind: Result, Of: 3, Outcome: "refused", Command: "sign", Detail: "line\nquote\" slash\\ bell\x07 <é\u2028>", Time: 1795305600,
		Persons: []Person{{"alice", "initiator"}, {"bob", ""}}, Out: []Hashed{{"psbt", "00"}},
	}, testKey(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"entry":{"command":"sign","detail":"line\nquote\" slash\\ bell\u0007 <é` + "\u2028" + `>","kind":"result","of":3,"out":[{"name":"psbt","sha256":"00"}],` +
		`"outcome":"refused","persons":[{"name":"alice","role":"initiator"},{"name":"bob"}],` +
		`"prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":1,"time":1795305600},"sig":"RUQgISIjJCUmJ`
	if !strings.HasPrefix(string(line), want) {
		t.Errorf("got  %s\nwant %s", line, want)
	}
}

// text draws strings with everything that needs care in JSON.
func text() *rapid.Generator[string] {
	return rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("\x00\x1f\"\\<>&\u2028\u2029\b\f\r\t\n"))))
}

func anyEntry(t *rapid.T) Entry {
	e := Entry{
		Binary: text().Draw(t, "binary"), Clock: text().Draw(t, "clock"), Command: text().Draw(t, "command"), Detail: text().Draw(t, "detail"),
		Machine: text().Draw(t, "machine"), Policy: text().Draw(t, "policy"), Review: text().Draw(t, "review"),
		Time: rapid.Int64Range(0, maxNumber).Draw(t, "time"), Kind: rapid.SampledFrom([]Kind{Intent, Note}).Draw(t, "kind"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "lists") {
		e.Acknowledged = append(e.Acknowledged, Acknowledged{text().Draw(t, "by"), text().Draw(t, "rule")})
		e.In = append(e.In, Hashed{text().Draw(t, "name"), text().Draw(t, "hash")})
		e.Persons = append(e.Persons, Person{text().Draw(t, "name"), text().Draw(t, "role")})
	}
	return e
}

// Whatever is written is read back the same, and is JSON in which every object's
// names are in order (RFC 8785).
func TestAnyEntryRoundTrips(t *testing.T) {
	key := testKey(t, 0)
	rapid.Check(t, func(t *rapid.T) {
		e := anyEntry(t)
		line, _, err := Head{}.Append(e, key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(line, key.Public()); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		for got := range Entries(line) {
			e.Seq, e.Prev = 1, strings.Repeat("0", 64)
			if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", e) {
				t.Fatalf("read %#v, wrote %#v", got, e)
			}
		}
		var tree any
		if err := json.Unmarshal(line, &tree); err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		encoder := json.NewEncoder(&again)
		encoder.SetEscapeHTML(false)
		encoder.Encode(tree) // sorts names; escapes the two separators that RFC 8785 leaves
		plain := strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029")
		if !strings.Contains(string(line), `\\u202`) && plain.Replace(again.String()) != string(line) {
			t.Fatalf("not canonical: %q, want %q", line, again.String())
		}
	})
}

func TestAppendRefuses(t *testing.T) {
	key := testKey(t, 0)
	for name, e := range map[string]Entry{
		"no kind":              {},
		"unknown kind":         {Kind: "rumour"},
		"result of nothing":    {Kind: Result, Outcome: "done"},
		"result, no outcome":   {Kind: Result, Of: 1},
		"intent with of":       {Kind: Intent, Of: 1},
		"note with an outcome": {Kind: Note, Outcome: "done"},
		"time before 1970":     {Kind: Note, Time: -1},
		"time beyond JSON":     {Kind: Note, Time: maxNumber + 1},
		"not UTF-8":            {Kind: Note, Detail: "a\xff"},
		"a name not UTF-8":     {Kind: Note, Persons: []Person{{Name: "\xc3"}}},
	} {
		if line, next, err := (Head{}).Append(e, key); err == nil || line != nil || next != (Head{}) {
			t.Errorf("%s: %s, %v", name, line, err)
		}
	}
}

// Lines that are signed rightly but are not what Append writes.
func TestOnlyCanonicalLinesCount(t *testing.T) {
	key := testKey(t, 0)
	good := `{"kind":"note","prev":"` + strings.Repeat("0", 64) + `","seq":1,"time":5}`
	sign := func(entry string) []byte {
		s := key.sign([]byte(entry))
		return fmt.Appendf(nil, "%s%s%s%s%s\n", lineStart, entry, lineMiddle, base64Of(s[:]), lineEnd)
	}
	if _, err := Verify(sign(good), key.Public()); err != nil {
		t.Fatal(err)
	}
	for name, entry := range map[string]string{
		"space":           strings.Replace(good, ":1", ": 1", 1),
		"order":           `{"prev":"` + strings.Repeat("0", 64) + `","kind":"note","seq":1,"time":5}`,
		"name twice":      strings.Replace(good, `"time":5`, `"time":5,"time":5`, 1),
		"unknown name":    strings.Replace(good, `"time":5`, `"time":5,"zeal":1`, 1),
		"other case":      strings.Replace(good, `"time"`, `"Time"`, 1),
		"fraction":        strings.Replace(good, `"time":5`, `"time":5.0`, 1),
		"exponent":        strings.Replace(good, `"time":5`, `"time":5e0`, 1),
		"needless escape": strings.Replace(good, `note`, `n\u006fte`, 1),
		"empty member":    strings.Replace(good, `"kind"`, `"detail":"","kind"`, 1),
		"null":            strings.Replace(good, `"kind"`, `"detail":null,"kind"`, 1),
		"zero":            strings.Replace(good, `"prev"`, `"of":0,"prev"`, 1),
		"upper-case prev": strings.Replace(good, strings.Repeat("0", 64), strings.Repeat("A", 64), 1),
		"short prev":      strings.Replace(good, strings.Repeat("0", 64), strings.Repeat("0", 63), 1),
		"more after it":   good + ` `,
		"no entry":        ``,
		"array":           `[]`,
	} {
		var fault *Fault
		if _, err := Verify(sign(entry), key.Public()); !errors.As(err, &fault) || fault.Entry != 1 {
			t.Errorf("%s was accepted: %v", name, err)
		}
	}
}

func TestAnotherKey(t *testing.T) {
	lines, _ := testLog(t, testKey(t, 0), 3)
	_, err := Verify(join(lines...), testKey(t, 1).Public())
	if err == nil || !strings.Contains(err.Error(), "entry 1: edited: signed with another key (id 2726252423222120)") {
		t.Errorf("%v", err)
	}
	sameID := testKey(t, 1)
	sameID.id = testKey(t, 0).id
	if _, err := Verify(join(lines...), sameID.Public()); err == nil || !strings.Contains(err.Error(), "does not match") {
		t.Errorf("%v", err)
	}
}

func TestEntriesStopAtABadLine(t *testing.T) {
	lines, _ := testLog(t, testKey(t, 0), 3)
	var reasons []string
	for _, err := range Entries(join(lines[0], []byte("rubbish\n"), lines[1])) {
		reasons = append(reasons, fmt.Sprint(err))
	}
	if !slices.Equal(reasons, []string{"<nil>", "not of the form of an entry"}) {
		t.Errorf("%q", reasons)
	}
}
