package signer

import (
	"fmt"

	"github.com/btcsuite/btcd/txscript/v2"
)

// Time and replacement.
var timeRules = []Rule{
	dateOdd,
	{
		ID: "locktime-far", Severity: Confirm,
		Title:  "The transaction is locked for long",
		Why:    "It cannot be mined until then. A lock far ahead freezes the coins, or is a threat that is kept for later.",
		Source: "BIP-65; lock times used for extortion",
		Check:  farLocktime,
	},
	{
		ID: "locktime", Severity: Note,
		Title:  "The transaction has a lock time",
		Why:    "It cannot be mined before that.",
		Source: "consensus: nLockTime; wallets set the present height",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Tx.LockTime != 0 && !a.Tx.LockInert, "After "+locktimeText(a.Tx.LockTime))
		},
	},
	{
		ID: "locktime-inert", Severity: Confirm,
		Title:  "The lock time has no effect",
		Why:    "Every input's sequence number switches it off, so the transaction can be mined at once. Whoever set the lock meant something else.",
		Source: "consensus: nLockTime counts only with a sequence below the last",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Tx.LockInert, "It says "+locktimeText(a.Tx.LockTime))
		},
	},
	{
		ID: "relative-lock", Severity: Note,
		Title:  "Coins have to be old enough",
		Why:    "The transaction cannot be mined before that much has passed since the coin was made.",
		Source: "BIP-68",
		Check:  relativeLocks,
	},
	{
		ID: "script-lock", Severity: Note,
		Title:  "A locked way of the wallet is open to this transaction",
		Why:    "The wallet's script has a branch for later, for a heir or a spare key, and this transaction meets its lock.",
		Source: "BIP-65, BIP-112, BIP-379",
		Check: inputsSaying(func(in *Input) []string {
			var says []string
			for _, l := range in.Locks {
				if l.Open {
					says = append(says, "a branch that "+l.String())
				}
			}
			return says
		}),
	},
	{
		ID: "rbf", Severity: Note,
		Title:  "The transaction can be replaced",
		Why:    "Until it is mined, whoever can sign these coins can replace it by one that pays more, also to others.",
		Source: "BIP-125",
		Check:  func(a *Analysis, _ Limits) []Place { return whole(a.Tx.SignalsRBF, "") },
	},
	{
		ID: "tx-version", Severity: Confirm,
		Title:  "The transaction has an unusual version",
		Why:    "Nodes relay versions 1, 2 and 3; of others nobody knows what they will mean.",
		Source: "BIP-68, BIP-431; relay policy of nodes",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Tx.Version < 1 || a.Tx.Version > 3, fmt.Sprintf("Version %d", a.Tx.Version))
		},
	},
	{
		ID: "tx-small", Severity: Refuse,
		Title:  "The transaction is too small",
		Why:    "Nodes relay none below 65 bytes without its witnesses, and 64 bytes could pass for a part of the tree that a block's hash stands on.",
		Source: "BIP-54; relay policy of nodes",
		Check: func(a *Analysis, _ Limits) []Place {
			size := a.strippedSize()
			return whole(size < leastStripped, counted(size, "byte"))
		},
	},
	{
		ID: "tx-oversized", Severity: Refuse,
		Title:  "The transaction is larger than a block",
		Why:    "It can never be mined, and looking at its signatures could take hours.",
		Source: "BIP-141: 4,000,000 weight units a block, four for each byte that is no witness",
		Check:  func(a *Analysis, _ Limits) []Place { return whole(a.Tx.Oversized, "") },
	},
	{
		ID: "tx-large", Severity: Note,
		Title:  "Most nodes may not relay the transaction",
		Why:    "They pass on no more than 100,000 virtual bytes. Send it in parts, or hand it to a miner.",
		Source: "relay policy of nodes: 400,000 weight units",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Tx.VSize > maxRelayed, counted(a.Tx.VSize, "virtual byte"))
		},
	},
}

// maxRelayed is the largest transaction that nodes relay, in virtual bytes.
const maxRelayed = 100_000

// floor is a height and a time that have surely passed: lower bounds of the day
// on which this was written, for machines on which nobody declared the present.
type floor struct {
	network string
	height  int64
	time    int64
}

const writtenOn = 1_795_305_600 // 2026-11-22

var floors = []floor{
	{"main", 970_000, writtenOn},
	{"test", 4_700_000, writtenOn},
	{"testnet4", 100_000, writtenOn},
	{"signet", 270_000, writtenOn},
	{"regtest", 970_000, writtenOn}, // a chain of one's own may have any height
}

// present is the height and the time that the operator declared, or the floor.
func (a *Analysis) present() (height, time int64) {
	for _, f := range floors {
		if a.Network != nil && f.network == a.Network.Name {
			height, time = f.height, f.time
		}
	}
	if a.Declared.Height > 0 {
		height = int64(a.Declared.Height)
	}
	if a.Declared.Time > 0 {
		time = a.Declared.Time
	}
	return height, time
}

func farLocktime(a *Analysis, l Limits) []Place {
	lock := int64(a.Tx.LockTime)
	if lock == 0 || a.Tx.LockInert {
		return nil
	}
	height, time := a.present()
	if lock < locktimeThreshold {
		return whole(lock > height+l.LocktimeBlocks,
			fmt.Sprintf("It is locked to %s, %s beyond %s", locktimeText(a.Tx.LockTime), counted(lock-height, "block"), locktimeText(uint32(height))))
	}
	return whole(lock > time+l.LocktimeSeconds,
		fmt.Sprintf("It is locked to %s, %s beyond %s", locktimeText(a.Tx.LockTime), durationText(lock-time), dateText(time)))
}

// bip326 is what wallets mean by a long lock that they draw at random, so that the coins
// of protocols that need one do not stand out: the coin has the age already.
const bip326 = "; a taproot coin's sequence up to 65,535 may be BIP-326's, which is harmless when the coordinator shows at least as many confirmations of the coin"

func relativeLocks(a *Analysis, l Limits) []Place {
	var out []Place
	for i := range a.Inputs {
		lock := a.Inputs[i].Relative
		if lock == nil {
			continue
		}
		p := Place{Inputs: []int{i}, Detail: lock.String()}
		if lock.Blocks > l.RelativeBlocks || lock.Seconds > l.RelativeSeconds {
			p.Severity = Confirm
			if a.Inputs[i].Type.Algorithm == Schnorr && lock.Blocks > 0 {
				p.Detail += bip326
			}
		}
		out = append(out, p)
	}
	return out
}

// leastStripped is the smallest transaction that is relayed, without witnesses.
const leastStripped = 65

// strippedSize is the size without witnesses, from below: a final scriptSig counts, and
// what a signature will add to a coin without a witness.
func (a *Analysis) strippedSize() int64 {
	size := int64(a.tx.SerializeSizeStripped())
	for i := range a.Inputs {
		if script, final := a.packet.Input(i).FinalScriptSig(); final {
			size += int64(len(script))
		} else if !txscript.IsWitnessProgram(a.Inputs[i].Coin.Script) {
			size += leastStripped // a signature, or a redeem script with its program: with the rest above the limit
		}
	}
	return size
}
