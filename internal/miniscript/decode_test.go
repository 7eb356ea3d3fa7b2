package miniscript

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
)

// TestDecodeRefuses gives scripts with one fault each, beside a sound one.
func TestDecodeRefuses(t *testing.T) {
	key := hex.EncodeToString(testPubKeys[P2WSH][0])
	other := hex.EncodeToString(testPubKeys[P2WSH][1])
	x := hex.EncodeToString(testPubKeys[Tapscript][0])
	for _, c := range []struct {
		why    string
		ctx    Context
		script string
	}{
		{"empty", P2WSH, ""},
		{"of type K", P2WSH, "21" + key},
		{"of type V", P2WSH, "21" + key + "ad"},
		{"of type W", P2WSH, "7c21" + key + "ac"},
		{"CHECKSIG and VERIFY apart", P2WSH, "21" + key + "ac6951"},
		{"EQUAL and VERIFY apart", P2WSH, "76a914" + strings.Repeat("00", 20) + "8769ac"},
		{"x-only key", P2WSH, "20" + x + "ac"},
		{"uncompressed prefix", P2WSH, "2104" + key[2:] + "ac"},
		{"compressed key", Tapscript, "21" + key + "ac"},
		{"push beyond the end", P2WSH, "21" + key[:64]},
		{"PUSHDATA1", P2WSH, "4c21" + key + "ac"},
		{"lock pushed too long", P2WSH, "21" + key + "ad020100b2"},
		{"small lock pushed as data", P2WSH, "21" + key + "ad0105b2"},
		{"lock of zero", P2WSH, "21" + key + "ad00b2"},
		{"negative lock", P2WSH, "21" + key + "ad4fb2"},
		{"lock of 2^31", P2WSH, "21" + key + "ad050000008000b2"},
		{"lock without number", P2WSH, "b2"},
		{"hash without size", P2WSH, "21" + key + "ada820" + hash32 + "87"},
		{"hash of another size", P2WSH, "21" + key + "ad82012188a820" + hash32 + "87"},
		{"hash too short", P2WSH, "21" + key + "ad82012088a814" + hash20 + "87"},
		{"SHA1", P2WSH, "21" + key + "ad82012088a714" + hash20 + "87"},
		{"more after the expression", P2WSH, "21" + key + "ac75"},
		{"more before it", P2WSH, "7521" + key + "ac"},
		{"opcode of no fragment", P2WSH, "21" + key + "ac93"},
		{"invalid opcode", P2WSH, "ff"},
		{"ENDIF alone", P2WSH, "68"},
		{"IF without ENDIF", P2WSH, "6351"},
		{"or_i without ELSE", P2WSH, "635168"},
		{"ELSE twice", P2WSH, "6351675167" + "5168"},
		{"ADD alone", P2WSH, "93"},
		{"EQUAL alone", P2WSH, "87"},
		{"thresh above its arguments", P2WSH, "21" + key + "ac5287"},
		{"thresh of a B second", P2WSH, "21" + key + "ac21" + other + "ac935287"},
		{"SWAP missing", P2WSH, "21" + key + "ac21" + other + "ac9a"},
		{"FROMALTSTACK without TOALTSTACK", P2WSH, "21" + key + "ac21" + other + "ac6c9a"},
		{"multi without count", P2WSH, "5121" + key + "ae"},
		{"multi with too many", P2WSH, "5121" + key + "52ae"},
		{"multi of no keys", P2WSH, "0000ae"},
		{"multi above its keys", P2WSH, "5221" + key + "51ae"},
		{"multi of 21", P2WSH, "51" + strings.Repeat("21"+key, 21) + "0115ae"},
		{"multi of a wrong key", P2WSH, "5114" + hash20 + "51ae"},
		{"multi in tapscript", Tapscript, "5120" + x + "51ae"},
		{"multi_a in P2WSH", P2WSH, "21" + key + "ac519c"},
		{"multi_a without key", Tapscript, "ac519c"},
		{"multi_a without CHECKSIG", Tapscript, "ba20" + x + "ba519c"},
		{"multi_a without a key at the second", Tapscript, "20" + x + "acba519c"},
		{"multi_a without threshold", Tapscript, "20" + x + "ac9c"},
		{"multi_a above its keys", Tapscript, "20" + x + "ac529c"},
		{"multi_a of 1000 keys", Tapscript, "20" + x + "ac" + strings.Repeat("20"+x+"ba", 999) + "519c"},
		{"too large", P2WSH, strings.Repeat("51", 10_001)},
		{"nested too deep", Tapscript, "51" + strings.Repeat("92", maxDepth)},
		{"unknown context", 0, "51"},
	} {
		script, err := hex.DecodeString(c.script)
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		e, err := Decode(script, c.ctx, nil)
		var reason *DecodeError
		if !errors.As(err, &reason) || reason.Reason == "" {
			t.Errorf("%s: %v, %v", c.why, e, err)
		}
	}
	for _, c := range []struct {
		ctx          Context
		script, want string
	}{
		{P2WSH, "21" + key + "ad5151", ""},
		{P2WSH, "21" + key + "ac", "pk(" + key + ")"},
		{P2WSH, "21" + key + "ad51", "tv:pk(" + key + ")"},
		{P2WSH, "76a914" + hash20 + "88ac", "pkh(" + hash20 + ")"},
		{P2WSH, "5121" + key + "51ae", "multi(1," + key + ")"},
		{Tapscript, "20" + x + "ac519c", "multi_a(1," + x + ")"},
		{P2WSH, "21" + key + "ad21" + other + "ad60b2", "and_v(and_v(v:pk(" + key + "),v:pk(" + other + ")),older(16))"},
		{Tapscript, "51" + strings.Repeat("92", maxDepth-1), strings.Repeat("n", maxDepth-1) + ":1"},
	} {
		script, err := hex.DecodeString(c.script)
		if err != nil {
			t.Fatal(err)
		}
		e, err := Decode(script, c.ctx, nil)
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%s: %v", c.script, e)
		case c.want != "" && (err != nil || e.String() != c.want):
			t.Errorf("%s: %v (%v), not %s", c.script, e, err, c.want)
		}
	}
}
