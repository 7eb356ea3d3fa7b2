package signer

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/psbt"
)

// Two signatures that share their nonce and not their digest are two equations with
// two unknowns: anybody who sees both computes the key. Two keys that share a nonce
// are no better where one can be told from the other, as all keys of an account can.

// Nonce is what one signature shows of its nonce.
type Nonce struct {
	R      [32]byte // r of ECDSA, R.x of BIP-340, as a number below the order of the curve
	Digest [32]byte // what is signed
	Key    [32]byte // x of the public key; zeros where a final script hides whose it is
}

// Repeats says whether two signatures share a nonce and are not the same one.
func (n Nonce) Repeats(m Nonce) bool {
	otherKey := n.Key != m.Key && n.Key != [32]byte{} && m.Key != [32]byte{}
	return n.R == m.R && (n.Digest != m.Digest || otherKey)
}

// nonceUse is a nonce and whose it is, as far as that is known.
type nonceUse struct {
	Nonce
	who string
}

// nonceOf reads the nonce of a verified signature: 64 bytes (BIP-340) or DER.
func nonceOf(signature []byte, digest [32]byte, key []byte) (n Nonce, ok bool) {
	n.Digest = digest
	if len(key) >= 33 {
		n.Key = [32]byte(key[1:33])
	}
	if len(signature) == schnorr.SignatureSize {
		var r btcec.ModNScalar
		r.SetByteSlice(signature[:32])
		n.R = r.Bytes()
		return n, true
	}
	sig, err := ecdsa.ParseDERSignature(signature)
	if err != nil {
		return n, false
	}
	r := sig.R()
	n.R = r.Bytes()
	return n, true
}

// finalNonces reads the nonces out of an input's final script and witness, which
// spend the coin. Whose they are is found when it matters.
func (d *digests) finalNonces(i int, in *Input, view psbt.Input) (uses []nonceUse) {
	items := finalItems(view)
	if in.Type.Algorithm == Schnorr {
		return d.finalTaprootNonces(i, in, items)
	}
	for _, item := range items {
		if len(item) < 2 {
			continue
		}
		signature, sighash := item[:len(item)-1], uint32(item[len(item)-1])
		n, ok := nonceOf(signature, [32]byte{}, nil)
		if !ok {
			continue
		}
		digest, err := d.of(i, in, nil, sighash)
		if err != nil {
			continue
		}
		n.Digest = digest
		uses = append(uses, nonceUse{n, d.whose(in, items, signature, digest)})
	}
	return uses
}

// finalTaprootNonces does so for a witness of BIP-341.
func (d *digests) finalTaprootNonces(i int, in *Input, items [][]byte) (uses []nonceUse) {
	if n := len(items); n > 1 && len(items[n-1]) > 0 && items[n-1][0] == txscript.TaprootAnnexTag {
		return nil // an annex changes the digest, and nodes do not relay it
	}
	var leaf *tapLeaf
	keys := [][]byte{in.Coin.Script[2:]}
	if n := len(items); n > 1 {
		block, err := txscript.ParseControlBlock(items[n-1])
		if err != nil {
			return nil
		}
		leaf = &tapLeaf{script: items[n-2], version: byte(block.LeafVersion), hash: txscript.NewTapLeaf(block.LeafVersion, items[n-2]).TapHash()}
		keys = pushesOf(leaf.script, 32)
		items = items[:n-2]
	}
	for _, item := range items {
		signature, sighash := splitSchnorr(item)
		if len(signature) != schnorr.SignatureSize {
			continue
		}
		digest, err := d.of(i, in, leaf, sighash)
		if err != nil {
			continue
		}
		for _, key := range keys {
			key = append([]byte{2}, key...)
			if Schnorr.verify(signature, digest, key) != nil {
				continue
			}
			if n, ok := nonceOf(signature, digest, key); ok {
				uses = append(uses, nonceUse{n, in.nameOf(key)})
			}
			break
		}
	}
	return uses
}

// whose finds the key of an ECDSA signature among those that a final input shows.
func (d *digests) whose(in *Input, items [][]byte, signature []byte, digest [32]byte) string {
	keys := pushesOf(in.code(), 33)
	for _, item := range items {
		if len(item) == 33 {
			keys = append(keys, item)
		}
	}
	for _, key := range keys[:min(len(keys), txscript.MaxPubKeysPerMultiSig)] {
		if ECDSA.verify(signature, digest, key) == nil {
			return in.nameOf(key)
		}
	}
	return "a key that its script does not name"
}

// pushesOf lists the pushes of a length in a script.
func pushesOf(script []byte, length int) (pushes [][]byte) {
	for t := txscript.MakeScriptTokenizer(0, script); t.Next(); {
		if len(t.Data()) == length {
			pushes = append(pushes, t.Data())
		}
	}
	return pushes
}

