package miniscript

import (
	"bytes"
	"slices"

	"github.com/btcsuite/btcd/wire/v2"
)

// Available is what is there to satisfy an expression in one input.
type Available struct {
	// Signature returns the signature by a public key as it stands in the script,
	// with its sighash byte. It may be nil.
	Signature func(pubkey []byte) (sig []byte, ok bool)
	// Preimage returns the preimage of a hash. It may be nil. Only 32 bytes that
	// hash to it count.
	Preimage func(h Hash) (preimage []byte, ok bool)
	// Spend judges the locks.
	Spend Spend
}

// Satisfy returns the witness of the expression, without the script and the
// control block: the smallest that no third party can change, and of equals the
// one that Bitcoin Core chooses. The error is an *Unsatisfied.
func (e *Expression) Satisfy(have Available) (wire.TxWitness, error) {
	s := satisfier{have: have, keys: e.keys, signatures: make([][]byte, len(e.keys))}
	missing := &Unsatisfied{Obstacle: PubKeyUnknown}
	for i, key := range e.keys {
		if key.PubKey == nil {
			missing.Keys = append(missing.Keys, i)
		}
	}
	if missing.Keys != nil {
		missing.Remains = e.Policy()
		return nil, missing
	}
	for i, key := range e.keys {
		s.signatures[i] = have.signature(key.PubKey)
	}
	var sat solution
	if e.root.frag == fragMulti {
		sat = s.firstOf(e.root)
	} else {
		sat, _ = s.solve(e.root)
	}
	switch {
	case !sat.possible:
		missing.Obstacle = SomethingMissing
	case sat.malleable:
		missing.Obstacle = OnlyMalleable
	case !sat.signed:
		missing.Obstacle = WithoutSignature
	default:
		return sat.witness(), nil
	}
	s.collect(e.root, missing)
	missing.Remains = e.Policy().Remaining(s.met)
	return nil, missing
}

// signature returns the signature by a public key, or nil.
func (have Available) signature(pubkey []byte) []byte {
	if have.Signature == nil {
		return nil
	}
	sig, ok := have.Signature(pubkey)
	if !ok || len(sig) == 0 {
		return nil
	}
	return sig
}

// preimage returns the preimage of a hash, or nil.
func (have Available) preimage(h Hash) []byte {
	if have.Preimage == nil {
		return nil
	}
	preimage, ok := have.Preimage(h)
	if !ok || !h.opens(preimage) {
		return nil
	}
	return preimage
}

// satisfier finds solutions with what is available.
type satisfier struct {
	have       Available
	keys       []Key
	signatures [][]byte // by key; nil: none
}

// sign returns the solution of the signature by a key.
func (s *satisfier) sign(key int) solution {
	if s.signatures[key] == nil {
		return none
	}
	return signature(s.signatures[key])
}

// met reports whether what a leaf of the policy asks for is available.
func (s *satisfier) met(leaf *Policy) bool {
	switch leaf.Kind {
	case KeyNode:
		return s.signatures[leaf.Key] != nil
	case LockNode:
		return s.have.Spend.Opens(leaf.Lock)
	}
	return s.have.preimage(leaf.Hash) != nil
}

// collect lists what is not available, each thing once.
func (s *satisfier) collect(n *node, missing *Unsatisfied) {
	for _, key := range n.keys {
		if s.signatures[key] == nil {
			missing.Keys = append(missing.Keys, key)
		}
	}
	switch spellings[n.frag].form {
	case formLock:
		if l := n.lock(); !s.have.Spend.Opens(l) && !slices.Contains(missing.Locks, l) {
			missing.Locks = append(missing.Locks, l)
		}
	case formHash:
		h := n.hashOf()
		same := func(other Hash) bool { return other.Kind == h.Kind && bytes.Equal(other.Value, h.Value) }
		if s.have.preimage(h) == nil && !slices.ContainsFunc(missing.Hashes, same) {
			missing.Hashes = append(missing.Hashes, h)
		}
	}
	for _, sub := range n.subs {
		s.collect(sub, missing)
	}
}

// solve returns the best satisfaction and dissatisfaction of a node (BIP-379,
// table "Satisfaction"). Of the options that are struck through there, those are
// listed that bear on whether another one is malleable.
func (s *satisfier) solve(n *node) (sat, dsat solution) {
	var xs, xd, ys, yd, zs, zd solution
	if n.frag != fragThresh {
		for i, sub := range n.subs {
			switch i {
			case 0:
				xs, xd = s.solve(sub)
			case 1:
				ys, yd = s.solve(sub)
			case 2:
				zs, zd = s.solve(sub)
			}
		}
	}
	switch n.frag {
	case fragFalse:
		return none, empty
	case fragTrue:
		return empty, none
	case fragPkK:
		return s.sign(n.keys[0]), zero
	case fragPkH:
		key := element(s.keys[n.keys[0]].PubKey)
		return s.sign(n.keys[0]).under(key), zero.under(key)
	case fragOlder, fragAfter:
		if s.have.Spend.Opens(n.lock()) {
			return empty, none
		}
		return none, none
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		if preimage := s.have.preimage(n.hashOf()); preimage != nil {
			return element(preimage), zero32
		}
		return none, zero32
	case fragAndor:
		return ys.under(xs).or(zs.under(xd)), yd.under(xs).or(zd.under(xd))
	case fragAndV:
		return ys.under(xs), yd.under(xs)
	case fragAndB:
		return ys.under(xs), yd.under(xd).or(ys.under(xd).changeable()).or(yd.under(xs).changeable())
	case fragOrB:
		return yd.under(xs).or(ys.under(xd)).or(ys.under(xs).changeable()), yd.under(xd)
	case fragOrC:
		return xs.or(ys.under(xd)), none
	case fragOrD:
		return xs.or(ys.under(xd)), yd.under(xd)
	case fragOrI:
		return xs.under(one).or(ys.under(zero)), xd.under(one).or(yd.under(zero))
	case fragThresh:
		return s.threshold(n)
	case fragMulti:
		return s.smallestOf(n), s.refused(int(n.k) + 1)
	case fragMultiA:
		return s.smallestOf(n), s.refused(len(n.keys))
	case fragWrapD:
		return xs.under(one), zero
	case fragWrapV:
		return xs, none
	case fragWrapJ:
		if xd.possible && !xd.signed { // perhaps with another element than zero on top
			return xs, zero.changeable()
		}
		return xs, zero
	}
	return xs, xd // a: s: c: n:
}
