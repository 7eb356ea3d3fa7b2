package ur

import (
	"bytes"
	"crypto/subtle"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// rankOf is the rank of sets of fragments by plain elimination, as a measure for
// the solver's own.
type rankOf struct {
	rows map[int]map[int]bool
}

func (r *rankOf) add(indexes []int) {
	set := map[int]bool{}
	for _, i := range indexes {
		set[i] = true
	}
	for len(set) > 0 {
		low := -1
		for i := range set {
			if low < 0 || i < low {
				low = i
			}
		}
		row := r.rows[low]
		if row == nil {
			r.rows[low] = set
			return
		}
		for i := range row {
			if set[i] {
				delete(set, i)
			} else {
				set[i] = true
			}
		}
	}
}

func mixOf(fragments [][]byte, indexes []int) []byte {
	mix := make([]byte, len(fragments[0]))
	for _, i := range indexes {
		subtle.XORBytes(mix, mix, fragments[i])
	}
	return mix
}

// TestSolverRank: after any sequence of mixes the rank is the true one, news are
// exactly what raised it, and what is known is right.
func TestSolverRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "fragments")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		fragments := make([][]byte, n)
		for i := range fragments {
			fragments[i] = []byte{byte(rng.Uint32()), byte(rng.Uint32()), byte(rng.Uint32())}
		}
		s, truth := newSolver(n), &rankOf{map[int]map[int]bool{}}
		for range 2 * n {
			degree := min(n, 1+rng.IntN(rapid.SampledFrom([]int{1, 2, 4, 70}).Draw(t, "degrees")))
			indexes := rng.Perm(n)[:degree]
			before := s.rank
			news, err := s.add(indexes, mixOf(fragments, indexes))
			truth.add(indexes)
			if err != nil || s.rank != len(truth.rows) || news != (s.rank > before) {
				t.Fatalf("rank %d, not %d; news %v, %v", s.rank, len(truth.rows), news, err)
			}
			known := 0
			for i, fragment := range s.known {
				if fragment == nil {
					continue
				}
				known++
				if !bytes.Equal(fragment, fragments[i]) {
					t.Fatalf("fragment %d is wrong", i)
				}
			}
			if known+len(s.rows) != s.rank || len(s.told) != len(s.rows) {
				t.Fatalf("%d known, %d rows, rank %d", known, len(s.rows), s.rank)
			}
		}
	})
}

// TestSolverContradiction: a mix that cannot be is refused and changes nothing.
func TestSolverContradiction(t *testing.T) {
	fragments := [][]byte{{1}, {2}, {4}}
	s := newSolver(3)
	for _, indexes := range [][]int{{0, 1}, {1, 2}} {
		if _, err := s.add(indexes, mixOf(fragments, indexes)); err != nil {
			t.Fatal(err)
		}
	}
	if news, err := s.add([]int{0, 2}, []byte{9}); err == nil || news || s.rank != 2 {
		t.Errorf("news %v, rank %d, %v", news, s.rank, err)
	}
	if news, err := s.add([]int{2}, []byte{4}); err != nil || !news || s.rank != 3 {
		t.Errorf("news %v, rank %d, %v", news, s.rank, err)
	}
	if news, err := s.add([]int{0}, []byte{3}); err == nil || news {
		t.Errorf("news %v, %v", news, err)
	}
}

// TestSolverRoom: with no room for all mixes, plain parts still complete it.
func TestSolverRoom(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const n = 500
	fragments := make([][]byte, n)
	for i := range fragments {
		fragments[i] = []byte{byte(rng.Uint32()), 1}
	}
	s := newSolver(n)
	s.room = 40 * 64
	for range 2 * n {
		indexes := rng.Perm(n)[:2+rng.IntN(100)]
		if _, err := s.add(indexes, mixOf(fragments, indexes)); err != nil {
			t.Fatal(err)
		}
	}
	// Each row takes 64 bytes of room and, with two bytes of data, brings 16.
	if want := 40 * 64 / (64 - 16); len(s.rows) < want || len(s.rows) > want+1 || s.rank != len(s.rows) {
		t.Errorf("%d rows, not %d; rank %d", len(s.rows), want, s.rank)
	}
	for i := range n {
		if _, err := s.add([]int{i}, fragments[i]); err != nil {
			t.Fatal(err)
		}
	}
	if s.rank != n || len(s.rows) != 0 {
		t.Errorf("%d rows, rank %d", len(s.rows), s.rank)
	}
}