// finalItems are the pushes of the final script and the elements of the witness.
func finalItems(view psbt.Input) (items [][]byte) {
	if script, ok := view.FinalScriptSig(); ok {
		for t := txscript.MakeScriptTokenizer(0, script); t.Next(); {
			items = append(items, t.Data())
		}
	}
	if witness, ok := view.FinalScriptWitness(); ok {
		items = append(items, witness...)
	}
	return items
}

// nameOf writes whose a key is: by its master fingerprint where the wallet or a record
// tells it, else by itself.
func (in *Input) nameOf(key []byte) string {
	if in.Owner != nil {
		for _, s := range in.slots {
			if bytes.Equal(s.key[1:], key[1:]) {
				return "fingerprint " + fingerprintText(s.fingerprint)
			}
		}
	}
	for i := range in.Claims {
		if c := &in.Claims[i]; !c.Unnamed() && (bytes.Equal(c.Key, key) || bytes.Equal(c.Key, key[1:])) {
			return "fingerprint " + fingerprintText(c.Fingerprint)
		}
	}
	return fmt.Sprintf("key %x", key)
}

// nonceRepeated is the row for signatures that give a key away.
var nonceRepeated = Rule{
	ID: "nonce-repeated", Severity: Refuse,
	Title: "Two signatures share their nonce: a key is public now",
	Why: "From two such signatures anybody computes the private key. Whoever made them must count as known to everybody, and so must every key of the same account. " +
		"Its coins have to be moved by the other keys, to a wallet without it, before somebody else moves them.",
	Source: "repeated ECDSA and Schnorr nonces, 2010 to 2026; BIP-340, nonce generation",
	Check:  repeatedNonces,
}

func repeatedNonces(a *Analysis, _ Limits) []Place {
	type seen struct {
		nonceUse
		input int
	}
	byR := map[[32]byte][]seen{}
	for i := range a.Inputs {
		for _, use := range a.Inputs[i].nonces {
			byR[use.R] = append(byR[use.R], seen{use, i})
		}
	}
	var out []Place
	for i := range a.Inputs {
		for _, use := range a.Inputs[i].nonces {
			p := Place{}
			before, remembered := a.nonces[use.R]
			if remembered && before.Repeats(use.Nonce) {
				p = Place{Inputs: []int{i}, Detail: use.who + ", together with a signature that was seen here before"}
			}
			for _, other := range byR[use.R] {
				if !other.Repeats(use.Nonce) {
					continue
				}
				p.Inputs = append(p.Inputs, i, other.input)
				p.Detail = use.who
				if other.who != use.who {
					p.Detail += " and " + other.who
				}
				break
			}
			if p.Inputs != nil {
				slices.Sort(p.Inputs)
				p.Inputs = slices.Compact(p.Inputs)
				out = append(out, p)
			}
		}
	}
	return out
}

// Nonces are those of all signatures that the packet has and that verify.
func (a *Analysis) Nonces() []Nonce {
	var all []Nonce
	for i := range a.Inputs {
		for _, use := range a.Inputs[i].nonces {
			all = append(all, use.Nonce)
		}
	}
	return all
}

// RepeatedNonces finds signatures of a packet that share a nonce, with each other or
// with those seen before, without knowing any wallet.
func RepeatedNonces(p *psbt.Packet, seen map[[32]byte]Nonce) []Finding {
	a := Analyze(p, Known{History: History{Nonces: seen}})
	return findingsOf([]Rule{nonceRepeated}, a, DefaultLimits())
}

// noncesMade are those of the signatures that were made here.
func noncesMade(signatures [][]made) (all []Nonce) {
	for i := range signatures {
		for _, m := range signatures[i] {
			if n, ok := nonceOf(m.bare, m.digest, m.slot.key); ok {
				all = append(all, n)
			}
		}
	}
	return all
}

// noneRepeated makes sure that no signature made here shares its nonce with another:
// a nonce that is derived from key and digest cannot, on a machine that works.
func (p *plan) noneRepeated(made []Nonce) error {
	seen := map[[32]byte]Nonce{}
	for i := range p.inputs {
		for _, use := range p.inputs[i].nonces {
			seen[use.R] = use.Nonce
		}
	}
	for _, n := range made {
		for _, known := range []map[[32]byte]Nonce{seen, p.nonces} {
			if before, ok := known[n.R]; ok && before.Repeats(n) {
				return fmt.Errorf("a signature made here repeats a nonce: this machine is not to be trusted, and the key of the signature has to be given up")
			}
		}
		seen[n.R] = n
	}
	return nil
}
