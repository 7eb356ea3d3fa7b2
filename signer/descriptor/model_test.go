package descriptor

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"pgregory.net/rapid"
)

// modelKey is a key that was made, not read: its text and how it is derived, by
// hdkeychain.
type modelKey struct {
	text    string
	origin  []uint32
	account *hdkeychain.ExtendedKey
	before  []uint32 // steps before the branch
	choices []uint32 // of the branch; none: no step
	after   []uint32
	ranged  bool
}

func (k modelKey) path(branch int, index uint32) []uint32 {
	p := slices.Clone(k.before)
	if len(k.choices) == 1 {
		p = append(p, k.choices[0])
	} else if len(k.choices) > 1 {
		p = append(p, k.choices[branch])
	}
	p = append(p, k.after...)
	if k.ranged {
		p = append(p, index)
	}
	return p
}

func (k modelKey) pubKey(branch int, index uint32) []byte {
	x := k.account
	for _, e := range k.path(branch, index) {
		var err error
		if x, err = x.Derive(e); err != nil {
			panic(err)
		}
	}
	p, err := x.ECPubKey()
	if err != nil {
		panic(err)
	}
	return p.SerializeCompressed()
}

// model is a descriptor with what its scripts should be.
type model struct {
	text     string
	kind     string
	branches int
	ranged   bool
	keys     []modelKey
	script   func(branch int, index uint32) []byte
}

// account is an extended public key with its origin.
type account struct {
	fingerprint [4]byte
	path        []uint32
	key         *hdkeychain.ExtendedKey
}

// accounts derives one account of each of some master keys, once.
var accounts = sync.OnceValue(func() []account {
	paths := [][]uint32{
		{48 | hardened, 1 | hardened, hardened, 2 | hardened}, {84 | hardened, 1 | hardened, hardened}, {45 | hardened}, {},
	}
	var out []account
	for i := range 24 {
		seed := sha256.Sum256([]byte{byte(i)})
		master, err := hdkeychain.NewMaster(seed[:], &chaincfg.TestNet3Params)
		if err != nil {
			panic(err)
		}
		p, _ := master.ECPubKey()
		k, path := master, paths[i%len(paths)]
		for _, e := range path {
			if k, err = k.Derive(e); err != nil {
				panic(err)
			}
		}
		public, _ := k.Neuter()
		out = append(out, account{[4]byte(address.Hash160(p.SerializeCompressed())), path, public})
	}
	return out
})

// drawPath writes elements, hardened in either way, with what reads them back.
func drawPath(t *rapid.T, path []uint32) string {
	mark := rapid.SampledFrom([]string{"h", "'"}).Draw(t, "hardened mark")
	return strings.ReplaceAll(string(appendPath(nil, path)), "h", mark)
}

func drawKey(t *rapid.T, a account, choices int, ranged bool) modelKey {
	k := modelKey{account: a.key, ranged: ranged}
	var b strings.Builder
	if rapid.Bool().Draw(t, "origin") || len(a.path) == 0 {
		k.origin = a.path
		fmt.Fprintf(&b, "[%x%s]", a.fingerprint, drawPath(t, a.path))
	}
	b.WriteString(a.key.String())
	elements := rapid.SliceOfN(rapid.Uint32Range(0, hardened-1), 0, 2)
	k.before = elements.Draw(t, "steps before")
	b.Write(appendPath(nil, k.before))
	switch {
	case choices > 1:
		k.choices = rapid.SliceOfNDistinct(rapid.Uint32Range(0, 9), choices, choices, rapid.ID).Draw(t, "choices")
		b.Write(appendSteps(nil, []step{k.choices}, noWildcard))
	case rapid.Bool().Draw(t, "fixed step"):
		k.choices = []uint32{rapid.Uint32Range(0, 9).Draw(t, "step")}
		b.Write(appendPath(nil, k.choices))
	}
	k.after = elements.Draw(t, "steps after")
	b.Write(appendPath(nil, k.after))
	if ranged {
		b.WriteString("/*")
	}
	k.text = b.String()
	return k
}
