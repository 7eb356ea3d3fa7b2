package signer

import (
	"crypto/sha256"
	"fmt"

	"coldsign/psbt"
)

// spendFrom has the coins and the change be those of a wallet of that template.
func spendFrom(template string, keys ...func(*world) *seedKeys) func(*builder) {
	return func(b *builder) {
		seeds := make([]*seedKeys, len(keys))
		for i, k := range keys {
			seeds[i] = k(b.w)
		}
		w := newWallet(b.t, "locked", template, cosignerPath, seeds...)
		b.known.Wallets = append(b.known.Wallets, w)
		for _, in := range b.ins {
			in.wallet = w
		}
		b.outs[1].wallet = w
	}
}

// timed sets version and lock time, and the sequence of both inputs.
func timed(version int32, locktime, sequence uint32) func(*builder) {
	return func(b *builder) {
		b.version, b.locktime = version, locktime
		for _, in := range b.ins {
			in.sequence = sequence
		}
		b.known.Declared = Declared{Height: 1_000, Time: 1_800_000_000}
	}
}

const (
	late    = "wsh(and_v(v:pk(%),after(200)))"
	dated   = "wsh(and_v(v:pk(%),after(1700000000)))"
	aged    = "wsh(and_v(v:pk(%),older(10)))"
	agedFor = "wsh(and_v(v:pk(%),older(4194314)))" // ten units of 512 seconds
	heir    = "wsh(or_d(pk(%),and_v(v:pkh(%),older(10))))"
	leaves  = "tr(%,and_v(v:pk(%),after(200)))"

	noReplace = sequenceRBF + 1
	units     = sequenceSeconds | 10
)

var (
	onlyA  = []func(*world) *seedKeys{keyA}
	heirIs = []func(*world) *seedKeys{keyB, keyA} // a is the heir
)

// lockClosed is a vector of a lock that is closed, and its twin that is open.
func lockClosed(what, template string, keys []func(*world) *seedKeys, s Severity, bad, good func(*builder)) breach {
	return breach{rule: "lock-closed", what: what, severity: s,
		breaks: allOf(spendFrom(template, keys...), bad), twin: allOf(spendFrom(template, keys...), good)}
}

// bringPreimage adds the preimage of the secret of the tests to every input.
func bringPreimage(b *builder) {
	b.edit(func(p *psbt.Packet) {
		for i := range p.Inputs {
			hash := sha256.Sum256(testSecret[:])
			set(&p.Inputs[i], psbt.InSHA256, hash[:], testSecret[:])
		}
	})
}

var testSecret = [32]byte{'s', 'e', 'c', 'r', 'e', 't'}

func secretTemplate(format string) string { return fmt.Sprintf(format, sha256.Sum256(testSecret[:])) }

var pathBreaches = []breach{
	lockClosed("no lock time", late, onlyA, 0, timed(2, 0, noReplace), timed(2, 200, noReplace)),
	lockClosed("a block too early", late, onlyA, 0, timed(2, 199, noReplace), timed(2, 201, noReplace)),
	lockClosed("the lock time is switched off", late, onlyA, 0, timed(2, 200, sequenceFinal), timed(1, 200, 0)),
	lockClosed("a date for a height", late, onlyA, 0, timed(2, 1_700_000_000, noReplace), timed(2, 499_999_999, noReplace)),
	lockClosed("a height for a date", dated, onlyA, 0, timed(2, 499_999_999, noReplace), timed(2, 1_700_000_000, noReplace)),
	lockClosed("a second too early", dated, onlyA, 0, timed(2, 1_699_999_999, noReplace), timed(2, 1<<32-1, noReplace)),
	lockClosed("a block too young", aged, onlyA, 0, timed(2, 0, 9), timed(2, 0, 10)),
	lockClosed("nothing of its age is said", aged, onlyA, 0, timed(2, 0, sequenceRBF), timed(3, 0, 10)),
	lockClosed("the disable flag over the right number", aged, onlyA, 0, timed(2, 0, sequenceInactive|10), timed(2, 0, 0xffff)),
	lockClosed("version 1", aged, onlyA, 0, timed(1, 0, 10), timed(2, 0, 10)),
	lockClosed("version 0", aged, onlyA, 0, timed(0, 0, 10), timed(2, 0, 10)),
	lockClosed("time for blocks", aged, onlyA, 0, timed(2, 0, units), timed(2, 0, 11)),
	lockClosed("blocks for time", agedFor, onlyA, 0, timed(2, 0, 10), timed(2, 0, units)),
	lockClosed("the heir's fee bump", heir, heirIs, Confirm, timed(2, 0, sequenceRBF), timed(2, 0, 10)),
	lockClosed("the heir's lock is short by a block", heir, heirIs, Confirm, timed(2, 0, 9), timed(2, 0, 10)),
	lockClosed("a leaf of ours beside another's key", leaves, heirIs, Confirm, timed(2, 199, noReplace), timed(2, 200, noReplace)),

	{rule: "secret-missing", what: "the only way", breaks: spendFrom(secretTemplate("wsh(and_v(v:pk(%%),sha256(%x)))"), keyA),
		twin: allOf(spendFrom(secretTemplate("wsh(and_v(v:pk(%%),sha256(%x)))"), keyA), bringPreimage)},
	{rule: "secret-missing", what: "another's way needs none", breaks: spendFrom(secretTemplate("wsh(or_d(pk(%%),and_v(v:pkh(%%),sha256(%x))))"), keyB, keyA),
		twin: spendFrom(secretTemplate("wsh(or_d(pk(%%),and_v(v:pkh(%%),sha256(%x))))"), keyA, keyB)},
	{rule: "secret-missing", what: "the preimage of another kind of hash", breaks: allOf(
		spendFrom(secretTemplate("wsh(and_v(v:pk(%%),hash256(%x)))"), keyA), bringPreimage),
		twin: allOf(spendFrom(secretTemplate("wsh(and_v(v:pk(%%),sha256(%x)))"), keyA), bringPreimage)},
}
