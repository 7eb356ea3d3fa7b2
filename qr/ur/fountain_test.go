package ur

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

// fountainCase is the union of the fields of bcur_fountain_multipart.json.
type fountainCase struct {
	ID, Kind, Type, UR, Reason string
	Seed                       string `json:"seed_text"`
	SeedCRC                    string `json:"seed_text_crc32"`
	RNGSeed                    string `json:"rng_seed_text"`
	Operation                  string
	MessageLength              int `json:"message_length"`
	MinFragment                int `json:"min_fragment_length"`
	MaxFragment                int `json:"max_fragment_length"`
	Count                      int `json:"fragment_count"`
	Weights                    []float64
	Message                    string `json:"message_hex"`
	Payload                    string `json:"payload_hex"`
	CBOR                       string `json:"cbor_hex"`
	CRC                        string `json:"message_crc32_hex"`
	Expected                   json.RawMessage
	Fragments                  []string `json:"expected_fragments_hex"`
	Indexes                    [][]int  `json:"expected_sorted_indexes"`
	A                          string   `json:"a_hex"`
	B                          string   `json:"b_hex"`
	ExpectedHex                string   `json:"expected_hex"`
	ExpectedParts              []struct {
		SequenceNumber uint32 `json:"sequence_number"`
		FragmentCount  int    `json:"fragment_count"`
		MessageLength  int    `json:"message_length"`
		Checksum       uint32 `json:"checksum_decimal"`
		Data           string `json:"data_hex"`
		CBOR           string `json:"cbor_hex"`
	} `json:"expected_parts"`
	Parts     []string
	Scenarios []struct {
		Description string
		Received    []int `json:"part_numbers_received"`
		Complete    bool
	} `json:"reception_scenarios"`
	MixedAlone *bool `json:"complete_from_mixed_parts_alone"`
}

func TestFountainVectors(t *testing.T) {
	var file struct {
		Count int `json:"case_count"`
		Cases []fountainCase
	}
	vectors.Load(t, "bcur_fountain_multipart.json", &file)
	checks := map[string]func(*testing.T, fountainCase){
		"xoshiro256starstar":      checkXoshiro,
		"nominal_fragment_length": checkFragmentLength,
		"random_sampler":          checkSampler,
		"shuffle":                 checkShuffle,
		"partition":               checkPartition,
		"choose_degree":           checkDegree,
		"choose_fragments":        checkFragments,
		"xor":                     checkXOR,
		"fountain_parts":          checkParts,
		"single_part_ur":          checkSingle,
		"multi_part_ur":           checkMulti,
		"invalid_ur":              checkInvalid,
	}
	if len(file.Cases) != file.Count {
		t.Fatalf("%d cases, %d announced", len(file.Cases), file.Count)
	}
	for _, c := range file.Cases {
		check, ok := checks[c.Kind]
		if !ok {
			t.Fatalf("%s: kind %s has no test", c.ID, c.Kind)
		}
		t.Run(c.ID, func(t *testing.T) { check(t, c) })
	}
}

