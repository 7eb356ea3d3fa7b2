package miniscript

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// FuzzParse: what is accepted is written so that it is the same again, and
// compiles to a script that decodes.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"or_d(multi(2,A,B,C),and_v(v:pkh(D),older(4194305)))", "thresh(2,pk(A),s:pk(B),sln:after(500000000))",
		"andor(pk(A),dv:older(1),and_n(pk(B),sha256(" + hash32 + ")))", "tv:or_i(j:multi(1,A),hash160(" + hash20 + "))",
		"multi_a(2,A,B,C)", "or_b(l:0,a:u:1)", "t:or_c(pk(A),v:and_b(1,a:1))",
	} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, tap bool) {
		ctx := P2WSH
		if tap {
			ctx = Tapscript
		}
		e, err := Parse(text, ctx, letterKey)
		if err != nil {
			return
		}
		again, err := Parse(e.String(), ctx, letterKey)
		if err != nil || again.String() != e.String() || again.Type() != e.Type() {
			t.Fatalf("%v parsed as %v (%v)", e, again, err)
		}
		pubkeys := make([][]byte, len(e.keys))
		for i, key := range e.keys {
			pubkeys[i] = testPubKeys[ctx][key.Text[0]-'A']
		}
		e, err = e.WithKeys(pubkeys)
		if err != nil {
			t.Fatal(err)
		}
		script, err := e.Script()
		if err != nil || len(script) != e.Bounds().ScriptSize {
			t.Fatalf("%v: script of %d bytes, %v", e, len(script), err)
		}
		if _, err := Decode(script, ctx, nil); err != nil && e.root.height < maxDepth/2 {
			t.Fatalf("%v: %x: %v", e, script, err)
		}
	})
}

// FuzzDecode: what is accepted compiles to the same bytes, is written and parsed,
// and all questions about it have an answer.
func FuzzDecode(f *testing.F) {
	key := hex.EncodeToString(testPubKeys[P2WSH][0])
	for _, text := range []string{
		"21" + key + "ac", "76a914" + hash20 + "88ac", "5121" + key + "51ae", "20" + key[2:] + "ac519c",
		"21" + key + "ac7364" + "21" + key + "ad60b268", "82012088a820" + hash32 + "87",
		"6351670068", "7663516968", "21" + key + "ac7c21" + key + "ac935287", "516b516c9a",
	} {
		script, err := hex.DecodeString(text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(script, true)
		f.Add(script, false)
	}
	for _, row := range published(f, "valid.txt") {
		e, err := Parse(row[0], P2WSH, letterKey)
		if err != nil {
			f.Fatal(err)
		}
		script, err := derived(f, e).Script()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(script, false)
	}
	f.Fuzz(func(t *testing.T, script []byte, tap bool) {
		ctx := P2WSH
		if tap {
			ctx = Tapscript
		}
		e, err := Decode(script, ctx, nil)
		if err != nil {
			return
		}
		again, err := e.Script()
		if err != nil || !bytes.Equal(again, script) {
			t.Fatalf("%x compiled to %x (%v)", script, again, err)
		}
		e.Check()
		_ = e.Policy().String()
		if _, err := e.Satisfy(Available{}); err == nil {
			t.Fatalf("%v: satisfied by nothing", e)
		}
		for _, key := range e.keys {
			if key.PubKey == nil {
				return // the text of a hash is no key expression
			}
		}
		parsed, err := Parse(e.String(), ctx, nil)
		if err != nil {
			t.Fatalf("%v: %v", e, err)
		}
		again, err = parsed.Script()
		if err != nil || !bytes.Equal(again, script) {
			t.Fatalf("%x written and compiled to %x (%v)", script, again, err)
		}
	})
}
