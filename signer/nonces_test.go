package signer

import (
	"slices"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/psbt"
)

// badNonce is what a broken signer uses every time.
func badNonce() (k btcec.ModNScalar, r [32]byte) {
	k.SetInt(7_777_777)
	var point btcec.JacobianPoint
	btcec.ScalarBaseMultNonConst(&k, &point)
	point.ToAffine()
	if point.Y.IsOdd() { // BIP-340 takes the even one, and both forms share r
		k.Negate()
	}
	return k, *point.X.Bytes()
}

// signBadly signs a digest with the bad nonce.
func signBadly(key *btcec.PrivateKey, algorithm Algorithm, digest [32]byte) []byte {
	k, x := badNonce()
	d := key.Key
	if algorithm == ECDSA {
		var r, s, e btcec.ModNScalar
		r.SetBytes(&x)
		e.SetBytes(&digest)
		s.Mul2(&d, &r).Add(&e)
		s.Mul(new(btcec.ModNScalar).InverseValNonConst(&k))
		if s.IsOverHalfOrder() {
			s.Negate()
		}
		return ecdsa.NewSignature(&r, &s).Serialize()
	}
	pub := key.PubKey()
	if pub.SerializeCompressed()[0] == 3 {
		d.Negate()
	}
	hash := chainhash.TaggedHash(chainhash.TagBIP0340Challenge, x[:], schnorr.SerializePubKey(pub), digest[:])
	var e, s btcec.ModNScalar
	e.SetByteSlice(hash[:])
	s.Mul2(&e, &d).Add(&k)
	out, sBytes := append([]byte{}, x[:]...), s.Bytes()
	return append(out, sBytes[:]...)
}

// signature names an input and who signs it.
type signature struct {
	input int
	by    func(*world) *seedKeys
}

// badNonces puts signatures on inputs that all have the bad nonce.
func badNonces(signatures ...signature) func(*builder) {
	return func(b *builder) {
		b.edit(func(p *psbt.Packet) {
			a := Analyze(p, b.known)
			d := newDigests(a.tx, a.Inputs)
			for _, s := range signatures {
				in := &a.Inputs[s.input]
				seed := s.by(b.w)
				at := slices.IndexFunc(in.slots, func(slot slot) bool { return slot.fingerprint == seed.Fingerprint() && slot.tweak == nil })
				slot := &in.slots[at]
				digest, err := d.of(s.input, in, slot.leaf, in.Sighash.Value)
				if err != nil {
					b.t.Fatal(err)
				}
				key, err := seed.private(slot.path)
				if err != nil {
					b.t.Fatal(err)
				}
				sig := in.withSighash(signBadly(key, in.Type.Algorithm, digest))
				if err := (&made{slot: slot, signature: sig}).put(p, s.input); err != nil {
					b.t.Fatal(err)
				}
			}
		})
	}
}

// seenBefore remembers the bad nonce, of another key over another digest.
func seenBefore(b *builder) {
	_, r := badNonce()
	b.known.History.Nonces = map[[32]byte]Nonce{r: {R: r, Digest: [32]byte{1}, Key: [32]byte{2}}}
}

func mixed(b *builder) {
	b.ins[1].wallet = b.w.multi
}

var nonceBreaches = []breach{
	{rule: "nonce-repeated", what: "one key over two digests", wallet: multi,
		breaks: badNonces(signature{0, keyB}, signature{1, keyB}), twin: badNonces(signature{0, keyB})},
	{rule: "nonce-repeated", what: "two keys over two digests", wallet: multi,
		breaks: badNonces(signature{0, keyB}, signature{1, keyC}), twin: badNonces(signature{1, keyC})},
	{rule: "nonce-repeated", what: "two keys over one digest", wallet: multi,
		breaks: badNonces(signature{0, keyB}, signature{0, keyC}), twin: func(b *builder) {
			cosign(0, keyB, sighashAll, false)(b)
			cosign(0, keyC, sighashAll, false)(b)
		}},
	{rule: "nonce-repeated", what: "two leaves of taproot", wallet: tree,
		breaks: badNonces(signature{0, keyB}, signature{1, keyC}), twin: badNonces(signature{0, keyB})},
	{alone: true, rule: "nonce-repeated", what: "ECDSA and Schnorr", wallet: tree,
		breaks: func(b *builder) { mixed(b); badNonces(signature{0, keyB}, signature{1, keyC})(b) },
		twin:   func(b *builder) { mixed(b); badNonces(signature{0, keyB})(b) }},
	{rule: "nonce-repeated", what: "a signature seen here before", wallet: multi,
		breaks: func(b *builder) { seenBefore(b); badNonces(signature{0, keyB})(b) }, twin: seenBefore},
}

// TestFinalNonces reads the nonces of final inputs of every wallet: they are those
// of the signatures before.
func TestFinalNonces(t *testing.T) {
	w := newWorld(t)
	for _, wallet := range []*Wallet{w.single, w.nested, w.legacy, w.taproot, w.multi, w.multiNested, w.multiLegacy, w.tree} {
		b := newBuilder(t, w, wallet)
		b.known.Keys = append(b.known.Keys, own(t, "b", w.b))
		signed, result, err := Sign(b.approved(), w.a, w.b)
		if err != nil {
			t.Fatal(err)
		}
		final, results := psbt.Finalize(signed)
		for _, r := range results {
			if r.Err != nil {
				t.Fatalf("%s: %v", wallet.Name, r.Err)
			}
		}
		for what, known := range map[string]Known{"with the wallet": b.known, "without it": {}} {
			partial, done := nonceSet(Analyze(signed, known).Nonces()), nonceSet(Analyze(final, known).Nonces())
			made := nonceSet(result.Nonces)
			if len(made) == 0 || !slices.Equal(made, partial) || !slices.Equal(made, done) {
				t.Errorf("%s, %s: made %d, partial %d, final %d", wallet.Name, what, len(made), len(partial), len(done))
			}
		}
	}
}

// nonceSet is what a list says of r and digest, sorted.
func nonceSet(list []Nonce) (set []string) {
	for _, n := range list {
		set = append(set, string(n.R[:])+string(n.Digest[:]))
	}
	slices.Sort(set)
	return set
}

// TestNonceInFinalInput finds a nonce again where one of its signatures is final.
func TestNonceInFinalInput(t *testing.T) {
	w := newWorld(t)
	b := newBuilder(t, w, w.multi)
	badNonces(signature{0, keyB}, signature{1, keyB})(b)
	cosign(0, keyC, sighashAll, false)(b)
	b.edit(func(p *psbt.Packet) {
		final, results := psbt.Finalize(p)
		if results[0].Err != nil || results[1].Err == nil {
			t.Fatal(results)
		}
		*p = *final
	})
	if f := finding(b.findings(), "nonce-repeated"); f == nil || !slices.Equal(f.Inputs, []int{0, 1}) {
		t.Errorf("%+v", f)
	}
	if RepeatedNonces(b.packet(), nil) == nil {
		t.Error("not found without the wallet")
	}
}
