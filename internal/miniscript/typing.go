package miniscript

import "github.com/btcsuite/btcd/wire/v2"

// lockTimeThreshold divides heights from times in nLockTime (BIP-65).
const lockTimeThreshold = 500_000_000

// computeType returns the type of a node by the types of its arguments: the
// tables "Correctness" and "Malleability" of BIP-379, and its rule on mixing
// time locks. The basic type is missing when the requirements are not met.
//
// Where Z stands in the tables for the second argument of an or, it is y here.
func (n *node) computeType(ctx Context) Type {
	var x, y, z Type
	if len(n.subs) > 0 {
		x = n.subs[0].typ
	}
	if len(n.subs) > 1 {
		y = n.subs[1].typ
	}
	if len(n.subs) > 2 {
		z = n.subs[2].typ
	}
	switch n.frag {
	case fragFalse:
		return TypeB | PropZ | PropU | PropD | PropS | PropE | PropM | PropK | propX
	case fragTrue:
		return TypeB | PropZ | PropU | PropF | PropM | PropK | propX
	case fragPkK:
		return TypeK | PropO | PropN | PropD | PropU | PropS | PropE | PropM | PropK | propX
	case fragPkH:
		return TypeK | PropN | PropD | PropU | PropS | PropE | PropM | PropK | propX
	case fragOlder:
		return lockType(n.k&wire.SequenceLockTimeIsSeconds != 0, propRelTime, propRelHeight)
	case fragAfter:
		return lockType(n.k >= lockTimeThreshold, propAbsTime, propAbsHeight)
	case fragSHA256, fragHASH256, fragRIPEMD160, fragHASH160:
		return TypeB | PropO | PropN | PropD | PropU | PropM | PropK
	case fragMulti:
		return TypeB | PropN | PropD | PropU | PropS | PropE | PropM | PropK
	case fragMultiA:
		return TypeB | PropD | PropU | PropS | PropE | PropM | PropK
	case fragAndor:
		return andorType(x, y, z)
	case fragAndV:
		return y&(TypeB|TypeK|TypeV|PropU|propX).when(x.Has(TypeV)) | andType(x, y) |
			x&y&(PropZ|PropM) | PropF.when(x.Has(PropS) || y.Has(PropF))
	case fragAndB:
		return TypeB.when(x.Has(TypeB) && y.Has(TypeW)) | andType(x, y) |
			x&y&(PropZ|PropD|PropM) | PropU | propX |
			(x & y & PropE).when((x & y).Has(PropS)) |
			PropF.when((x&y).Has(PropF) || x.Has(PropS|PropF) || y.Has(PropS|PropF))
	case fragOrB:
		return TypeB.when(x.Has(TypeB|PropD) && y.Has(TypeW|PropD)) |
			oneOf(x, y) | x&y&(PropZ|PropS|PropE) | PropD | PropU | propX |
			(x & y & PropM).when((x&y).Has(PropE) && (x|y).Has(PropS)) | eitherLocks(x, y)
	case fragOrC:
		return (y & TypeV).when(x.Has(TypeB|PropD|PropU)) | orType(x, y) | PropF
	case fragOrD:
		return (y & TypeB).when(x.Has(TypeB|PropD|PropU)) | orType(x, y) |
			y&(PropU|PropF|PropD|PropE)
	case fragOrI:
		return x&y&(TypeB|TypeK|TypeV|PropU|PropF|PropS) | PropO.when((x & y).Has(PropZ)) |
			(x|y)&PropD | propX | ((x | y) & PropE).when((x | y).Has(PropF)) |
			(x & y & PropM).when((x | y).Has(PropS)) | eitherLocks(x, y)
	case fragThresh:
		return threshType(n.k, n.subs)
	case fragWrapA:
		return TypeW.when(x.Has(TypeB)) | x&(PropD|PropU|PropS|PropF|PropE|PropM|PropK|lockTypes) | propX
	case fragWrapS:
		return TypeW.when(x.Has(TypeB|PropO)) | x&(PropD|PropU|PropS|PropF|PropE|PropM|PropK|lockTypes|propX)
	case fragWrapC:
		return TypeB.when(x.Has(TypeK)) | x&(PropO|PropN|PropD|PropF|PropE|PropM|PropK|lockTypes) | PropU | PropS
	case fragWrapD:
		return TypeB.when(x.Has(TypeV|PropZ)) | PropO.when(x.Has(PropZ)) | PropE.when(x.Has(PropF)) |
			x&(PropS|PropM|PropK|lockTypes) | PropN | PropD | propX | PropU.when(ctx == Tapscript)
	case fragWrapV:
		return TypeV.when(x.Has(TypeB)) | x&(PropZ|PropO|PropN|PropS|PropM|PropK|lockTypes) | PropF | propX
	case fragWrapJ:
		return TypeB.when(x.Has(TypeB|PropN)) | PropE.when(x.Has(PropF)) |
			x&(PropO|PropU|PropS|PropM|PropK|lockTypes) | PropN | PropD | propX
	case fragWrapN:
		return TypeB.when(x.Has(TypeB)) | x&(PropZ|PropO|PropN|PropD|PropS|PropF|PropE|PropM|PropK|lockTypes) | PropU | propX
	}
	return 0
}

