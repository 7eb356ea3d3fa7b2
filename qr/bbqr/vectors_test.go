package bbqr

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"coldsign/internal/vectors"
)

// Cases that no single part can show to be wrong are tested with the joiner.
func TestVectors(t *testing.T) {
	var file struct {
		Count int `json:"case_count"`
		Cases []struct {
			ID       string
			Valid    bool
			Encoding string
			FileType string `json:"file_type"`
			Count    int    `json:"part_count"`
			Parts    []string
			Payload  string `json:"payload_hex"`
		}
	}
	vectors.Load(t, "bbqr.json", &file)
	if len(file.Cases) != file.Count {
		t.Fatalf("%d cases, %d announced", len(file.Cases), file.Count)
	}
	for _, c := range file.Cases {
		if !c.Valid {
			continue
		}
		payload, err := hex.DecodeString(c.Payload)
		if err != nil {
			t.Fatal(err)
		}
		bodies := make([][]byte, c.Count)
		for _, text := range c.Parts {
			p, err := ParsePart(text)
			if err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
			if p.Encoding != c.Encoding[0] || p.FileType != c.FileType[0] || p.Total != c.Count {
				t.Fatalf("%s: header %v", c.ID, p.Header)
			}
			bodies[p.Index] = p.Data
		}
		body := bytes.Join(bodies, nil)
		got := body
		if c.Encoding[0] == Zlib {
			if got, err = Inflate(body, 1<<20); err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
		}
		if !bytes.Equal(got, payload) {
			t.Errorf("%s: other payload", c.ID)
		}
		written, err := Parts(body, c.Encoding[0], c.FileType[0], len(bodies[0]))
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		for _, text := range c.Parts { // a real scan has parts doubled and out of order
			if !slices.Contains(written, text) {
				t.Errorf("%s: part %.8s not written so", c.ID, text)
			}
		}
	}
}
