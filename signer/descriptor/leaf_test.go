package descriptor

import (
	"bytes"
	"fmt"
	"testing"
)

// TestLeafKeys: a leaf lists the keys and the aggregates that stand in it.
func TestLeafKeys(t *testing.T) {
	key := func(i int) string { return accountText(4*i) + "/<0;1>/*" }
	pair := "musig(" + accountText(0) + "," + accountText(4) + ")"
	d, err := Parse(fmt.Sprintf("tr(%s/<0;1>/*,{pk(%s),{pk(%s/<2;3>/*),{multi_a(2,%s,%s),and_v(v:pk(%s/<4;5>/*),pk(%s))}}})",
		pair, key(2), pair, key(3), key(4), pair, key(5)))
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.At(1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Keys) != 4 || len(s.Aggregates) != 3 || len(d.Keys()) != 10 {
		t.Fatalf("%d keys and %d aggregates of %d", len(s.Keys), len(s.Aggregates), len(d.Keys()))
	}
	for i, want := range [][2]int{{1, 0}, {0, 1}, {2, 0}, {1, 1}} {
		l := s.Taproot.Leaves[i]
		if len(l.Keys) != want[0] || len(l.Aggregates) != want[1] {
			t.Fatalf("leaf %d: keys %v, aggregates %v", i, l.Keys, l.Aggregates)
		}
		for _, k := range l.Keys {
			if !bytes.Contains(l.Script, s.Keys[k].PubKey[1:]) {
				t.Errorf("leaf %d: key %d does not stand in it", i, k)
			}
		}
		for _, a := range l.Aggregates {
			if !bytes.Contains(l.Script, s.Aggregates[a].PubKey[1:]) {
				t.Errorf("leaf %d: aggregate %d does not stand in it", i, a)
			}
		}
		if l.MaxWitness > s.MaxSatisfaction.Witness || l.MaxWitness < len(l.Script)+len(l.ControlBlock) {
			t.Errorf("leaf %d: a witness of %d bytes", i, l.MaxWitness)
		}
	}
	if a := s.Aggregates[0]; !bytes.Equal(a.PubKey[1:], s.Taproot.InternalKey[:]) || len(a.Participants) != 2 ||
		len(a.Path) != 2 || a.Path[0] != 1 || a.Path[1] != 2 || !bytes.Equal(a.Key, s.Aggregates[1].Key) {
		t.Errorf("%+v", a)
	}
}

// TestSizes has the satisfactions at their largest, counted by hand.
func TestSizes(t *testing.T) {
	a, b, c := accountText(0)+"/0/*", accountText(4)+"/0/*", accountText(8)+"/0/*"
	three := "multi(2," + a + "," + b + "," + c + ")"
	for text, want := range map[string]Satisfaction{
		"pkh(" + a + ")":                  {1 + 72 + 1 + 33, 0},
		"wpkh(" + a + ")":                 {0, 1 + 1 + 72 + 1 + 33},
		"sh(wpkh(" + a + "))":             {1 + 22, 1 + 1 + 72 + 1 + 33},
		"tr(" + a + ")":                   {0, 1 + 1 + 65},
		"sh(" + three + ")":               {1 + 2*73 + 2 + 105, 0},
		"wsh(" + three + ")":              {0, 1 + 1 + 2*73 + 1 + 105},
		"sh(wsh(" + three + "))":          {1 + 34, 1 + 1 + 2*73 + 1 + 105},
		"sh(pk(" + a + "))":               {1 + 72 + 1 + 35, 0},
		"wsh(pkh(" + a + "))":             {0, 1 + 1 + 72 + 1 + 33 + 1 + 25},
		"tr(" + numsX + ",pk(" + a + "))": {0, 1 + 1 + 65 + 1 + 34 + 1 + 33},
		"tr(" + a + ",{pk(" + b + "),multi_a(2," + c + "," + numsX + ")})": {0, 1 + 2*66 + 1 + 70 + 1 + 65},
	} {
		d, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.At(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if s.MaxSatisfaction != want {
			t.Errorf("%s: %+v, not %+v", d.Kind(), s.MaxSatisfaction, want)
		}
	}
}

// TestRangedParticipants: keys that are derived first and aggregated then give
// another aggregate at every index.
func TestRangedParticipants(t *testing.T) {
	d, err := Parse("tr(musig(" + accountText(0) + "/<0;1>/*," + accountText(4) + "/<0;1>/*))")
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range []uint32{0, 1, 5} {
		s, err := d.At(1, index)
		if err != nil {
			t.Fatal(err)
		}
		participants := s.Aggregates[0].Participants
		n, err := aggregateKeys(sorted([][]byte{participants[0].PubKey, participants[1].PubKey}))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(n.pubKey[1:], s.Taproot.InternalKey[:]) || participants[1].Path[5] != index {
			t.Errorf("index %d: internal key %x, not %x", index, s.Taproot.InternalKey, n.pubKey)
		}
	}
}
