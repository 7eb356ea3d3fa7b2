package qr

import (
	"encoding/hex"
	"testing"

	"coldsign/internal/vectors"
)

// joined feeds parts to a new stream.
func joined(parts []string) (*Stream, Payload, bool) {
	s := NewStream()
	for _, part := range parts {
		_ = s.Add([]byte(part))
	}
	p, ok := s.Result()
	return s, p, ok
}

var bbqrKinds = map[string]string{"P": KindPSBT, "T": KindTransaction, "J": KindText, "U": KindText}

func TestBBQrVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Description string
			Valid           bool
			FileType        string `json:"file_type"`
			Parts           []string
			Payload         string `json:"payload_hex"`
		}
	}
	vectors.Load(t, "bbqr.json", &file)
	for _, c := range file.Cases {
		s, p, ok := joined(c.Parts)
		if ok && p.Format == formatStatic { // no magic, so it is some text
			ok = false
		}
		if ok != c.Valid {
			t.Errorf("%s: %s: complete is %v", c.ID, c.Description, ok)
		}
		if !c.Valid {
			continue
		}
		if got := hex.EncodeToString(p.Data); got != c.Payload || p.Type != c.FileType {
			t.Errorf("%s: type %s, other payload", c.ID, p.Type)
		}
		if want, ok := bbqrKinds[c.FileType]; ok && p.Kind != want {
			t.Errorf("%s: kind %s, not %s", c.ID, p.Kind, want)
		}
		if damaged, foreign := s.Counts(); damaged+foreign != 0 {
			t.Errorf("%s: %d damaged, %d foreign", c.ID, damaged, foreign)
		}
		source, err := Split(formatBBQr, p, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		if back, ok := readAll(t, source); !ok || hex.EncodeToString(back.Data) != c.Payload || back.Type != c.FileType {
			t.Errorf("%s: written otherwise", c.ID)
		}
	}
}

// readAll reads one round of a source.
func readAll(t testing.TB, source PartSource) (Payload, bool) {
	t.Helper()
	s := NewStream()
	for range source.Len() {
		if err := s.Add([]byte(source.Next())); err != nil {
			t.Fatal(err)
		}
	}
	return s.Result()
}

func TestURVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Kind, Type, UR string
			Payload            string `json:"payload_hex"`
			CBOR               string `json:"cbor_hex"`
			Parts              []string
		}
	}
	vectors.Load(t, "bcur_fountain_multipart.json", &file)
	for _, c := range file.Cases {
		switch c.Kind {
		case "single_part_ur":
			c.Parts = []string{c.UR}
		case "multi_part_ur":
		case "invalid_ur":
			if _, p, ok := joined([]string{c.UR}); ok && p.Format == formatUR {
				t.Errorf("%s: read %+v", c.ID, p)
			}
			continue
		default:
			continue
		}
		_, p, ok := joined(c.Parts)
		want := c.Payload
		if c.Type == urBytes {
			want = c.CBOR
		}
		if !ok || hex.EncodeToString(p.Data) != want || p.Type != c.Type || hex.EncodeToString(p.Content()) != c.Payload {
			t.Errorf("%s: %v %s %x", c.ID, ok, p.Type, p.Data)
		}
	}
}

func TestURKinds(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Type, UR string
			CBOR         string `json:"cbor_hex"`
			PSBT         string `json:"psbt_hex"`
		}
	}
	vectors.Load(t, "bcur_types.json", &file)
	exceptions := map[string]string{
		"hdkey-1": KindSecret, "crypto-hdkey-1": KindSecret, // private keys
		"eckey-1": KindSecret, "crypto-eckey-1": KindSecret,
		"psbt-1": KindPSBT, "crypto-psbt-1": KindPSBT, "bytes-1": KindBytes,
	}
	for _, c := range file.Cases {
		_, p, ok := joined([]string{c.UR})
		want, known := exceptions[c.ID]
		if !known {
			want = urKinds[c.Type]
		}
		data := c.CBOR
		if c.PSBT != "" {
			data = c.PSBT
		}
		if !ok || p.Kind != want || hex.EncodeToString(p.Data) != data {
			t.Errorf("%s: %v kind %q, not %q; %x", c.ID, ok, p.Kind, want, p.Data)
		}
		if _, err := Split(Auto, p, Options{}); (err == ErrSecret) != (p.Kind == KindSecret) {
			t.Errorf("%s: a %s shown: %v", c.ID, p.Kind, err)
		}
		source, err := Split(Auto, p, Options{Secret: true})
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		if back, ok := readAll(t, source); !ok || back.Type != c.Type || hex.EncodeToString(back.Data) != data {
			t.Errorf("%s: written otherwise", c.ID)
		}
		if text := p.Text; (text != "") != (want == KindDescriptor || want == KindAccount || want == KindKey) {
			t.Errorf("%s: text %q", c.ID, text)
		}
	}
}
