package ur

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

// unhex decodes a vector's hexadecimal field.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBytewordsVectors(t *testing.T) {
	var file struct {
		WordList []string `json:"word_list"`
		Cases    []struct {
			ID, Kind, Style, Encoded, Reason string
			Valid                            *bool
			Payload                          string `json:"payload_hex"`
			CRC32                            string `json:"crc32_hex"`
			Input                            string `json:"input_text"`
			Standard, URI, Minimal           string
		}
	}
	vectors.Load(t, "bcur_bytewords.json", &file)
	if strings.Join(file.WordList, "") != words {
		t.Error("the word list differs")
	}
	styles := map[string]Style{"standard": Standard, "uri": URI, "minimal": Minimal}
	for _, c := range file.Cases {
		switch {
		case c.Kind == "crc32":
			if got := fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(c.Input))); got != c.CRC32 {
				t.Errorf("%s: %s", c.ID, got)
			}
		case *c.Valid:
			payload := unhex(t, c.Payload)
			for name, text := range map[string]string{"standard": c.Standard, "uri": c.URI, "minimal": c.Minimal} {
				if got := EncodeBytewords(payload, styles[name]); got != text {
					t.Errorf("%s: %s: wrote %s", c.ID, name, got)
				}
				for _, cased := range []string{text, strings.ToUpper(text)} {
					if got, err := DecodeBytewords(cased, styles[name]); err != nil || !bytes.Equal(got, payload) {
						t.Errorf("%s: %s: read %x, %v", c.ID, name, got, err)
					}
				}
			}
		default:
			if got, err := DecodeBytewords(c.Encoded, styles[c.Style]); err == nil {
				t.Errorf("%s: %s: read %x", c.ID, c.Reason, got)
			}
		}
	}
}