func expected[T any](t *testing.T, c fountainCase) (value T) {
	t.Helper()
	if err := json.Unmarshal(c.Expected, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func checkXoshiro(t *testing.T, c fountainCase) {
	rng := newXoshiro([]byte(c.Seed))
	if c.SeedCRC != "" {
		sum := crc32.ChecksumIEEE([]byte(c.SeedCRC))
		rng = newXoshiro([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	}
	for i, want := range expected[[]int](t, c) {
		got := 0
		if strings.Contains(c.Operation, "next_int(1,10)") {
			got = rng.below(10) + 1
		} else {
			got = int(rng.next() % 100)
		}
		if got != want {
			t.Fatalf("value %d: %d, not %d", i, got, want)
		}
	}
}

func checkFragmentLength(t *testing.T, c fountainCase) {
	if got := fragmentLength(c.MessageLength, c.MaxFragment); got != expected[int](t, c) {
		t.Errorf("length %d", got)
	}
}

func checkSampler(t *testing.T, c fountainCase) {
	s, rng := newSampler(c.Weights), newXoshiro([]byte(c.RNGSeed))
	for i, want := range expected[[]int](t, c) {
		if got := s.next(rng); got != want {
			t.Fatalf("draw %d: %d, not %d", i, got, want)
		}
	}
}

func checkShuffle(t *testing.T, c fountainCase) {
	rng := newXoshiro([]byte(c.RNGSeed))
	for round, want := range expected[[][]int](t, c) {
		got := appendShuffled(nil, make([]int32, 11), 10, rng)
		for i := range got {
			got[i]++ // the case's values are 1 to 10
		}
		if !slices.Equal(got, want) {
			t.Fatalf("round %d: %v, not %v", round, got, want)
		}
	}
}

func checkPartition(t *testing.T, c fountainCase) {
	message := unhex(t, c.Message)
	e := &Encoder{message: message, fragmentLen: fragmentLength(len(message), c.MaxFragment)}
	e.chooser.seqLen = len(c.Fragments)
	for i, want := range c.Fragments {
		if got := hex.EncodeToString(e.Part(uint32(i + 1)).Data); got != want {
			t.Errorf("fragment %d: %s", i, got)
		}
	}
}

func checkDegree(t *testing.T, c fountainCase) {
	s := newDegreeSampler(c.Count)
	for i, want := range expected[[]int](t, c) {
		rng := newXoshiro([]byte("Wolf-" + strconv.Itoa(i+1)))
		if got := s.next(rng) + 1; got != want {
			t.Fatalf("degree %d: %d, not %d", i, got, want)
		}
	}
}

func checkFragments(t *testing.T, c fountainCase) {
	sum, err := strconv.ParseUint(c.CRC, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	chooser := chooser{seqLen: c.Count, checksum: uint32(sum)}
	for i, want := range c.Indexes {
		got := chooser.indexes(uint32(i + 1))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("part %d: %v, not %v", i+1, got, want)
		}
	}
}

// checkXOR drives the mixing through the solver: a and a^b tell b.
func checkXOR(t *testing.T, c fountainCase) {
	s := newSolver(2)
	for i, data := range []string{c.ExpectedHex, c.A} {
		indexes := []int{0, 1}[:2-i]
		if news, err := s.add(indexes, unhex(t, data)); err != nil || !news {
			t.Fatal(news, err)
		}
	}
	if got := hex.EncodeToString(s.known[1]); got != c.B {
		t.Errorf("%s", got)
	}
}

// checkParts compares the parts' CBOR; the case's message is no CBOR item itself.
func checkParts(t *testing.T, c fountainCase) {
	message := unhex(t, c.Message)
	length := fragmentLength(len(message), c.MaxFragment)
	e := &Encoder{kind: "bytes", message: message, fragmentLen: length}
	e.chooser = chooser{seqLen: (len(message) + length - 1) / length, checksum: crc32.ChecksumIEEE(message)}
	for _, want := range c.ExpectedParts {
		p := e.Part(want.SequenceNumber)
		if got := hex.EncodeToString(p.appendCBOR(nil)); got != want.CBOR {
			t.Errorf("part %d: %s", want.SequenceNumber, got)
		}
		read, err := parsePartCBOR(unhex(t, want.CBOR))
		if err != nil || read.SeqNum != want.SequenceNumber || read.SeqLen != want.FragmentCount ||
			read.MessageLen != want.MessageLength || read.Checksum != want.Checksum || hex.EncodeToString(read.Data) != want.Data {
			t.Errorf("part %d: read %+v, %v", want.SequenceNumber, read, err)
		}
	}
}

func checkSingle(t *testing.T, c fountainCase) {
	message := WrapBytes(unhex(t, c.Payload))
	if hex.EncodeToString(message) != c.CBOR {
		t.Errorf("CBOR %x", message)
	}
	e, err := NewEncoder(c.Type, message, 1<<16)
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Whole().String(); got != strings.ToUpper(c.UR) {
		t.Errorf("wrote %s", got)
	}
	var d Decoder
	if err := d.Add(c.UR); err != nil {
		t.Fatal(err)
	}
	got, ok := d.Result()
	if !ok || got.Type != c.Type || !bytes.Equal(got.CBOR, message) {
		t.Errorf("read %v %x", got, got.CBOR)
	}
}

func checkMulti(t *testing.T, c fountainCase) {
	message := unhex(t, c.CBOR)
	e, err := NewEncoder(c.Type, message, c.MaxFragment)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range c.Parts {
		if got := e.Part(uint32(i + 1)).String(); got != strings.ToUpper(want) {
			t.Errorf("part %d: wrote %s", i+1, got)
		}
	}
	receive := func(numbers []int) bool {
		var d Decoder
		for _, n := range numbers {
			if err := d.Add(c.Parts[n-1]); err != nil {
				t.Fatal(err)
			}
		}
		got, ok := d.Result()
		if ok && (got.Type != c.Type || !bytes.Equal(got.CBOR, message)) {
			t.Errorf("read %v", got)
		}
		return ok
	}
	all := make([]int, len(c.Parts))
	for i := range all {
		all[i] = i + 1
	}
	if !receive(all) {
		t.Error("all parts do not suffice")
	}
	for _, s := range c.Scenarios {
		if receive(s.Received) != s.Complete {
			t.Errorf("%s: complete is not %v", s.Description, s.Complete)
		}
	}
	if c.MixedAlone != nil && receive(all[e.Len():]) != *c.MixedAlone {
		t.Errorf("mixed parts alone: complete is not %v", *c.MixedAlone)
	}
}

func checkInvalid(t *testing.T, c fountainCase) {
	if p, err := ParsePart(c.UR); err == nil {
		t.Errorf("%s: read %+v", c.Reason, p)
	}
}
