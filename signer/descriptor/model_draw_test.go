package descriptor

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"
	"pgregory.net/rapid"
)

// drawModel draws a descriptor of any kind but miniscript.
func drawModel(t *rapid.T) model {
	m := model{branches: rapid.IntRange(1, 3).Draw(t, "branches"), ranged: rapid.IntRange(0, 9).Draw(t, "ranged") > 0}
	m.kind = rapid.SampledFrom([]string{"p2pkh", "p2sh-p2wpkh", "p2wpkh", "p2tr", "p2sh", "p2wsh", "p2sh-p2wsh"}).Draw(t, "kind")
	used := 0
	key := func() modelKey {
		k := drawKey(t, accounts()[used], m.branches, m.ranged)
		used++
		m.keys = append(m.keys, k)
		return k
	}
	switch m.kind {
	case "p2pkh", "p2sh-p2wpkh", "p2wpkh":
		k := key()
		m.text = map[string]string{"p2pkh": "pkh(", "p2sh-p2wpkh": "sh(wpkh(", "p2wpkh": "wpkh("}[m.kind] + k.text + ")"
		if m.kind == "p2sh-p2wpkh" {
			m.text += ")"
		}
		m.script = func(b int, i uint32) []byte {
			hash := address.Hash160(k.pubKey(b, i))
			p2wpkh := build(txscript.OP_0, hash)
			return map[string][]byte{
				"p2pkh":       build(txscript.OP_DUP, txscript.OP_HASH160, hash, txscript.OP_EQUALVERIFY, txscript.OP_CHECKSIG),
				"p2wpkh":      p2wpkh,
				"p2sh-p2wpkh": build(txscript.OP_HASH160, address.Hash160(p2wpkh), txscript.OP_EQUAL),
			}[m.kind]
		}
	case "p2tr":
		k := key()
		inner, root := drawTree(t, 0, key)
		m.text = "tr(" + k.text + inner + ")"
		m.script = func(b int, i uint32) []byte {
			p, _ := btcec.ParsePubKey(k.pubKey(b, i))
			var commitment []byte
			if root != nil {
				commitment = root(b, i)
			}
			return build(txscript.OP_1, schnorr.SerializePubKey(txscript.ComputeTaprootOutputKey(p, commitment)))
		}
	default:
		text, script := drawMulti(t, 15, false, key)
		wrap := map[string][2]string{"p2sh": {"sh(", ")"}, "p2wsh": {"wsh(", ")"}, "p2sh-p2wsh": {"sh(wsh(", "))"}}[m.kind]
		m.text = wrap[0] + text + wrap[1]
		m.script = func(b int, i uint32) []byte {
			s := script(b, i)
			if m.kind != "p2sh" {
				hash := sha256.Sum256(s)
				s = build(txscript.OP_0, hash[:])
			}
			if m.kind != "p2wsh" {
				s = build(txscript.OP_HASH160, address.Hash160(s), txscript.OP_EQUAL)
			}
			return s
		}
	}
	if rapid.Bool().Draw(t, "checksum") {
		m.text = withChecksum(m.text)
	}
	return m
}

type scriptAt func(branch int, index uint32) []byte

func drawMulti(t *rapid.T, most int, leaf bool, key func() modelKey) (string, scriptAt) {
	n := min(most, rapid.SampledFrom([]int{1, 2, 3, 3, 4, 15}).Draw(t, "n")) // most wallets are small
	k := rapid.IntRange(1, n).Draw(t, "k")
	bySize := rapid.Bool().Draw(t, "sorted")
	name := "multi"
	if bySize {
		name = "sortedmulti"
	}
	if leaf {
		name += "_a"
	}
	var keys []modelKey
	text := fmt.Sprintf("%s(%d", name, k)
	for range n {
		keys = append(keys, key())
		text += "," + keys[len(keys)-1].text
	}
	return text + ")", func(b int, i uint32) []byte {
		var pubs [][]byte
		for _, k := range keys {
			p := k.pubKey(b, i)
			if leaf {
				p = p[1:]
			}
			pubs = append(pubs, p)
		}
		if bySize {
			slices.SortFunc(pubs, bytes.Compare)
		}
		var parts []any
		if leaf {
			for j, p := range pubs {
				op := txscript.OP_CHECKSIGADD
				if j == 0 {
					op = txscript.OP_CHECKSIG
				}
				parts = append(parts, p, op)
			}
			return build(append(parts, int64(k), txscript.OP_NUMEQUAL)...)
		}
		parts = append(parts, int64(k))
		for _, p := range pubs {
			parts = append(parts, p)
		}
		return build(append(parts, int64(n), txscript.OP_CHECKMULTISIG)...)
	}
}

// drawTree draws a script tree with the comma before it, or nothing; the root's
// hash is made by txscript.
func drawTree(t *rapid.T, depth int, key func() modelKey) (string, scriptAt) {
	if depth == 0 {
		if rapid.Bool().Draw(t, "key path only") {
			return "", nil
		}
		text, root := drawTree(t, 1, key)
		return "," + text, root
	}
	if depth < 4 && rapid.Bool().Draw(t, "branch") {
		leftText, left := drawTree(t, depth+1, key)
		rightText, right := drawTree(t, depth+1, key)
		return "{" + leftText + "," + rightText + "}", func(b int, i uint32) []byte {
			return branchOf(left(b, i), right(b, i))
		}
	}
	var text string
	var script scriptAt
	if rapid.Bool().Draw(t, "single key leaf") {
		k := key()
		text = "pk(" + k.text + ")"
		script = func(b int, i uint32) []byte { return build(k.pubKey(b, i)[1:], txscript.OP_CHECKSIG) }
	} else {
		text, script = drawMulti(t, 2, true, key)
	}
	return text, func(b int, i uint32) []byte {
		h := txscript.NewBaseTapLeaf(script(b, i)).TapHash()
		return h[:]
	}
}

// branchOf hashes two nodes as BIP-341 writes it.
func branchOf(a, b []byte) []byte {
	tag := sha256.Sum256([]byte("TapBranch"))
	if bytes.Compare(a, b) > 0 {
		a, b = b, a
	}
	sum := sha256.Sum256(slices.Concat(tag[:], tag[:], a, b))
	return sum[:]
}

// build assembles a script: int is an opcode, int64 a number, []byte a push.
func build(parts ...any) []byte {
	b := txscript.NewScriptBuilder()
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			b.AddOp(byte(p))
		case int64:
			b.AddInt64(p)
		case []byte:
			b.AddData(p)
		default:
			panic(fmt.Sprintf("part %T", p))
		}
	}
	s, err := b.Script()
	if err != nil {
		panic(err)
	}
	return s
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}
