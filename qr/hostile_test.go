package qr

import (
	"bytes"
	"compress/flate"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"coldsign/qr/bbqr"
	"coldsign/qr/ur"
)

// mostMemory is what no stream may cost, whatever its parts claim.
const mostMemory = 64 << 20

// heap watches how far the heap grows.
type heap struct{ before, most uint64 }

// watchHeap has the collector run often: garbage that waits for a busy machine is nobody's cost.
func watchHeap(t *testing.T) *heap {
	before := debug.SetGCPercent(20)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return &heap{before: m.HeapAlloc}
}

func (h *heap) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > h.before {
		h.most = max(h.most, m.HeapAlloc-h.before)
	}
}

// TestDishonestHeaders: parts that claim what nobody sends are refused with the
// number that they claim, for nothing.
func TestDishonestHeaders(t *testing.T) {
	lie := ur.Part{Type: "crypto-psbt", SeqNum: 5, SeqLen: 1 << 31, MessageLen: 1 << 31, Checksum: 7, Data: []byte{1}}
	manySmall := lie
	manySmall.SeqLen, manySmall.MessageLen = ur.MaxParts+1, ur.MaxParts+1
	empty := lie
	empty.SeqLen, empty.MessageLen, empty.Data = 0, 0, nil
	uneven := lie
	uneven.SeqLen, uneven.MessageLen = 1<<17, 5
	tests := []struct {
		name, part, reason string
	}{
		{"2^31 fragments", lie.String(), "claims a message of 2147483648 bytes"},
		{"too many fragments", manySmall.String(), fmt.Sprintf("claims %d fragments", ur.MaxParts+1)},
		{"no fragments", empty.String(), ""},
		{"fragments beyond the message", uneven.String(), "do not make a message of 5"},
		{"specter", "p1of9999999 x", "impossible part 1 of 9999999"},
		{"bbqr", "B$2PZZZZAA", `impossible part "ZZ" of "ZZ"`},
	}
	for _, test := range tests {
		h, s := watchHeap(t), NewStream()
		err := s.Add([]byte(test.part))
		h.look()
		if err == nil || !strings.Contains(err.Error(), test.reason) {
			t.Errorf("%s: %v", test.name, err)
		}
		if h.most > 1<<20 {
			t.Errorf("%s: %d bytes", test.name, h.most)
		}
	}
}

// TestManyFragments feeds the largest number of fragments that is believed, all
// mixed, each of one byte: the coefficients would take 8 GB.
func TestManyFragments(t *testing.T) {
	if os.Getenv("COLDSIGN_LONG") == "" {
		t.Skip("skipped: takes a minute; set COLDSIGN_LONG=1")
	}
	content := bytes.Repeat([]byte{1, 2, 3, 5, 7, 11, 13}, ur.MaxParts/7-1)
	encoder, err := ur.NewEncoder("bytes", ur.WrapBytes(content), 1)
	if err != nil {
		t.Fatal(err)
	}
	var d ur.Decoder
	h := watchHeap(t)
	part := uint32(0)
	for i := range 700 {
		part = encoder.NextMixed(part)
		if err := d.AddPart(encoder.Part(part)); err != nil {
			t.Fatal(err)
		}
		if i%50 == 0 {
			runtime.GC()
			h.look()
		}
	}
	// The encoder runs beside the decoder; both are counted.
	if h.most > mostMemory {
		t.Errorf("%d bytes", h.most)
	}
	if have, want := d.Progress(); want != encoder.Len() || have == 0 {
		t.Errorf("progress %d of %d", have, want)
	}
}

