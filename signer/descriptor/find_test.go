package descriptor

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"coldsign/internal/parallel"
)

// TestFind finds each script at its place and nobody's script nowhere, whatever was
// asked before.
func TestFind(t *testing.T) {
	for _, text := range []string{
		"wpkh(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/<0;1>/*)",
		"pkh(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/<0;1>/*)",
		"tr(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/<0;1;7>/*)",
	} {
		d, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			at := Place{rapid.IntRange(0, d.Branches()-1).Draw(t, "branch"), rapid.Uint32Range(0, 60).Draw(t, "index")}
			last := rapid.Uint32Range(0, 60).Draw(t, "last")
			s, err := d.At(at.Branch, at.Index)
			if err != nil {
				t.Fatal(err)
			}
			stranger := append([]byte(nil), s.ScriptPubKey...)
			stranger[len(stranger)-3] ^= 1 // beyond the tag, so that only the whole comparison tells
			for what, got := range map[string][]*Place{
				"Find":        d.Find([][]byte{stranger, s.ScriptPubKey, nil, {0, 20}}, last),
				"FindBetween": d.FindBetween([][]byte{stranger, s.ScriptPubKey, nil, {0, 20}}, 0, last),
			} {
				if got[0] != nil || got[2] != nil || got[3] != nil {
					t.Fatalf("%s: a stranger's script was found", what)
				}
				if (got[1] != nil) != (at.Index <= last) || got[1] != nil && *got[1] != at {
					t.Fatalf("%s: %v at %v within %d", what, got[1], at, last)
				}
			}
			if !d.SameForm(s.ScriptPubKey) || d.SameForm(append([]byte{0x6a}, s.ScriptPubKey[1:]...)) {
				t.Fatal("form")
			}
		})
	}
}

// TestFindAtTheEnd searches the last indexes that there are.
func TestFindAtTheEnd(t *testing.T) {
	d, err := Parse("wpkh(xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8/<0;1>/*)")
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.At(1, hardened-1)
	if err != nil {
		t.Fatal(err)
	}
	if at := d.FindBetween([][]byte{s.ScriptPubKey}, hardened-5, hardened-1)[0]; at == nil || *at != (Place{1, hardened - 1}) {
		t.Fatalf("found at %v", at)
	}
}

// TestBatch derives the same scripts together as one by one.
func TestBatch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		d, err := Parse(m.text)
		if err != nil {
			t.Skip()
		}
		branch, first, count := rapid.IntRange(0, d.Branches()-1).Draw(t, "branch"), rapid.Uint32Range(0, 1<<31-70).Draw(t, "first"), rapid.IntRange(1, 5).Draw(t, "count")
		scripts, ok := d.scriptsFrom(branch, first, count)
		if !ok {
			return
		}
		for i, script := range scripts {
			s, err := d.At(branch, first+uint32(i))
			if err != nil || !bytes.Equal(s.ScriptPubKey, script) {
				t.Fatalf("index %d: %x, %v", first+uint32(i), script, err)
			}
		}
	})
}

// BenchmarkFind searches 2,002 scripts of a wallet, beside the same derived one by one.
func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"p2wpkh": "wpkh(" + accountText(0) + "/<0;1>/*)", "p2tr": "tr(" + accountText(0) + "/<0;1>/*)",
		"p2wsh-2of3": "wsh(sortedmulti(2," + accountText(0) + "/<0;1>/*," + accountText(4) + "/<0;1>/*," + accountText(8) + "/<0;1>/*))",
	} {
		d, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for range b.N {
				d.FindBetween([][]byte{{1}}, 0, 1000)
			}
		})
		b.Run(name+"-one-by-one", func(b *testing.B) {
			for range b.N {
				parallel.Each(2002, func(i int) { d.At(i%2, uint32(i/2)) })
			}
		})
	}
}
