package signer

import (
	"bytes"
	"crypto/rand"
	"syscall"
	"testing"
	"time"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"

	"coldsign/internal/locked"
	"coldsign/internal/parallel"
	"coldsign/keystore"
)

// cpuTime is what this process has used of all cores, in seconds: on a busy
// machine it says more than the clock.
func cpuTime() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return float64(use.Utime.Nano()+use.Stime.Nano()) / 1e9
}

// rawCost is how long btcec alone takes to sign and verify once, in µs of the clock
// for each signature: with one core at work, or with all, where the clock runs for
// several signatures at once and each takes longer.
func rawCost(b *testing.B, algorithm Algorithm, each func(int, func(int))) float64 {
	key, _ := btcec.PrivKeyFromBytes([]byte{1, 2, 3})
	const times = 2000
	begin := time.Now()
	each(times, func(i int) {
		digest := [32]byte{byte(i), byte(i >> 8)}
		switch algorithm {
		case Schnorr:
			sig, err := schnorr.Sign(key, digest[:], schnorr.FastSign())
			if err != nil || !sig.Verify(digest[:], key.PubKey()) {
				b.Error(err)
			}
		default:
			if !ecdsa.Sign(key, digest[:]).Verify(digest[:], key.PubKey()) {
				b.Error("the signature does not verify")
			}
		}
	})
	return float64(time.Since(begin).Microseconds()) / times
}

func oneByOne(n int, do func(int)) {
	for i := range n {
		do(i)
	}
}

// session holds the seed of the tests' key a, as the program holds one.
func session(b *testing.B) *keystore.Session {
	master := keysFromSeed(b, bytes.Repeat([]byte{'a'}, 32)).master.String()
	material, err := keystore.ImportXPrv(keystore.Spec{Name: "a", Network: testNetwork}, []byte(master))
	if err != nil {
		b.Fatal(err)
	}
	defer material.Close()
	arena, err := locked.NewArena(1 << 10)
	if err != nil {
		b.Fatal(err)
	}
	defer arena.Destroy()
	passphrase, err := arena.Alloc(1)
	if err != nil {
		b.Fatal(err)
	}
	passphrase.Bytes()[0] = 'x'
	operators := []keystore.Operator{{Name: "owner", Passphrase: passphrase}}
	const fast = 1 // the work factor of scrypt
	record, files, err := material.Seal(operators, keystore.SealOptions{Quorum: 1, WorkFactor: fast, Random: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	limits := keystore.Limits{Seconds: 1, Signatures: 1 << 40, Now: func() int64 { return 0 }}
	s, err := keystore.Unlock(record, files, operators, limits)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return s
}

// many is a transaction of n coins of a wallet.
func many(b testing.TB, w *world, wallet *Wallet, n int) *builder {
	t := newBuilder(b, w, wallet)
	t.ins = nil
	for i := range n {
		t.ins = append(t.ins, &coin{wallet: wallet, index: uint32(i), sats: 100_000, sequence: sequenceFinal})
	}
	t.outs[0].sats, t.outs[1].sats = int64(n)*50_000, int64(n)*49_900
	return t
}

var benchKinds = []struct {
	name   string
	wallet func(*world) *Wallet
}{
	{"p2wpkh", func(w *world) *Wallet { return w.single }},
	{"p2tr", func(w *world) *Wallet { return w.taproot }},
	{"p2sh-p2wpkh", func(w *world) *Wallet { return w.nested }},
	{"p2wsh-2of3", multi},
	{"p2pkh", legacy},
}

func benchmarkSign(b *testing.B, n int) {
	w, keys := newWorld(b), session(b)
	for _, kind := range benchKinds {
		b.Run(kind.name, func(b *testing.B) {
			r := many(b, w, kind.wallet(w), n).review()
			approval, refusal := r.Approve(r.ID(), r.rulesOf(Confirm))
			if refusal != nil {
				b.Fatal(refusal)
			}
			algorithm := r.plan.inputs[0].Type.Algorithm
			one, all := rawCost(b, algorithm, oneByOne), rawCost(b, algorithm, parallel.Each)
			cpu := cpuTime()
			for b.Loop() {
				if _, _, err := Sign(approval, keys); err != nil {
					b.Fatal(err)
				}
			}
			inputs := float64(n) * float64(b.N)
			b.ReportMetric(inputs/b.Elapsed().Seconds(), "inputs/s")
			b.ReportMetric((cpuTime()-cpu)*1e6/inputs, "cpu-µs/input")
			b.ReportMetric(b.Elapsed().Seconds()*1e6/inputs/one, "×raw-of-a-core")
			b.ReportMetric(b.Elapsed().Seconds()*1e6/inputs/all, "×raw-of-all-cores")
		})
	}
}

func BenchmarkSign100(b *testing.B) { benchmarkSign(b, 100) }
func BenchmarkSign500(b *testing.B) { benchmarkSign(b, 500) }

// BenchmarkRaw is what btcec alone costs, to measure the others against.
func BenchmarkRaw(b *testing.B) {
	key, _ := btcec.PrivKeyFromBytes([]byte{1, 2, 3})
	digest := [32]byte{5}
	b.Run("ecdsa-sign", func(b *testing.B) {
		for b.Loop() {
			digest[0]++
			ecdsa.Sign(key, digest[:])
		}
	})
	b.Run("ecdsa-verify", func(b *testing.B) {
		sig := ecdsa.Sign(key, digest[:])
		for b.Loop() {
			sig.Verify(digest[:], key.PubKey())
		}
	})
	b.Run("schnorr-sign", func(b *testing.B) {
		for b.Loop() {
			digest[0]++
			if _, err := schnorr.Sign(key, digest[:], schnorr.FastSign()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("schnorr-verify", func(b *testing.B) {
		sig, _ := schnorr.Sign(key, digest[:])
		for b.Loop() {
			sig.Verify(digest[:], key.PubKey())
		}
	})
}

func benchmarkReview(b *testing.B, n int) {
	w := newWorld(b)
	for _, kind := range benchKinds {
		b.Run(kind.name, func(b *testing.B) {
			t := many(b, w, kind.wallet(w), n)
			p := t.packet()
			cpu := cpuTime()
			for b.Loop() {
				a := Analyze(p, t.known)
				if r := NewReview(a, Check(a, t.limits), t.limits); r.Verdict() == string(Refused) {
					b.Fatal(r.Text())
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/review")
			b.ReportMetric((cpuTime()-cpu)*1e3/float64(b.N), "cpu-ms/review")
		})
	}
}

func BenchmarkAnalyze1000(b *testing.B) { benchmarkReview(b, 1000) }
func BenchmarkAnalyze5000(b *testing.B) { benchmarkReview(b, 5000) }
