package miniscript

import (
	"fmt"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// sample is a random expression, and what it means by a second reckoning: the
// generator puts both together side by side.
type sample struct {
	text string // with key(0), key(1), … for keys
	met  func(world) bool
}

// world is what is available.
type world struct {
	signed map[int]bool
	known  map[byte]bool // preimages, by seed
	open   map[Lock]bool // as spend says
	spend  Spend
}

// The locks, and the seeds of preimages, that samples use.
var (
	sampleLocks = []Lock{
		{Older, 3}, {Older, 144}, {Older, 1<<22 | 2},
		{After, 100}, {After, 499_999_999}, {After, 500_000_000}, {After, 1_700_000_000},
	}
	samplePreimages = []byte{1, 2}
)

// generator makes samples of at most so many keys.
type generator struct {
	t       *rapid.T
	ctx     Context
	keys    int
	maxKeys int
}

// leaf fallbacks satisfy every requirement of the tables.
func (g *generator) leaf(need Type) sample {
	switch {
	case need.Has(TypeV | PropZ):
		return g.wrap("v", g.lock())
	case need.Has(TypeV):
		return g.wrap("v", g.key("pk"))
	case need.Has(TypeK):
		return g.key("pk_k")
	case need.Has(TypeW):
		return g.wrap("s", g.key("pk"))
	}
	return g.key("pk")
}

// sample makes an expression with these properties.
func (g *generator) sample(need Type, depth int) sample {
	for range 4 {
		keys := g.keys
		s := g.attempt(need, depth)
		n, _, err := parseNode(s.text, g.ctx, anyKey)
		if err == nil && n.typ.Has(need) {
			return s
		}
		g.keys = keys
	}
	return g.leaf(need)
}

// attempt makes an expression that often has these properties.
func (g *generator) attempt(need Type, depth int) sample {
	if depth <= 0 || g.keys >= g.maxKeys {
		return g.simple(need)
	}
	sub := func(need Type) sample { return g.sample(need, depth-1) }
	basic := need & basicTypes
	switch basic {
	case TypeW:
		return g.wrap(g.pick("a", "s"), sub(TypeB|need&(PropD|PropU)))
	case TypeK:
		switch g.pick("leaf", "and_v", "or_i", "andor") {
		case "and_v":
			return and("and_v", sub(TypeV), sub(TypeK))
		case "or_i":
			return or("or_i", sub(TypeK), sub(TypeK))
		case "andor":
			return andor(sub(TypeB|PropD|PropU), sub(TypeK), sub(TypeK))
		}
		return g.simple(need)
	case TypeV:
		switch g.pick("v", "and_v", "or_c", "or_i", "andor") {
		case "and_v":
			return and("and_v", sub(TypeV), sub(TypeV))
		case "or_c":
			return or("or_c", sub(TypeB|PropD|PropU), sub(TypeV))
		case "or_i":
			return or("or_i", sub(TypeV), sub(TypeV))
		case "andor":
			return andor(sub(TypeB|PropD|PropU), sub(TypeV), sub(TypeV))
		}
		return g.wrap("v", sub(TypeB|need&PropZ))
	}
	switch g.pick("c", "d", "j", "n", "t", "l", "u", "and_v", "and_b", "and_n", "or_b", "or_d", "or_i", "andor", "thresh", "leaf") {
	case "c":
		return g.wrap("c", sub(TypeK))
	case "d":
		return g.wrap("d", sub(TypeV|PropZ))
	case "j":
		return g.wrap("j", sub(TypeB|PropN))
	case "n":
		return g.wrap("n", sub(TypeB|need&PropD))
	case "t":
		return g.wrap("t", sub(TypeV))
	case "l":
		return g.wrap("l", sub(TypeB))
	case "u":
		return g.wrap("u", sub(TypeB))
	case "and_v":
		return and("and_v", sub(TypeV), sub(TypeB|need&PropU))
	case "and_b":
		return and("and_b", sub(TypeB|need&PropD), sub(TypeW|need&PropD))
	case "and_n":
		return and("and_n", sub(TypeB|PropD|PropU), sub(TypeB|need&PropU))
	case "or_b":
		return or("or_b", sub(TypeB|PropD), sub(TypeW|PropD))
	case "or_d":
		return or("or_d", sub(TypeB|PropD|PropU), sub(TypeB|need&(PropD|PropU)))
	case "or_i":
		return or("or_i", sub(TypeB|need&PropU), sub(TypeB|need&(PropD|PropU)))
	case "andor":
		return andor(sub(TypeB|PropD|PropU), sub(TypeB|need&PropU), sub(TypeB|need&(PropD|PropU)))
	case "thresh":
		subs := []sample{sub(TypeB | PropD | PropU)}
		for range rapid.IntRange(0, 3).Draw(g.t, "more") {
			subs = append(subs, sub(TypeW|PropD|PropU))
		}
		return thresh(rapid.IntRange(1, len(subs)).Draw(g.t, "k"), subs)
	}
	return g.simple(need)
}

// simple makes an expression without expressions in it.
func (g *generator) simple(need Type) sample {
	switch need & basicTypes {
	case TypeK:
		return g.key(g.pick("pk_k", "pk_h"))
	case TypeV, TypeW:
		return g.leaf(need)
	}
	switch g.pick("key", "key", "multi", "lock", "hash", "constant") {
	case "multi":
		return g.multi()
	case "lock":
		return g.lock()
	case "hash":
		return g.hash()
	case "constant":
		if value := g.pick("0", "1"); value == "0" {
			return sample{value, func(world) bool { return false }}
		}
		return sample{"1", func(world) bool { return true }}
	}
	return g.key(g.pick("pk", "pkh"))
}

func (g *generator) pick(of ...string) string { return rapid.SampledFrom(of).Draw(g.t, "pick") }

func (g *generator) key(name string) sample {
	index := g.keys
	g.keys++
	return sample{fmt.Sprintf("%s(key(%d))", name, index), func(w world) bool { return w.signed[index] }}
}

func (g *generator) lock() sample {
	l := rapid.SampledFrom(sampleLocks).Draw(g.t, "lock")
	return sample{l.String(), func(w world) bool { return w.open[l] }}
}

func (g *generator) hash() sample {
	kind := rapid.SampledFrom([]HashKind{SHA256, HASH256, RIPEMD160, HASH160}).Draw(g.t, "kind")
	seed := rapid.SampledFrom(samplePreimages).Draw(g.t, "seed")
	h := Hash{kind, kind.sum(samplePreimage(seed))}
	return sample{h.String(), func(w world) bool { return w.known[seed] }}
}

func samplePreimage(seed byte) []byte {
	return []byte(strings.Repeat(string(rune('a'+seed)), preimageSize))
}

// preimage returns the preimage of a hash that is known in the world.
func (w world) preimage(h Hash) ([]byte, bool) {
	for _, seed := range samplePreimages {
		if preimage := samplePreimage(seed); w.known[seed] && h.opens(preimage) {
			return preimage, true
		}
	}
	return nil, false
}

func (g *generator) multi() sample {
	count := rapid.IntRange(1, 3).Draw(g.t, "keys")
	k := rapid.IntRange(1, count).Draw(g.t, "k")
	name := "multi"
	if g.ctx == Tapscript {
		name = "multi_a"
	}
	text, subs := fmt.Sprintf("%s(%d", name, k), []sample(nil)
	for range count {
		text += fmt.Sprintf(",key(%d)", g.keys)
		subs = append(subs, g.key(""))
	}
	return sample{text + ")", thresh(k, subs).met}
}

// wrap puts a wrapper before an expression.
func (g *generator) wrap(letter string, x sample) sample {
	colon := ":"
	if before, _, ok := strings.Cut(x.text, ":"); ok && !strings.ContainsAny(before, "(,") {
		colon = ""
	}
	return sample{letter + colon + x.text, x.met}
}

func and(name string, x, y sample) sample {
	return sample{name + "(" + x.text + "," + y.text + ")", func(w world) bool { return x.met(w) && y.met(w) }}
}

func or(name string, x, y sample) sample {
	return sample{name + "(" + x.text + "," + y.text + ")", func(w world) bool { return x.met(w) || y.met(w) }}
}

func andor(x, y, z sample) sample {
	return sample{"andor(" + x.text + "," + y.text + "," + z.text + ")",
		func(w world) bool { return x.met(w) && y.met(w) || z.met(w) }}
}

func thresh(k int, subs []sample) sample {
	text := "thresh(" + strconv.Itoa(k)
	for _, sub := range subs {
		text += "," + sub.text
	}
	return sample{text + ")", func(w world) bool {
		count := 0
		for _, sub := range subs {
			if sub.met(w) {
				count++
			}
		}
		return count >= k
	}}
}

// anyKey accepts every key expression and knows no public key.
func anyKey(expr string) (Key, error) { return Key{Text: expr}, nil }

// drawSample draws an expression of type B.
func drawSample(t *rapid.T, ctx Context, depth, maxKeys int) sample {
	g := generator{t: t, ctx: ctx, maxKeys: maxKeys}
	return g.sample(TypeB, rapid.IntRange(0, depth).Draw(t, "depth"))
}

// drawContext draws a context.
func drawContext(t *rapid.T) Context {
	return rapid.SampledFrom([]Context{P2WSH, Tapscript}).Draw(t, "context")
}
