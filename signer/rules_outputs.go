package signer

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Outputs.
var outputRules = []Rule{
	{
		ID: "script-unknown", Severity: Refuse,
		Title:  "An output has no address",
		Why:    "Its script is of no kind that has an address, so nobody can compare it with what was ordered.",
		Source: "a payment that cannot be read cannot be approved",
		Check:  outputsWhere(func(out *Output, _ Limits) bool { return out.Kind == Unknown }),
	},
	{
		ID: "op-return", Severity: Note,
		Title:  "The transaction carries data",
		Why:    "It will stand in the block chain for ever, for everybody to read.",
		Source: "OP_RETURN outputs that hid part of their script",
		Check: outputsSaying(func(out *Output) []string {
			if !isOpReturn(out.Script) {
				return nil
			}
			return []string{amount(out.Sats) + "; data " + strings.Join(append(out.Data, "the script is "+hex.EncodeToString(out.Script)), "; ")}
		}),
	},
	{
		ID: "op-return-value", Severity: Refuse,
		Title:  "Coins are burned with data",
		Why:    "What is paid to an OP_RETURN can never be spent again.",
		Source: "consensus: OP_RETURN makes an output unspendable",
		Check:  outputsWhere(func(out *Output, _ Limits) bool { return isOpReturn(out.Script) && out.Sats != 0 }),
	},
	{
		ID: "op-return-odd", Severity: Confirm,
		Title: "The data is of an unusual kind",
		Why: "More than one data output, or one above 83 bytes. Nodes since version 30 (2025) relay several, of 100,000 bytes together; older ones relay one of 83 bytes, " +
			"and a transaction that they do not pass on spreads slowly.",
		Source: "relay policy of nodes; Bitcoin Core 30.0, -datacarriersize",
		Check:  oddOpReturns,
	},
	{
		ID: "zero-value", Severity: Refuse,
		Title:  "An output pays nothing",
		Why:    "An address with no amount is a mistake, or is there to be overlooked. Only pay-to-anchor may hold nothing, in a transaction of version 3.",
		Source: "relay policy of nodes; BIP-433",
		Check:  emptyOutputs,
	},
	{
		ID: "dust", Severity: Confirm,
		Title:  "An output is dust",
		Why:    "It costs more to spend than it is worth, and nodes do not relay the transaction.",
		Source: "relay policy of nodes: an output below the cost of spending it at 3 sat/vB",
		Check: outputsWhere(func(out *Output, l Limits) bool {
			return out.Sats > 0 && out.Sats/costSize(out.Script) < l.DustRate && !isOpReturn(out.Script)
		}),
	},
	{
		ID: "look-alike", Severity: Confirm,
		Title:  "Two different addresses look alike",
		Why:    "They begin and end with the same characters. Such addresses are made on purpose, so that the wrong one is copied. Compare every character.",
		Source: "address poisoning",
		Check:  lookAlikes,
	},
	{
		ID: "change-many", Severity: Confirm,
		Title:  "There are several change outputs",
		Why:    "Wallets make one. More than one may be meant, or may spread the money where it is not looked for.",
		Source: "the practice of hardware signers",
		Check: func(a *Analysis, l Limits) []Place {
			places := outputsWhere(func(out *Output, _ Limits) bool { return out.Kind == Change })(a, l)
			if len(places) == 0 || len(places[0].Outputs) < 2 {
				return nil
			}
			return places
		},
	},
	{
		ID: "witness-future", Severity: Confirm,
		Title:  "An address that anybody can spend from today",
		Why:    "Its witness version or length has no rules yet, so whoever sees the coin first can take it.",
		Source: "BIP-141: programs of unknown versions are anyone-can-spend",
		Check:  outputsSaying(futureWitness),
	},
	{
		ID: "anchor", Severity: Note,
		Title:  "An output that anybody may spend, on purpose",
		Why:    "Pay-to-anchor lets whoever wants to raise the fee of the transaction later. What it holds is given away.",
		Source: "BIP-433",
		Check:  anchors,
	},
	{
		ID: "no-payment", Severity: Note,
		Title:  "Nothing leaves the wallet",
		Why:    "Nobody is paid; only the fee is.",
		Source: "a person who expected a payment must notice",
		Check: func(a *Analysis, _ Limits) []Place {
			detail := ""
			if a.Totals.Change+a.Totals.SelfTransfer == 0 {
				detail = "Nothing comes back either: everything goes to the miner"
			}
			return whole(!a.pays(), detail)
		},
	},
}

