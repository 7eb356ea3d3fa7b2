package descriptor

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestModel: a descriptor reads as what it was made from, writes itself in a form
// that reads back as itself, and its scripts and keys are those that other code
// derives.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		d, err := Parse(m.text)
		if err != nil {
			t.Fatalf("%s: %v", m.text, err)
		}
		text, _, _ := strings.Cut(m.text, "#")
		if want := withChecksum(strings.ReplaceAll(text, "'", "h")); d.String() != want {
			t.Fatalf("written as %s, not %s", d, want)
		}
		if again, err := Parse(d.String()); err != nil || again.String() != d.String() {
			t.Fatalf("%s reads back as %v, %v", d, again, err)
		}
		if d.Kind() != m.kind || d.Branches() != m.branches || d.Ranged() != m.ranged || len(d.Keys()) != len(m.keys) {
			t.Fatalf("%s: %s, %d branches, ranged %t, %d keys", d, d.Kind(), d.Branches(), d.Ranged(), len(d.Keys()))
		}
		branch := rapid.IntRange(0, m.branches-1).Draw(t, "branch")
		index := rapid.Uint32Range(0, hardened-1).Draw(t, "index")
		s, err := d.At(branch, index)
		if err != nil {
			t.Fatal(err)
		}
		if want := m.script(branch, index); !bytes.Equal(s.ScriptPubKey, want) {
			t.Fatalf("%s at %d/%d: script %x, not %x", d, branch, index, s.ScriptPubKey, want)
		}
		for i, k := range d.Keys() {
			want := append(slices.Clone(m.keys[i].origin), m.keys[i].path(branch, index)...)
			if got := k.FullPath(branch, index); !slices.Equal(got, want) || !slices.Equal(s.Keys[i].Path, want) {
				t.Fatalf("key %d: path %v, not %v", i, got, want)
			}
			if want := m.keys[i].pubKey(branch, index); !bytes.Equal(s.Keys[i].PubKey, want) || s.Keys[i].Key != i {
				t.Fatalf("key %d: %x, not %x", i, s.Keys[i].PubKey, want)
			}
			checkMatch(t, k, branch, index)
		}
	})
}

// checkMatch: Match undoes FullPath, and takes no path that is a step away.
func checkMatch(t *rapid.T, k Key, branch int, index uint32) {
	path := k.FullPath(branch, index)
	b, i, ok := k.Match(path)
	wantBranch, wantIndex := branch, index
	if k.Branches() == 1 {
		wantBranch = 0
	}
	if !k.Ranged() {
		wantIndex = 0
	}
	if !ok || b != wantBranch || i != wantIndex {
		t.Fatalf("%s: %v matches %d/%d %t, not %d/%d", k, path, b, i, ok, wantBranch, wantIndex)
	}
	if _, _, ok := k.Match(append(slices.Clone(path), 0)); ok {
		t.Fatalf("%s: matches a path that goes on", k)
	}
	for at := range path {
		other := slices.Clone(path)
		other[at] ^= 1 << rapid.IntRange(0, 31).Draw(t, "bit")
		if b, i, ok := k.Match(other); ok && !slices.Equal(k.FullPath(b, i), other) {
			t.Fatalf("%s: %v matches as %d/%d, which is %v", k, other, b, i, k.FullPath(b, i))
		}
	}
	if len(path) > 0 {
		if _, _, ok := k.Match(path[:len(path)-1]); ok {
			t.Fatalf("%s: matches a path cut short", k)
		}
	}
}

// TestJoinProperty: the branches of a descriptor of two join to it again.
func TestJoinProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		d, err := Parse(m.text)
		if err != nil {
			t.Fatal(err)
		}
		if d.Branches() != 2 {
			return
		}
		receive, err := d.Branch(0)
		if err != nil {
			t.Fatal(err)
		}
		change, err := d.Branch(1)
		if err != nil {
			t.Fatal(err)
		}
		joined, err := Join(receive, change)
		if err != nil || joined.String() != d.String() {
			t.Fatalf("%s and %s join to %v, %v", receive, change, joined, err)
		}
		if _, err := Join(receive, receive); err == nil {
			t.Fatal("a descriptor joins itself")
		}
	})
}

// TestChecksumProperty: no single wrong character passes, nor two in one place.
func TestChecksumProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := withChecksum(drawModel(t).text[:40])
		b := []byte(text)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		c := rapid.SampledFrom([]byte(inputCharset)).Draw(t, "character")
		if b[at] == c || c == '#' || b[at] == '#' {
			return
		}
		b[at] = c
		if _, err := withoutChecksum(string(b)); err == nil {
			t.Fatalf("%q passes for %q", b, text)
		}
	})
}

// FuzzParse: whatever is accepted is written in a form that reads back as itself,
// and every wallet has an address at the beginning of each branch.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"raw(deadbeef)#89f8spxm",
		"wpkh([d34db33f/84h/0h/0h]xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL/<0;1>/*)",
		"sh(wsh(sortedmulti(1,03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd)))",
		"tr(50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0,{pk(669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0),sortedmulti_a(1,669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0)})",
		"tr(musig(02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9,03dff1d77f2a671c5f36183726db2341be58feae1da2deced843240f7b502ba659))",
		"wsh(or_d(pk(03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd),and_v(v:pkh(0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600),older(10))))",
		"addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j)", "combo(", "wsh(multi(2,,))",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' || r > '~' && r != '…' }) {
				t.Fatalf("the error prints what it read: %q", err)
			}
			return
		}
		again, err := Parse(d.String())
		if err != nil || again.String() != d.String() {
			t.Fatalf("%s reads back as %v, %v", d, again, err)
		}
		_, noWallet := d.NoWallet()
		for branch := range d.Branches() {
			s, err := d.At(branch, 0)
			if (err != nil) != noWallet {
				t.Fatalf("%s: no wallet %t, %v", d, noWallet, err)
			}
			if err != nil {
				continue
			}
			if _, ok := Address(s.ScriptPubKey, networks[0]); !ok {
				t.Fatalf("%s: no address", d)
			}
		}
	})
}
