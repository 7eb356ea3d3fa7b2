package descriptor

import (
	"bytes"
	"slices"
	"strconv"
)

// OwnAccount is the public record of an account whose key is held here.
type OwnAccount struct {
	Name        string   // of the key
	Fingerprint [4]byte  // of its master key
	Path        []uint32 // from the master key to the account
	XPub        string
}

// Severity says what a problem does to a registration.
type Severity string

// The severities of problems, as in the table of rules.
const (
	Refuse  Severity = "refuse"  // not registered here
	Confirm Severity = "confirm" // a person acknowledges it by its id
	Note    Severity = "note"    // shown
)

// Problem is one finding about a descriptor that is to be registered.
type Problem struct {
	Check    string // the check's id
	Severity Severity
	Keys     []int // which of Descriptor.Keys; empty when the whole is meant
	Title    string
	Why      string
	Detail   string // what is so here; "" where the keys say it all
}

// Inspect checks a descriptor for registration as a wallet of the network, with
// the accounts of the keys held here. What a descriptor can never be, because
// Parse refuses it, is not looked for again: private keys, a threshold of 0 or
// above the number of keys.
func Inspect(d *Descriptor, n *Network, own []OwnAccount) []Problem {
	f := &facts{d: d, network: n, owners: Owners(d, own)}
	var problems []Problem
	for _, c := range Checks() {
		if keys, found := c.find(f); found {
			p := Problem{Check: c.ID, Severity: c.Severity, Keys: keys, Title: c.Title, Why: c.Why}
			if c.say != nil {
				p.Detail = c.say(f)
			}
			problems = append(problems, p)
		}
	}
	return problems
}

// Owner says whose a key of a descriptor is, as far as it can be told without a
// secret.
type Owner struct {
	Name  string // of the key held here; empty for a key of somebody else
	Proof Proof
}

// Proof is how far a key was compared with the records of the keys held here.
type Proof int

// The proofs, from none to whole.
const (
	Foreign     Proof = iota // nothing says that the key is ours
	Claimed                  // our fingerprint, at a path of which no account is recorded
	Contradicts              // our fingerprint and a recorded path, and another key than recorded
	WrongOrigin              // the recorded key, with another origin or none
	Proven                   // our fingerprint and path, and the recorded key or one derived from it
)

// Owners says of each key of a descriptor whose it is.
func Owners(d *Descriptor, own []OwnAccount) []Owner {
	owners := make([]Owner, len(d.keys))
	for i, k := range d.keys {
		for _, a := range own {
			if p := k.provedBy(a); p > owners[i].Proof {
				owners[i] = Owner{a.Name, p}
			}
		}
	}
	return owners
}

// provedBy compares a key with one account's record.
func (k *Key) provedBy(a OwnAccount) Proof {
	_, root, err := parseXPub(a.XPub)
	if err != nil {
		return Foreign
	}
	if k.HasOrigin && k.Fingerprint == [4]byte{} && slices.Equal(k.OriginPath, a.Path) && k.sameNode(root) {
		return Proven // whoever wrote it did not know the fingerprint
	}
	if k.isMaster() && k.Fingerprint == a.Fingerprint {
		return Claimed // the master key's own public key is not recorded: the seed tells
	}
	if !k.HasOrigin || k.Fingerprint != a.Fingerprint {
		if k.sameNode(root) {
			return WrongOrigin
		}
		return Foreign
	}
	if len(k.OriginPath) < len(a.Path) || !slices.Equal(k.OriginPath[:len(a.Path)], a.Path) {
		if k.sameNode(root) {
			return WrongOrigin
		}
		return Claimed
	}
	for _, e := range k.OriginPath[len(a.Path):] {
		if root, err = root.child(e); err != nil {
			return Claimed // hardened below the account: only the private key tells
		}
	}
	if !k.sameNode(root) {
		return Contradicts
	}
	return Proven
}

// isMaster says that the key is a master key: it stands at no path, and its
// fingerprint is its own, written or not.
func (k *Key) isMaster() bool {
	return k.XPub != nil && k.XPub.Depth() == 0 && len(k.OriginPath) == 0
}

// sameNode compares with a node: key and chain code, or the key where there is
// no chain code.
func (k *Key) sameNode(n *node) bool {
	if k.root == nil {
		return bytes.Equal(k.PubKey, n.pubKey[:]) || k.xonly && bytes.Equal(k.PubKey[1:], n.pubKey[1:])
	}
	return k.root.pubKey == n.pubKey && k.root.chain == n.chain
}

// facts are what the checks read.
type facts struct {
	d       *Descriptor
	network *Network
	owners  []Owner
}

// keysWhere lists the keys for which a condition holds.
func (f *facts) keysWhere(is func(i int, k *Key) bool) ([]int, bool) {
	var keys []int
	for i := range f.d.keys {
		if is(i, &f.d.keys[i]) {
			keys = append(keys, i)
		}
	}
	return keys, len(keys) > 0
}

// with lists the keys of a proof.
func (f *facts) with(p Proof) ([]int, bool) {
	return f.keysWhere(func(i int, _ *Key) bool { return f.owners[i].Proof == p })
}

// multis lists the multi() of the descriptor and its kin: each counts its keys
// together.
func (d *Descriptor) multis() []multi {
	var found []multi
	var walk func(e expr)
	walk = func(e expr) {
		switch e := e.(type) {
		case sh:
			walk(e.inner)
		case wsh:
			walk(e.inner)
		case multi:
			found = append(found, e)
		case tr:
			if e.tree != nil {
				for _, leaf := range e.tree.leaves() {
					walk(leaf.leaf)
				}
			}
		}
	}
	walk(d.root)
	return found
}

// String writes a problem on one line.
func (p Problem) String() string {
	text := p.Check + ": " + p.Title
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	for i, k := range p.Keys {
		text += [...]string{": key ", ", "}[min(i, 1)] + strconv.Itoa(k+1)
	}
	return text
}
