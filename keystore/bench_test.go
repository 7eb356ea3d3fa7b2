package keystore

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"

	"filippo.io/age"

	"coldsign/internal/erase"
	"coldsign/keystore/agefile"
)

func BenchmarkSessionSignECDSA(b *testing.B) {
	s, _ := openSession(b, forever)
	p := path(b, "m/84h/0h/0h/0/0")
	b.ReportAllocs()
	for i := range b.N {
		p[4] = uint32(i)
		if _, err := s.SignECDSA(p, sha256.Sum256([]byte{byte(i)})); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSessionSignSchnorrKeyPath(b *testing.B) {
	s, _ := openSession(b, forever)
	p := path(b, "m/86h/0h/0h/0/0")
	b.ReportAllocs()
	for i := range b.N {
		p[4] = uint32(i)
		if _, err := s.SignSchnorr(p, []byte{}, sha256.Sum256([]byte{byte(i)})); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSessionParallel(b *testing.B) {
	s, _ := openSession(b, forever)
	b.RunParallel(func(pb *testing.PB) {
		p := path(b, "m/84h/0h/0h/0/0")
		for i := uint32(0); pb.Next(); i++ {
			p[4] = i
			if _, err := s.SignECDSA(p, sha256.Sum256([]byte{byte(i)})); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// peakMemory forgets the process's peak of memory, and returns what reports the
// one since: scrypt takes 256 MB for each file.
func peakMemory(b *testing.B) func() {
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	return func() {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			return // not Linux
		}
		_, line, _ := strings.Cut(string(status), "VmHWM:")
		var kilobytes float64
		fmt.Sscan(line, &kilobytes)
		b.ReportMetric(kilobytes/1024, "peak-MB")
	}
}

// BenchmarkUnlock opens keys of one and three operators with the work factor of
// real ones; BenchmarkAge is what age alone takes for one file.
func BenchmarkUnlock(b *testing.B) {
	names := []string{"alice=a1", "bob=b1", "carol=c1"}
	for _, n := range []int{1, 3} {
		b.Run(fmt.Sprintf("operators=%d", n), func(b *testing.B) {
			ops := operators(b, names[:n]...)
			o := SealOptions{Quorum: n, WorkFactor: WorkFactor, Random: rand.Reader}
			record, files, err := importWords(b, "").Seal(ops, o)
			if err != nil {
				b.Fatal(err)
			}
			erase.Collect()
			defer peakMemory(b)()
			for b.Loop() {
				s, err := Unlock(record, files, ops, forever)
				if err != nil {
					b.Fatal(err)
				}
				s.Close()
			}
		})
	}
}

func BenchmarkAge(b *testing.B) {
	sealed, err := agefile.Seal([]byte("a line"), []byte("a1"), WorkFactor)
	if err != nil {
		b.Fatal(err)
	}
	erase.Collect()
	defer peakMemory(b)()
	for b.Loop() {
		identity, err := age.NewScryptIdentity("a1")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := age.Decrypt(bytes.NewReader(sealed), identity); err != nil {
			b.Fatal(err)
		}
	}
}
