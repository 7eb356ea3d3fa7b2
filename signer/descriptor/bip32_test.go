package descriptor

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"coldsign/internal/vectors"
)

// TestBIP32 refuses the extended keys that are none, and derives the public
// children of those that are.
func TestBIP32(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Reason string
			Valid      bool
			Key        string `json:"extended_key"`
			Chain      []struct {
				Path string
				XPub string `json:"extended_public_key"`
			}
		}
	}
	vectors.Load(t, "bip32.json", &file)
	derived := 0
	for _, c := range file.Cases {
		if !c.Valid {
			_, err := Parse("wpkh(" + c.Key + "/*)")
			secret := strings.Contains(c.Key, "prv") || strings.Contains(c.Reason, "prvkey")
			if err == nil || errors.Is(err, ErrSecret) != secret {
				t.Errorf("%s, %s: %v", c.ID, c.Reason, err)
			}
			continue
		}
		for i, step := range c.Chain {
			if _, err := Parse("wpkh(" + step.XPub + "/*)"); err != nil {
				t.Errorf("%s %s: %v", c.ID, step.Path, err)
			}
			last := step.Path[strings.LastIndex(step.Path, "/")+1:]
			if i == 0 || strings.ContainsAny(last, "'hH") {
				continue
			}
			derived++
			checkChild(t, c.Chain[i-1].XPub, last, step.XPub)
		}
	}
	if derived == 0 {
		t.Error("no child was derived")
	}
}

func checkChild(t *testing.T, parent, step, child string) {
	got, err := Parse(fmt.Sprintf("wpkh(%s/%s)", parent, step))
	if err != nil {
		t.Fatal(err)
	}
	want, err := Parse("wpkh(" + child + ")")
	if err != nil || !got.SameScripts(want) {
		t.Errorf("%s is not %s", got, want)
	}
}
