package qr

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawPayload is a PSBT-like, binary or text payload.
func drawPayload(t *rapid.T) Payload {
	n := rapid.SampledFrom([]int{1, 30, 700, 3000, 9000}).Draw(t, "length")
	seed := rapid.Byte().Draw(t, "seed")
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i*i>>2) ^ byte(i) ^ seed
	}
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		data = append(bytes.Clone(psbtMagic), data...)
	case 1:
		for i := range data {
			data[i] = "abc {}:1"[data[i]%8]
		}
	}
	return NewPayload(data)
}

// collect takes up to rounds rounds of parts from a source.
func collect(source PartSource, rounds int) []string {
	parts := make([]string, rounds*source.Len())
	for i := range parts {
		parts[i] = source.Next()
	}
	return parts
}

// TestJoin splits and joins with parts lost, doubled, shuffled, damaged and
// mixed with parts of other messages: what comes out is what went in, progress
// never falls and never promises too much, and every bad part is counted.
func TestJoin(t *testing.T) {
	for _, format := range []string{formatUR, formatBBQr, formatSpecter} {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkJoin(t, format) })
		})
	}
}

func checkJoin(t *rapid.T, format string) {
	p := drawPayload(t)
	if format == formatSpecter && p.Kind == KindBytes {
		t.Skip("this format carries text")
	}
	options := Options{Version: rapid.IntRange(6, 30).Draw(t, "version")}
	source, err := Split(format, p, options)
	if err != nil {
		t.Fatal(err)
	}
	if source.Version() > options.Version {
		t.Fatalf("version %d", source.Version())
	}
	parts := collect(source, 3)
	for _, part := range parts {
		if !fits(part, source.Version()) {
			t.Fatalf("%d characters in version %d", len(part), source.Version())
		}
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	order = rapid.Permutation(order).Draw(t, "order")
	stream, have := NewStream(), 1
	if err := stream.Add([]byte(parts[order[0]])); err != nil {
		t.Fatal(err)
	}
	for _, i := range order {
		part := parts[i]
		if _, done := stream.Result(); done {
			break
		}
		switch rapid.IntRange(0, 5).Draw(t, fmt.Sprint("fate ", i)) {
		case 0: // lost
			continue
		case 1: // damaged
			checkRefused(t, stream, damage(part), false)
		case 2: // foreign
			checkRefused(t, stream, "some other code", true)
		}
		if err := stream.Add([]byte(part)); err != nil {
			t.Fatalf("part %d: %v", i, err)
		}
		now, want := stream.Progress()
		_, done := stream.Result()
		if now < have || now > have+1 || done != (now == want) {
			t.Fatalf("progress %d of %d after %d, done %v", now, want, have, done)
		}
		have = now
	}
	if got, done := stream.Result(); done && (got.Format != format || !bytes.Equal(got.Content(), p.Content()) || got.Kind != p.Kind) {
		t.Fatalf("joined %s %s of %d bytes", got.Format, got.Kind, len(got.Data))
	}
	finish(t, stream, parts, p)
}

// finish brings every part once more: now nothing may be missing.
func finish(t *rapid.T, stream *Stream, parts []string, p Payload) {
	for _, part := range parts {
		if err := stream.Add([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if got, done := stream.Result(); !done || !bytes.Equal(got.Content(), p.Content()) {
		t.Fatalf("not complete with all parts: %v", done)
	}
}

func checkRefused(t *rapid.T, stream *Stream, part string, foreign bool) {
	if _, done := stream.Result(); done {
		return
	}
	haveBefore, wantBefore := stream.Progress()
	damagedBefore, foreignBefore := stream.Counts()
	if err := stream.Add([]byte(part)); err == nil {
		t.Fatalf("%.60q: taken", part)
	}
	have, want := stream.Progress()
	damaged, other := stream.Counts()
	if have != haveBefore || want != wantBefore {
		t.Fatalf("%.60q: progress %d of %d became %d of %d", part, haveBefore, wantBefore, have, want)
	}
	if damaged-damagedBefore+other-foreignBefore != 1 || foreign != (other > foreignBefore) {
		t.Fatalf("%.60q: counted %d, %d after %d, %d", part, damaged, other, damagedBefore, foreignBefore)
	}
}

// damage breaks a part in a way that its own format must notice.
func damage(part string) string {
	switch {
	case part[:2] == "UR":
		middle := len(part) - 3
		replaced := byte('A')
		if part[middle] == 'A' {
			replaced = 'E'
		}
		return part[:middle] + string(replaced) + part[middle+1:]
	case part[:2] == "B$":
		return part[:len(part)-1] + "="
	}
	head := bytes.IndexByte([]byte(part), ' ')
	return part[:head+1]
}

func fits(part string, version int) bool {
	if isAlphanumeric(part) {
		return len(part) <= alphanumericL[version-1]
	}
	return len(part) <= byteL[version-1]
}

// TestRestart: after it the parts come as at first.
func TestRestart(t *testing.T) {
	for _, format := range []string{formatUR, formatBBQr, formatSpecter} {
		source, err := Split(format, NewPayload(samplePSBT(5000)), Options{Version: 10})
		if err != nil {
			t.Fatal(err)
		}
		first := collect(source, 2)
		source.Restart()
		if !slices.Equal(first, collect(source, 2)) {
			t.Errorf("%s: other parts after a restart", format)
		}
	}
}

// TestEndless: the fountain goes on with new mixes and comes back to plain parts.
func TestEndless(t *testing.T) {
	source, err := Split(formatUR, NewPayload(samplePSBT(5000)), Options{Version: 10})
	if err != nil {
		t.Fatal(err)
	}
	n := source.Len()
	seen := map[string]int{}
	for range 10 * n {
		seen[source.Next()]++
	}
	mixed := 0
	for _, times := range seen {
		if times == 1 {
			mixed++
		}
	}
	if mixed < 4*n || len(seen)-mixed != n {
		t.Errorf("%d fragments: %d mixes, %d parts shown again", n, mixed, len(seen)-mixed)
	}
}
