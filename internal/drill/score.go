// Package drill holds the exercises in which people learn to see what a transaction
// does: true ones, and the lies that thieves have told. It shows nothing and asks nobody.
package drill

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
)

// Result is one exercise and what became of it.
type Result struct {
	Number  int    `json:"number"`
	Kind    string `json:"kind"` // a lie's name, or "true"
	What    string `json:"what"`
	Verdict string `json:"verdict"` // of the machine
	Signed  bool   `json:"signed"`  // whether the person would have
	Right   bool   `json:"right"`
}

// Score is what a person found.
type Score struct {
	Person  string   `json:"person"`
	Seed    string   `json:"seed"`
	Lies    int      `json:"lies"`
	Caught  int      `json:"caught"`
	True    int      `json:"true"`
	Signed  int      `json:"signed"` // of the true ones
	Results []Result `json:"results"`
}

// Add takes the result of an exercise in, and says whether the answer was right.
func (s *Score) Add(r Result) {
	lying := r.Kind != Truth.Name
	r.Right = r.Signed != lying
	switch {
	case lying:
		s.Lies++
	default:
		s.True++
	}
	if r.Right && lying {
		s.Caught++
	}
	if r.Right && !lying {
		s.Signed++
	}
	s.Results = append(s.Results, r)
}

// String is the score in one line.
func (s *Score) String() string {
	return fmt.Sprintf("caught %d of %d lies, would have signed %d of %d true ones", s.Caught, s.Lies, s.Signed, s.True)
}

// Shuffled shuffles lies and true ones by the seed.
func Shuffled(seed string) []Lie {
	list := slices.Clone(Lies)
	for range trueExercises {
		list = append(list, Truth)
	}
	type placed struct {
		Lie
		key [32]byte
	}
	var shuffled []placed
	for i, l := range list {
		shuffled = append(shuffled, placed{l, sha256.Sum256(fmt.Appendf(nil, "%s %d", seed, i))})
	}
	slices.SortFunc(shuffled, func(a, b placed) int { return bytes.Compare(a.key[:], b.key[:]) })
	for i := range shuffled {
		list[i] = shuffled[i].Lie
	}
	return list
}

// trueExercises stand among the lies: who refuses everything signs nothing.
const trueExercises = 3
