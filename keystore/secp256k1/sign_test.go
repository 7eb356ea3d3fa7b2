package secp256k1

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	decred "github.com/decred/dcrd/dcrec/secp256k1/v4"
	"pgregory.net/rapid"
)

// anyKey draws private keys, many with leading zeros.
func anyKey() *rapid.Generator[[32]byte] {
	return rapid.Custom(func(t *rapid.T) [32]byte {
		k := anyScalar().Filter(func(k scalar) bool { return !k.isZero() }).Draw(t, "key")
		return k.bytes()
	})
}

func anyDigest() *rapid.Generator[[32]byte] {
	return rapid.Custom(func(t *rapid.T) [32]byte {
		return [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest"))
	})
}

// TestAgreesWithBtcec compares with a second implementation, and the grinding
// with its definition: the first of the RFC's signatures whose R is low.
func TestAgreesWithBtcec(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, digest := anyKey().Draw(t, "key"), anyDigest().Draw(t, "digest")
		private, public := btcec.PrivKeyFromBytes(key[:])

		got, err := PublicKey(&key)
		if err != nil || !bytes.Equal(got[:], public.SerializeCompressed()) {
			t.Fatalf("public key %x, %v; want %x", got, err, public.SerializeCompressed())
		}
		first, _, err := new(Scratch).signOnce(&key, &digest, nil, false)
		if want := ecdsa.Sign(private, digest[:]).Serialize(); err != nil || !bytes.Equal(first.DER(), want) {
			t.Fatalf("first try %x, %v; want %x", first.DER(), err, want)
		}
		ground, err := SignECDSA(&key, &digest)
		if err != nil || len(ground.DER()) > 70 {
			t.Fatalf("%d bytes, %v: %x", len(ground.DER()), err, ground.DER())
		}
		if want := grind(private, digest); ground != want {
			t.Fatalf("ground %x, want %x", ground.DER(), want.DER())
		}
		parsed, err := ecdsa.ParseDERSignature(ground.DER())
		if err != nil || !parsed.Verify(digest[:], public) {
			t.Fatalf("does not verify: %x, %v", ground.DER(), err)
		}
		aux := anyDigest().Draw(t, "aux")
		schnorrGot, err := SignSchnorr(&key, digest[:], &aux)
		want, wantErr := schnorr.Sign(private, digest[:], schnorr.CustomNonce(aux))
		if err != nil || wantErr != nil || !bytes.Equal(schnorrGot[:], want.Serialize()) {
			t.Fatalf("schnorr %x, %v; want %x", schnorrGot, err, want.Serialize())
		}
	})
}

// grind is Bitcoin Core's loop over the library's nonces and arithmetic.
func grind(private *btcec.PrivateKey, digest [32]byte) (sig Signature) {
	key := private.Serialize()
	var e decred.ModNScalar
	e.SetBytes(&digest)
	for count := 0; ; count++ {
		var extra []byte
		if count > 0 {
			extra = make([]byte, 32)
			extra[0], extra[1] = byte(count), byte(count>>8)
		}
		k := decred.NonceRFC6979(key, digest[:], extra, nil, 0)
		var p decred.JacobianPoint
		decred.ScalarBaseMultNonConst(k, &p)
		p.ToAffine()
		var r, s, inverse decred.ModNScalar
		r.SetBytes(p.X.Bytes())
		if sig.R = r.Bytes(); sig.R[0] >= 0x80 {
			continue
		}
		inverse.InverseValNonConst(k)
		s.Mul2(&r, &private.Key).Add(&e).Mul(&inverse)
		if s.IsOverHalfOrder() {
			s.Negate()
		}
		sig.S = s.Bytes()
		return sig
	}
}

func TestAddTweak(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, tweak := anyKey().Draw(t, "key"), anyDigest().Draw(t, "tweak")
		sum := new(big.Int).Add(new(big.Int).SetBytes(key[:]), new(big.Int).SetBytes(tweak[:]))
		sum.Mod(sum, order.big())
		if err := AddTweak(&key, &tweak); err != nil || new(big.Int).SetBytes(key[:]).Cmp(sum) != 0 {
			t.Fatalf("got %x, %v; want %x", key, err, sum)
		}
	})
}

func TestRefusals(t *testing.T) {
	var zero, digest [32]byte
	n := order.bytes()
	one, minusOne := [32]byte{31: 1}, n
	minusOne[31]--
	for name, key := range map[string][32]byte{"zero": zero, "n": n, "all ones": [32]byte(bytes.Repeat([]byte{255}, 32))} {
		key := key
		calls := map[string]func() error{
			"PublicKey":   func() error { _, err := PublicKey(&key); return err },
			"SignECDSA":   func() error { _, err := SignECDSA(&key, &digest); return err },
			"SignSchnorr": func() error { _, err := SignSchnorr(&key, digest[:], nil); return err },
			"AddTweak":    func() error { return AddTweak(&key, &one) },
			"TapTweak":    func() error { return TapTweak(&key, nil) },
		}
		for call, f := range calls {
			if err := f(); err != ErrKey {
				t.Errorf("%s with key %s: %v", call, name, err)
			}
		}
	}
	for name, tweak := range map[string][32]byte{"n": n, "the key's negative": minusOne} {
		key := one
		if err := AddTweak(&key, &tweak); err != ErrTweak {
			t.Errorf("AddTweak with %s: %v", name, err)
		}
		if key != one {
			t.Errorf("AddTweak with %s changed the key", name)
		}
	}
}

// TestSigningStaysOnTheStack: what is on the heap is not wiped before the next
// collection.
func TestSigningStaysOnTheStack(t *testing.T) {
	key, digest := [32]byte{1, 2, 3}, [32]byte{4}
	baseTable()
	for name, f := range map[string]func(){
		"PublicKey":   func() { PublicKey(&key) },
		"SignECDSA":   func() { SignECDSA(&key, &digest) },
		"SignSchnorr": func() { SignSchnorr(&key, digest[:], nil) },
		"TapTweak":    func() { k := key; TapTweak(&k, digest[:]) },
	} {
		if n := testing.AllocsPerRun(20, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkSignECDSA(b *testing.B) {
	key := sha256.Sum256([]byte("key"))
	b.ReportAllocs()
	for i := range b.N {
		digest := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		SignECDSA(&key, &digest)
	}
}

func BenchmarkSignSchnorr(b *testing.B) {
	key := sha256.Sum256([]byte("key"))
	b.ReportAllocs()
	for i := range b.N {
		digest := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		SignSchnorr(&key, digest[:], nil)
	}
}

func BenchmarkSignBtcec(b *testing.B) {
	key := sha256.Sum256([]byte("key"))
	private, _ := btcec.PrivKeyFromBytes(key[:])
	for i := range b.N {
		digest := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		ecdsa.Sign(private, digest[:])
	}
}
