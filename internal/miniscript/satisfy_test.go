package miniscript

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/wire/v2"
)

// sizedSignatures offers signatures of those sizes by key; zero: none. A
// signature is full of its key's number.
func sizedSignatures(ctx Context, sizes ...int) func([]byte) ([]byte, bool) {
	return func(pubkey []byte) ([]byte, bool) {
		for number, size := range sizes {
			if bytes.Equal(testPubKeys[ctx][number], pubkey) && size > 0 {
				return bytes.Repeat([]byte{byte(number)}, size), true
			}
		}
		return nil, false
	}
}

// layout names the elements of a witness: 0, 1, s and the key's number, p for a
// preimage, k for a public key.
func layout(witness wire.TxWitness) string {
	var names []string
	for _, element := range witness {
		switch {
		case len(element) == 0:
			names = append(names, "0")
		case len(element) == 1:
			names = append(names, "1")
		case len(element) == preimageSize && element[0] >= 'a':
			names = append(names, "p")
		case len(element) == 33 && element[1] != element[2]:
			names = append(names, "k")
		default:
			names = append(names, fmt.Sprintf("s%d", element[0]))
		}
	}
	return strings.Join(names, " ")
}

// TestChoice pins which witness is chosen among several: the rules of BIP-379,
// and among equals those of Bitcoin Core.
func TestChoice(t *testing.T) {
	hash := Hash{SHA256, SHA256.sum(samplePreimage(1))}.String()
	open := Spend{Version: 2, Sequence: 10}
	closed := Spend{Version: 2, Sequence: wire.MaxTxInSequenceNum}
	for _, c := range []struct {
		why   string
		ctx   Context
		text  string
		sizes []int
		spend Spend
		want  string
	}{
		{"the smaller branch", P2WSH, "or_i(multi(2,A,B,C),pk(D))", []int{71, 71, 71, 71}, closed, "s3 0"},
		{"the only branch", P2WSH, "or_i(multi(2,A,B,C),pk(D))", []int{71, 71, 71, 0}, closed, "0 s0 s1 1"},
		{"a smaller signature", P2WSH, "or_d(pk(A),pk(B))", []int{72, 70}, closed, "s1 0"},
		{"equal sizes: the first", P2WSH, "or_i(and_v(v:pk(A),pk(B)),and_v(v:pk(C),multi(1,D)))", []int{71, 71, 71, 71}, closed, "s1 s0 1"},
		{"not signed where no signature is needed", P2WSH, "and_v(v:pk(A),or_d(pk(B),older(10)))", []int{71, 71}, open, "0 s0"},
		{"signed where one is needed", P2WSH, "and_v(v:pk(A),or_d(pk(B),older(10)))", []int{71, 71}, closed, "s1 s0"},
		{"multi as the whole script: the first", P2WSH, "multi(2,A,B,C)", []int{72, 72, 70}, closed, "0 s0 s1"},
		{"multi elsewhere: the smallest", P2WSH, "and_v(v:multi(2,A,B,C),1)", []int{72, 71, 70}, closed, "0 s1 s2"},
		{"multi elsewhere, equal sizes: the first", P2WSH, "and_v(v:multi(2,A,B,C),1)", []int{71, 71, 71}, closed, "0 s0 s1"},
		{"multi_a, equal sizes: the last", Tapscript, "multi_a(2,A,B,C)", []int{64, 64, 64}, closed, "s2 s1 0"},
		{"multi_a: the smallest", Tapscript, "multi_a(2,A,B,C)", []int{64, 65, 64}, closed, "s2 0 s0"},
		{"thresh, equal sizes: the last", P2WSH, "thresh(2,pk(A),s:pk(B),s:pk(C))", []int{71, 71, 71}, closed, "s2 s1 0"},
		{"thresh: the smallest", P2WSH, "thresh(2,pk(A),s:pk(B),s:pk(C))", []int{70, 71, 71}, closed, "s2 0 s0"},
		{"thresh takes an open lock", P2WSH, "thresh(2,pk(A),s:pk(B),sln:older(10))", []int{71, 71}, open, "0 s1 0"},
		{"thresh with the lock closed", P2WSH, "thresh(2,pk(A),s:pk(B),sln:older(10))", []int{71, 71}, closed, "1 s1 s0"},
		{"a preimage, with its key", P2WSH, "and_v(v:pkh(A)," + hash + ")", []int{71}, closed, "p s0 k"},
		{"dissatisfied pkh", P2WSH, "or_d(pkh(A),pk(B))", []int{0, 71}, closed, "s1 0 k"},
		{"d: j: l: u:", Tapscript, "and_b(ndv:older(10),aj:and_v(v:pk(A),u:pk(B)))", []int{64, 64}, open, "s1 1 s0 1"},
	} {
		e, err := Parse(c.text, c.ctx, letterKey)
		if err != nil {
			t.Fatal(err)
		}
		w := world{known: map[byte]bool{1: true}}
		witness, err := derived(t, e).Satisfy(Available{
			Signature: sizedSignatures(c.ctx, c.sizes...), Preimage: w.preimage, Spend: c.spend})
		if err != nil || layout(witness) != c.want {
			t.Errorf("%s: %s: %s (%v), not %s", c.why, c.text, layout(witness), err, c.want)
		}
	}
}

