package secp256k1

import (
	"crypto/rand"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	decred "github.com/decred/dcrd/dcrec/secp256k1/v4"
)

// maxT is the bound of Welch's t that tests for leaks use: beyond it two sets of
// times differ, with a chance of error of 1 in 100,000.
const maxT = 4.5

// randomScalar draws a scalar, the first bytes of which are zero. It does the same
// work for either kind, so that nothing but the scalar differs when the clock starts.
func randomScalar(t testing.TB, zeroBytes int) (s scalar) {
	t.Helper()
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] &= byte((zeroBytes - 1 - i) >> 63) // zero where i < zeroBytes
	}
	s.setBytes(&b)
	return s
}

// welch compares the times of work with scalars that begin with many zeros to
// those with random ones, taken in random order, and returns Welch's t. The
// slowest tenth is left out: what interrupts a program is no leak of it.
func welch(t testing.TB, n int, work func(secret *scalar)) float64 {
	t.Helper()
	type measured struct {
		took  time.Duration
		zeros int
	}
	coins := make([]byte, n)
	if _, err := rand.Read(coins); err != nil {
		t.Fatal(err)
	}
	all := make([]measured, n)
	for i, coin := range coins {
		zeros := int(coin&1) * 24
		secret := randomScalar(t, zeros)
		start := time.Now()
		work(&secret)
		all[i] = measured{time.Since(start), zeros}
	}
	slices.SortFunc(all, func(a, b measured) int { return int(a.took - b.took) })
	var sets [2][]float64
	for _, m := range all[:n*9/10] {
		sets[min(m.zeros, 1)] = append(sets[min(m.zeros, 1)], float64(m.took))
	}
	m0, v0 := meanVariance(sets[0])
	m1, v1 := meanVariance(sets[1])
	result := (m0 - m1) / math.Sqrt(v0/float64(len(sets[0]))+v1/float64(len(sets[1])))
	t.Logf("random %.0f ns, leading zeros %.0f ns, t = %.2f over %d", m0, m1, result, n)
	return result
}

func meanVariance(x []float64) (mean, variance float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, variance
}

// TestTimeDoesNotTellSecrets times signatures with nonces and keys that begin with
// 24 zero bytes, and random ones. The whole number of signatures needs
// COLDSIGN_LONG=1.
func TestTimeDoesNotTellSecrets(t *testing.T) {
	n := 4_000
	if os.Getenv("COLDSIGN_LONG") != "" {
		n = 100_000
	}
	key, digest := randomScalar(t, 0), randomScalar(t, 0)
	keyBytes, digestBytes := key.bytes(), digest.bytes()
	for name, work := range map[string]func(*scalar){
		"ECDSA nonce": func(k *scalar) { new(Scratch).signWith(&key, &digest, k, false) },
		"ECDSA key":   func(d *scalar) { new(Scratch).signWith(d, &digest, &key, false) },
		"RFC 6979 key": func(d *scalar) {
			b := d.bytes()
			new(Scratch).signOnce(&b, &digestBytes, nil, false)
		},
		"BIP-340 key": func(d *scalar) {
			b := d.bytes()
			SignSchnorr(&b, digestBytes[:], nil)
		},
		"tweak": func(d *scalar) {
			b := d.bytes()
			AddTweak(&b, &keyBytes)
		},
		"tap tweak":  func(d *scalar) { b := d.bytes(); TapTweak(&b, nil) },
		"public key": func(d *scalar) { b := d.bytes(); PublicKey(&b) },
		"inverse":    func(k *scalar) { k.inverse(k) },
	} {
		t.Run(name, func(t *testing.T) {
			// Noise makes an honest measurement fail once in a long while, a leak
			// fails every time.
			for range 3 {
				if math.Abs(welch(t, n, work)) < maxT {
					return
				}
			}
			t.Error("time depends on the secret")
		})
	}
}

// TestTimingSeesALeak: the same measurement over the library's multiplication,
// whose time does depend on the scalar, must say so.
func TestTimingSeesALeak(t *testing.T) {
	leaks := func(k *scalar) {
		b := k.bytes()
		var m decred.ModNScalar
		m.SetBytes(&b)
		var p decred.JacobianPoint
		decred.ScalarBaseMultNonConst(&m, &p)
	}
	if got := math.Abs(welch(t, 4_000, leaks)); got < maxT {
		t.Errorf("t = %.2f for a multiplication that leaks", got)
	}
}