// TestBomb inflates what BBQr can carry at most of nothing but zeros: 3.5 GB.
func TestBomb(t *testing.T) {
	var block bytes.Buffer
	w, err := flate.NewWriter(&block, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Flush()
	bomb := bytes.Repeat(block.Bytes(), bbqr.MaxParts*2680/block.Len())
	parts, err := bbqr.Parts(bomb, bbqr.Zlib, bbqr.PSBT, 2680)
	if err != nil {
		t.Fatal(err)
	}
	s, h := NewStream(), watchHeap(t)
	for i, part := range parts {
		err = s.Add([]byte(part))
		h.look()
		if err != nil && i < len(parts)-1 {
			t.Fatal(err)
		}
	}
	if err == nil || !strings.Contains(err.Error(), "inflates to more than 16777216 bytes") {
		t.Errorf("%d parts: %v", len(parts), err)
	}
	if h.most > mostMemory {
		t.Errorf("%d bytes", h.most)
	}
}

// TestForged: a part with a right checksum of its own and wrong content must not
// give a wrong payload, nor end the stream.
func TestForged(t *testing.T) {
	p := NewPayload(samplePSBT(3000))
	source, err := Split(formatUR, p, Options{Version: 8})
	if err != nil {
		t.Fatal(err)
	}
	parts := collect(source, 1)
	forged, err := ur.ParsePart(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	forged.Data = bytes.Clone(forged.Data)
	forged.Data[4] ^= 1
	s := NewStream()
	_ = s.Add([]byte(forged.String()))
	for range 3 {
		for _, part := range parts {
			_ = s.Add([]byte(part))
		}
	}
	got, ok := s.Result()
	damaged, _ := s.Counts()
	if !ok || !bytes.Equal(got.Data, p.Data) || damaged == 0 {
		t.Errorf("complete %v, damaged %d", ok, damaged)
	}
}

// TestTwoMessagesOneHeader: BBQr and Specter cannot tell such messages apart by
// their parts; a mixture must not come out.
func TestTwoMessagesOneHeader(t *testing.T) {
	for _, format := range []string{formatBBQr, formatSpecter} {
		a, b := samplePSBT(3000), samplePSBT(3000)
		for i := range b[5:] {
			a[5+i] = byte(i * 7)
			b[5+i] = byte(i*7 + 1)
		}
		var sources [2]PartSource
		for i, data := range [][]byte{a, b} {
			var err error
			if sources[i], err = Split(format, NewPayload(data), Options{Version: 6}); err != nil {
				t.Fatal(err)
			}
		}
		s := NewStream()
		n := sources[0].Len()
		for _, part := range collect(sources[0], 1)[:n/2] {
			if err := s.Add([]byte(part)); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 * n {
			_ = s.Add([]byte(sources[1].Next()))
		}
		got, ok := s.Result()
		if _, foreign := s.Counts(); !ok || !bytes.Equal(got.Data, b) || foreign == 0 {
			t.Errorf("%s: complete %v, %d foreign, %s", format, ok, foreign, hex.EncodeToString(got.Data[:min(20, len(got.Data))]))
		}
	}
}

// TestMixedStreams: the first message is kept, whatever else is shown between.
func TestMixedStreams(t *testing.T) {
	first, err := Split(formatUR, NewPayload(samplePSBT(4000)), Options{Version: 8})
	if err != nil {
		t.Fatal(err)
	}
	others := []PartSource{}
	for _, format := range []string{formatUR, formatBBQr, formatSpecter} {
		other, err := Split(format, NewPayload(samplePSBT(1500)), Options{Version: 8})
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, other)
	}
	s := NewStream()
	for i := range first.Len() {
		if err := s.Add([]byte(first.Next())); err != nil {
			t.Fatal(err)
		}
		_ = s.Add([]byte(others[i%len(others)].Next()))
	}
	got, ok := s.Result()
	damaged, foreign := s.Counts()
	if !ok || len(got.Data) != 4000 || damaged != 0 || foreign != first.Len()-1 {
		t.Errorf("complete %v, %d damaged, %d foreign of %d", ok, damaged, foreign, first.Len()-1)
	}
}

// TestWantedKinds: a poster in view does not end a scan.
func TestWantedKinds(t *testing.T) {
	s := NewStream(KindPSBT)
	if err := s.Add([]byte("https://example.org")); err == nil {
		t.Error("a text was taken for a PSBT")
	}
	source, err := Split(formatStatic, NewPayload(samplePSBT(100)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add([]byte(source.Next())); err != nil {
		t.Fatal(err)
	}
	_, foreign := s.Counts()
	if p, ok := s.Result(); !ok || p.Kind != KindPSBT || foreign != 1 {
		t.Errorf("%v %s, %d foreign", ok, p.Kind, foreign)
	}
}