// TestUnsatisfied pins what is said to be missing.
func TestUnsatisfied(t *testing.T) {
	hash := Hash{HASH160, HASH160.sum(samplePreimage(1))}.String()
	closed := Spend{Version: 2, Sequence: wire.MaxTxInSequenceNum}
	for _, c := range []struct {
		text     string
		sizes    []int
		spend    Spend
		obstacle Obstacle
		keys     []int
		locks    string
		hashes   int
		remains  string
	}{
		{"multi(2,A,B,C)", []int{0, 71}, closed, SomethingMissing, []int{0, 2}, "[]", 0, "or(key(0),key(2))"},
		{"or_d(pk(A),and_v(v:pk(B),older(10)))", []int{0, 71}, closed, SomethingMissing, []int{0}, "[older(10)]", 0, "or(key(0),older(10))"},
		{"and_v(v:pk(A),and_v(v:after(10),and_v(v:after(10),after(11))))", []int{71}, Spend{Version: 2, LockTime: 10}, SomethingMissing,
			nil, "[after(11)]", 0, "after(11)"},
		{"and_v(v:pk(A),and_v(v:" + hash + "," + hash + "))", nil, closed, SomethingMissing, []int{0}, "[]", 1,
			"and(key(0)," + hash + "," + hash + ")"},
		{"thresh(2,pk(A),s:pk(B),s:pk(C),sln:older(10))", []int{71}, Spend{Version: 2, Sequence: 9}, SomethingMissing, []int{1, 2}, "[older(10)]", 0,
			"or(key(1),key(2),older(10))"},
		{"or_i(pk(A),older(10))", []int{71}, Spend{Version: 2, Sequence: 10}, WithoutSignature, nil, "[]", 0, "always"},
		{"or_i(older(10),1)", nil, Spend{Version: 2, Sequence: 10}, OnlyMalleable, nil, "[]", 0, "always"},
	} {
		e, err := Parse(c.text, P2WSH, letterKey)
		if err != nil {
			t.Fatal(err)
		}
		_, err = derived(t, e).Satisfy(Available{Signature: sizedSignatures(P2WSH, c.sizes...), Spend: c.spend})
		var missing *Unsatisfied
		if !errors.As(err, &missing) {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if missing.Obstacle != c.obstacle || !slices.Equal(missing.Keys, c.keys) || fmt.Sprint(missing.Locks) != c.locks ||
			len(missing.Hashes) != c.hashes || missing.Remains.String() != c.remains {
			t.Errorf("%s: %+v, remains %v", c.text, missing, missing.Remains)
		}
		if missing.Error() == "" {
			t.Errorf("%s: no words", c.text)
		}
	}
}

// TestAvailable refuses signatures and preimages that are none.
func TestAvailable(t *testing.T) {
	hash := Hash{SHA256, SHA256.sum(samplePreimage(1))}
	short := Hash{SHA256, SHA256.sum([]byte("short"))}
	for _, c := range []struct {
		why  string
		text string
		have Available
	}{
		{"nothing", "pk(A)", Available{}},
		{"empty signature", "pk(A)", Available{Signature: func([]byte) ([]byte, bool) { return nil, true }}},
		{"another preimage", "and_v(v:pk(A)," + hash.String() + ")", Available{
			Signature: sizedSignatures(P2WSH, 71), Preimage: func(Hash) ([]byte, bool) { return samplePreimage(2), true }}},
		{"preimage not of 32 bytes", "and_v(v:pk(A)," + short.String() + ")", Available{
			Signature: sizedSignatures(P2WSH, 71), Preimage: func(Hash) ([]byte, bool) { return []byte("short"), true }}},
	} {
		e, err := Parse(c.text, P2WSH, letterKey)
		if err != nil {
			t.Fatal(err)
		}
		if witness, err := derived(t, e).Satisfy(c.have); err == nil {
			t.Errorf("%s: witness %x", c.why, witness)
		}
	}
}

// TestUnknownPubKey leaves a pk_h without its public key, which no witness can do without.
func TestUnknownPubKey(t *testing.T) {
	e, err := Parse("or_d(pkh(A),pk(B))", P2WSH, letterKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Script(); err == nil {
		t.Error("a script without public keys")
	}
	script, err := derived(t, e).Script()
	if err != nil {
		t.Fatal(err)
	}
	wrong := func([20]byte) ([]byte, bool) { return testPubKeys[P2WSH][5], true }
	for _, lookup := range []func([20]byte) ([]byte, bool){nil, wrong} {
		decoded, err := Decode(script, P2WSH, lookup)
		if err != nil {
			t.Fatal(err)
		}
		if key := decoded.Keys()[0]; key.PubKey != nil || len(key.Hash) != 20 {
			t.Errorf("key %+v", key)
		}
		_, err = decoded.Satisfy(Available{Signature: sizedSignatures(P2WSH, 71, 71)})
		var missing *Unsatisfied
		if !errors.As(err, &missing) || missing.Obstacle != PubKeyUnknown || !slices.Equal(missing.Keys, []int{0}) {
			t.Errorf("%v", err)
		}
	}
}

// TestOpens compares locks with transactions at the edges.
func TestOpens(t *testing.T) {
	const seconds = wire.SequenceLockTimeIsSeconds
	for _, c := range []struct {
		lock  Lock
		spend Spend
		want  bool
	}{
		{Lock{Older, 10}, Spend{2, 0, 10}, true},
		{Lock{Older, 10}, Spend{2, 0, 9}, false},
		{Lock{Older, 10}, Spend{1, 0, 10}, false},
		{Lock{Older, 10}, Spend{-1, 0, 10}, true}, // the version is compared without sign
		{Lock{Older, 10}, Spend{2, 0, 10 | seconds}, false},
		{Lock{Older, 10 | seconds}, Spend{2, 0, 10}, false},
		{Lock{Older, 10 | seconds}, Spend{2, 0, 10 | seconds}, true},
		{Lock{Older, 10}, Spend{2, 0, 10 | wire.SequenceLockTimeDisabled}, false},
		{Lock{Older, 10}, Spend{2, 0, 10 | 1<<16}, true}, // bits without meaning
		{Lock{Older, 10 | 1<<16}, Spend{2, 0, 10}, true}, // also in the script
		{Lock{Older, 65_536 + 5}, Spend{2, 0, 5}, true},  // 16 bits count
		{Lock{After, 100}, Spend{1, 100, 0}, true},
		{Lock{After, 100}, Spend{1, 99, 0}, false},
		{Lock{After, 100}, Spend{1, 100, wire.MaxTxInSequenceNum}, false},
		{Lock{After, 100}, Spend{1, 500_000_000, 0}, false},
		{Lock{After, 500_000_000}, Spend{1, 499_999_999, 0}, false},
		{Lock{After, 500_000_000}, Spend{1, 500_000_000, 0}, true},
		{Lock{}, Spend{2, 500_000_000, 0}, false},
	} {
		if got := c.spend.Opens(c.lock); got != c.want {
			t.Errorf("%+v opens %v: %v", c.spend, c.lock, got)
		}
	}
}
