package bip32

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"pgregory.net/rapid"

	"coldsign/internal/vectors"
)

func derive(t interface{ Fatal(...any) }, seed []byte, path Path) *Node {
	var n Node
	if err := n.Master(seed); err != nil {
		t.Fatal(err)
	}
	for _, index := range path {
		var child Node
		if err := child.Child(&n, index); err != nil {
			t.Fatal(err)
		}
		n = child
	}
	return &n
}

func TestVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID, Kind, Reason string
			Seed             string `json:"seed_hex"`
			Chain            []struct {
				Path    string
				Public  string `json:"extended_public_key"`
				Private string `json:"extended_private_key"`
			}
			Extended string `json:"extended_key"`
		}
	}
	vectors.Load(t, "bip32.json", &file)
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			if c.Kind == "parse_extended_key" {
				var n Node
				if _, err := n.ParseXPrv([]byte(c.Extended)); err == nil {
					t.Errorf("accepted; should be refused: %s", c.Reason)
				} else if n != (Node{}) {
					t.Error("a refused key stays in the node")
				}
				return
			}
			seed, err := hex.DecodeString(c.Seed)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.Chain {
				path, err := ParsePath(want.Path)
				if err != nil {
					t.Fatal(err)
				}
				n := derive(t, seed, path)
				if got := n.XPub(MainNet); got != want.Public {
					t.Errorf("%s: %s, want %s", path, got, want.Public)
				}
				if got := n.AppendXPrv(nil, MainNet); string(got) != want.Private {
					t.Errorf("%s: %s, want %s", path, got, want.Private)
				}
				var back Node
				if v, err := back.ParseXPrv([]byte(want.Private)); err != nil || back != *n || v != MainNet {
					t.Errorf("%s: read back %v %v", path, v, err)
				}
			}
		})
	}
}

// TestAgreesWithHdkeychain compares keys, also those with leading zeros, with a
// second implementation.
func TestAgreesWithHdkeychain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 16, 64).Draw(t, "seed")
		path := Path(rapid.SliceOfN(rapid.Uint32(), 0, 5).Draw(t, "path"))
		n := derive(t, seed, path)
		want, err := hdkeychain.NewMaster(seed, &chaincfg.TestNet3Params)
		if err != nil {
			t.Skip(err)
		}
		for _, index := range path {
			if want, err = want.Derive(index); err != nil {
				t.Fatal(err)
			}
		}
		if got := string(n.AppendXPrv(nil, TestNet)); got != want.String() {
			t.Fatalf("%s: %s, want %s", path, got, want)
		}
		public, err := want.Neuter()
		if err != nil {
			t.Fatal(err)
		}
		if got := n.XPub(TestNet); got != public.String() {
			t.Fatalf("%s: %s, want %s", path, got, public)
		}
	})
}

func TestChildKeyIsTheChildsKey(t *testing.T) {
	parent := derive(t, make([]byte, 16), Path{Hardened})
	for _, index := range []uint32{0, 7, Hardened - 1, Hardened, 1<<32 - 1} {
		var child, key Node
		if err := child.Child(parent, index); err != nil {
			t.Fatal(err)
		}
		if err := key.ChildKey(parent, index); err != nil {
			t.Fatal(err)
		}
		if child.Key != key.Key || child.ChainCode != key.ChainCode {
			t.Errorf("index %d: ChildKey is another key", index)
		}
		if key.Public != [33]byte{} {
			t.Errorf("index %d: ChildKey left a public key", index)
		}
	}
}

func TestSeedLengths(t *testing.T) {
	for length, good := range map[int]bool{0: false, 15: false, 16: true, 64: true, 65: false} {
		if err := new(Node).Master(make([]byte, length)); (err == nil) != good {
			t.Errorf("seed of %d bytes: %v", length, err)
		}
	}
}

func TestDepthEnds(t *testing.T) {
	parent := derive(t, make([]byte, 16), nil)
	parent.Depth = 255
	if err := new(Node).Child(parent, 0); err != ErrDepth {
		t.Errorf("child of level 255: %v", err)
	}
}

func TestPaths(t *testing.T) {
	for text, want := range map[string]string{
		"m": "m", "m/0": "m/0", "m/84h/0'/2147483647h/1": "m/84h/0h/2147483647h/1",
		"": "", "0/1": "", "m/": "", "m//1": "", "m/2147483648": "", "m/-1": "", "m/01": "", "m/+1": "",
		"m/1H": "", "m/1hh": "", "M/1": "", "m/1 ": "", "m" + strings.Repeat("/1", 256): "",
	} {
		p, err := ParsePath(text)
		if want == "" {
			if err == nil {
				t.Errorf("%.40q accepted as %s", text, p)
			}
			continue
		}
		if err != nil || p.String() != want {
			t.Errorf("%q: %s, %v; want %s", text, p, err, want)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("m/84h/0'/0h/0/5")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil {
			return
		}
		if again, err := ParsePath(p.String()); err != nil || again.String() != p.String() {
			t.Errorf("%q: %s is read back as %s, %v", text, p, again, err)
		}
	})
}

func FuzzParseXPrv(f *testing.F) {
	f.Add([]byte("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var n Node
		v, err := n.ParseXPrv(text)
		if err == nil && string(n.AppendXPrv(nil, v)) != string(text) {
			t.Errorf("%q is written back as %q", text, n.AppendXPrv(nil, v))
		}
	})
}

// TestDerivationStaysOnTheStack: see the test of the same kind in secp256k1.
func TestDerivationStaysOnTheStack(t *testing.T) {
	parent := derive(t, make([]byte, 16), nil)
	var n Node
	if got := testing.AllocsPerRun(20, func() { n.ChildKey(parent, 5) }); got != 0 {
		t.Errorf("ChildKey allocates %v times", got)
	}
	var text [112]byte
	if got := testing.AllocsPerRun(20, func() { n.AppendXPrv(text[:0], MainNet) }); got != 0 {
		t.Errorf("AppendXPrv allocates %v times", got)
	}
}

func BenchmarkChildKey(b *testing.B) {
	parent := derive(b, make([]byte, 16), nil)
	var n Node
	for i := range b.N {
		n.ChildKey(parent, uint32(i))
	}
}
