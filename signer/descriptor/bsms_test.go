package descriptor

import (
	"encoding/hex"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

// TestBSMS runs the cases of BIP-129: key records, descriptor records and their
// encryption.
func TestBSMS(t *testing.T) {
	var file struct {
		Cases []struct {
			ID     string
			Tokens []struct {
				Token string `json:"token_hex"`
			}
			Signers []struct {
				KeyFile   string `json:"key_file"`
				Encrypted string `json:"encrypted_key_file_hex"`
			}
			Record    string `json:"descriptor_record"`
			Address   string `json:"first_address"`
			Encrypted []struct {
				Record string `json:"record_hex"`
			} `json:"encrypted_descriptor_records"`
		}
	}
	vectors.Load(t, "bip129_bsms.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			for i, s := range c.Signers {
				token := c.Tokens[min(i, len(c.Tokens)-1)].Token
				r, err := ParseBSMSKey([]byte(s.KeyFile))
				if err != nil {
					t.Fatal(err)
				}
				if r.String() != s.KeyFile {
					t.Errorf("written as %q", r)
				}
				checkBSMSFaults(t, s.KeyFile)
				if s.Encrypted != "" {
					checkBSMSCipher(t, s.KeyFile, token, s.Encrypted)
				}
			}
			for i, e := range c.Encrypted {
				checkBSMSCipher(t, c.Record, c.Tokens[min(i, len(c.Tokens)-1)].Token, e.Record)
			}
			w, err := Import([]byte(c.Record))
			if err != nil {
				t.Fatal(err)
			}
			if w.FirstAddress != c.Address || w.Format != "bsms" {
				t.Errorf("%+v", w)
			}
			wrong := strings.Replace(c.Record, "sortedmulti(1,", "sortedmulti(2,", 1)
			if wrong == c.Record {
				wrong = strings.Replace(c.Record, "multi(2,", "multi(1,", 1)
			}
			if _, err := Import([]byte(wrong)); err == nil {
				t.Error("another wallet with the same first address")
			}
		})
	}
}

func checkBSMSCipher(t *testing.T, record, token, want string) {
	b, err := EncryptBSMS(record, token)
	if err != nil || hex.EncodeToString(b) != want {
		t.Errorf("encrypted: %x, %v", b, err)
	}
	got, err := DecryptBSMS(unhex(want), token)
	if err != nil || got != record {
		t.Errorf("decrypted: %q, %v", got, err)
	}
	b[len(b)-1] ^= 1
	if _, err := DecryptBSMS(b, token); err == nil {
		t.Error("a changed file decrypts")
	}
	if _, err := DecryptBSMS(unhex(want), strings.Repeat("00", len(token)/2)); err == nil {
		t.Error("decrypts with another token")
	}
}

// checkBSMSFaults changes one line at a time.
func checkBSMSFaults(t *testing.T, record string) {
	lines := strings.Split(record, "\n")
	for i, other := range []string{"BSMS 2.0", "ff", strings.Replace(lines[2], "48'", "49'", 1), lines[3] + ".", "A" + lines[4][1:]} {
		changed := append([]string(nil), lines...)
		changed[i] = other
		if _, err := ParseBSMSKey([]byte(strings.Join(changed, "\n"))); err == nil {
			t.Errorf("accepted with line %d changed", i+1)
		}
	}
	if _, err := ParseBSMSKey([]byte(strings.Join(lines[:4], "\n"))); err == nil {
		t.Error("accepted without its signature")
	}
}
