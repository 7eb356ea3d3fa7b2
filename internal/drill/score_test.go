package drill

import (
	"testing"
)

// TestShuffled: a seed gives every lie once and the true ones, always alike.
func TestShuffled(t *testing.T) {
	one, again, other := Shuffled("a"), Shuffled("a"), Shuffled("b")
	if len(one) != len(Lies)+trueExercises {
		t.Fatalf("%d exercises", len(one))
	}
	same := 0
	for i := range one {
		if one[i].Name != again[i].Name {
			t.Errorf("exercise %d: %s, then %s", i, one[i].Name, again[i].Name)
		}
		if one[i].Name == other[i].Name {
			same++
		}
	}
	if same == len(one) {
		t.Error("two seeds give one order")
	}
}