// lockType is the type of older and after.
func lockType(byTime bool, time, height Type) Type {
	t := TypeB | PropZ | PropF | PropM | PropK | propX
	if byTime {
		return t | time
	}
	return t | height
}

// andType is what and_v and and_b have in common.
func andType(x, y Type) Type {
	return oneOf(x, y) | x&PropN | (y & PropN).when(x.Has(PropZ)) | (x|y)&PropS | bothLocks(x, y)
}

// orType is what or_c and or_d have in common.
func orType(x, y Type) Type {
	return (x & PropO).when(y.Has(PropZ)) | x&y&(PropZ|PropS) | propX |
		(x & y & PropM).when(x.Has(PropE) && (x|y).Has(PropS)) | eitherLocks(x, y)
}

// andorType is the type of andor.
func andorType(x, y, z Type) Type {
	notX := x.Has(PropS) || y.Has(PropF) // no third party can turn the way through x and y into z
	return (y & z & (TypeB | TypeK | TypeV)).when(x.Has(TypeB|PropD|PropU)) |
		x&y&z&PropZ | ((x | y&z) & PropO).when((x | y&z).Has(PropZ)) |
		y&z&PropU | z&PropD | (z & (PropF | PropE)).when(notX) | z&(x|y)&PropS | propX |
		(x & y & z & PropM).when(x.Has(PropE) && (x|y|z).Has(PropS)) |
		(x|y|z)&lockTypes | (x & y & z & PropK).when(!mixes(x, y))
}

// threshType is the type of thresh.
func threshType(k uint32, subs []*node) Type {
	all := ^Type(0)  // what all arguments have
	locks := Type(0) // the locks of the arguments so far
	inputs := 0      // stack elements consumed: 0, 1, or 2 for more
	unsigned := 0    // arguments without PropS
	mixed := false   // two arguments needed together mix locks
	for i, sub := range subs {
		needs := TypeW | PropD | PropU
		if i == 0 {
			needs = TypeB | PropD | PropU
		}
		if !sub.typ.Has(needs) {
			return 0
		}
		switch {
		case sub.typ.Has(PropZ):
		case sub.typ.Has(PropO):
			inputs++
		default:
			inputs += 2
		}
		if !sub.typ.Has(PropS) {
			unsigned++
		}
		all &= sub.typ
		mixed = mixed || k > 1 && mixes(locks, sub.typ)
		locks |= sub.typ & lockTypes
	}
	return TypeB | PropD | PropU |
		PropZ.when(inputs == 0) | PropO.when(inputs == 1) |
		PropE.when(all.Has(PropE|PropS)) |
		PropM.when(all.Has(PropE|PropM) && unsigned <= int(k)) |
		PropS.when(unsigned < int(k)) |
		locks | PropK.when(all.Has(PropK) && !mixed)
}

// oneOf is PropO of two arguments of which one consumes nothing.
func oneOf(x, y Type) Type { return ((x | y) & PropO).when((x | y).Has(PropZ)) }

// bothLocks are the lock properties when both arguments must be met.
func bothLocks(x, y Type) Type {
	return (x|y)&lockTypes | (x & y & PropK).when(!mixes(x, y))
}

// eitherLocks are the lock properties when one argument is met.
func eitherLocks(x, y Type) Type { return (x|y)&lockTypes | x&y&PropK }