// emptyOutputs finds outputs of nothing that are neither data nor an anchor that nodes
// relay empty.
func emptyOutputs(a *Analysis, l Limits) []Place {
	return outputsWhere(func(out *Output, _ Limits) bool {
		return out.Sats == 0 && !isOpReturn(out.Script) && !(isPayToAnchor(out.Script) && a.Tx.Version == 3)
	})(a, l)
}

// anchorMost is what an anchor may hold without a question: a little above the 240 sat
// below which it is dust.
const anchorMost = 1000

func anchors(a *Analysis, _ Limits) (out []Place) {
	for i := range a.Outputs {
		if !isPayToAnchor(a.Outputs[i].Script) {
			continue
		}
		p := Place{Outputs: []int{i}, Detail: amount(a.Outputs[i].Sats)}
		if a.Outputs[i].Sats > anchorMost {
			p.Severity = Confirm
		}
		out = append(out, p)
	}
	return out
}

// futureWitness says of what kind a witness program is that has no rules yet.
func futureWitness(out *Output) []string {
	if !isFutureWitness(out.Script) || isTaproot(out) || isPayToAnchor(out.Script) {
		return nil
	}
	version, program, err := txscript.ExtractWitnessProgramInfo(out.Script)
	if err != nil {
		return nil
	}
	said := fmt.Sprintf("witness version %d, %s", version, counted(int64(len(program)), "byte"))
	if version == 2 && len(program) == 32 {
		said += ": pay to merkle root (BIP-360), proposed and not active: anyone can spend it today"
	}
	return []string{said}
}

func isTaproot(out *Output) bool { return out.Type.Algorithm == Schnorr }

// pays says whether something goes to an address that is not of a wallet being
// spent from.
func (a *Analysis) pays() bool {
	for i := range a.Outputs {
		if k := a.Outputs[i].Kind; k == Payment || k == Transfer || k == Unknown || k == OpReturn && a.Outputs[i].Sats > 0 {
			return true
		}
	}
	return false
}

func oddOpReturns(a *Analysis, l Limits) []Place {
	places := outputsWhere(func(out *Output, _ Limits) bool { return isOpReturn(out.Script) })(a, l)
	if len(places) > 0 && len(places[0].Outputs) > 1 {
		return places
	}
	return outputsWhere(func(out *Output, l Limits) bool {
		return isOpReturn(out.Script) && int64(len(out.Script)) > l.OpReturnBytes
	})(a, l)
}

// costSize is the size of an output and of the input that spends it, 148 bytes, or 67
// virtual ones where a witness does: what nodes call dust pays less than that costs.
func costSize(script []byte) int64 {
	const spendLegacy, spendWitness = 148, 67
	size := int64(8 + wire.VarIntSerializeSize(uint64(len(script))) + len(script))
	if txscript.IsWitnessProgram(script) {
		return size + spendWitness
	}
	return size + spendLegacy
}

// lookAlikes compares every output's address with all others of the transaction
// and with those that people allowed before.
func lookAlikes(a *Analysis, l Limits) []Place {
	type group struct {
		addresses map[string]bool
		place     Place
	}
	groups := map[string]*group{}
	add := func(address string, outputs, inputs []int) {
		key, ok := ends(address, int(l.LookAlike))
		if !ok {
			return
		}
		g := groups[key]
		if g == nil {
			g = &group{addresses: map[string]bool{}}
			groups[key] = g
		}
		g.addresses[address] = true
		g.place.Outputs = append(g.place.Outputs, outputs...)
		g.place.Inputs = append(g.place.Inputs, inputs...)
	}
	var keys []string
	for i := range a.Outputs {
		add(a.Outputs[i].Address, []int{i}, nil)
		if key, ok := ends(a.Outputs[i].Address, int(l.LookAlike)); ok {
			keys = append(keys, key)
		}
	}
	for i := range a.Inputs {
		add(a.Inputs[i].Address, nil, []int{i})
	}
	for _, address := range a.AllowList {
		add(address, nil, nil)
	}
	var out []Place
	for _, key := range keys {
		if g := groups[key]; g != nil && len(g.addresses) > 1 {
			out = append(out, g.place)
		}
		delete(groups, key)
	}
	return out
}

// ends returns what people look at: n characters after the part that all
// addresses of the kind share, and the last n.
func ends(address string, n int) (string, bool) {
	shared := 1 // base58: the character of the version
	if i := strings.LastIndexByte(address, '1'); i > 0 && address == strings.ToLower(address) {
		shared = i + 2 // bech32: human-readable part, separator, version
	}
	if n < 1 || len(address) < shared+2*n {
		return "", false
	}
	return address[:shared+n] + "…" + address[len(address)-n:], true
}
