package signer

import "github.com/btcsuite/btcd/wire/v2"

// Coins and amounts.
var coinRules = []Rule{
	{
		ID: "utxo-missing", Severity: Refuse,
		Title:  "A coin is not described",
		Why:    "Neither its previous transaction nor a witness UTXO is given, so nobody here knows its amount or whose it is.",
		Source: "BIP-174, signer: the UTXO is needed to sign and to state the fee",
		Check:  inputsWhere(func(in *Input) bool { return !in.Coin.Stated }),
	},
	{
		ID: "prevtx-hash", Severity: Refuse,
		Title:  "A previous transaction is not the one that is spent",
		Why:    "It hashes to another id, so the amount that it shows is not this coin's: the fee could be anything.",
		Source: "BIP-174, signer checks; fee lies of 2026 in several QR signers",
		Check:  inputsWhere(func(in *Input) bool { return in.Coin.PrevTx == PrevTxWrongHash }),
	},
	{
		ID: "prevtx-index", Severity: Refuse,
		Title:  "A previous transaction has no such output",
		Why:    "The coin's number is beyond the outputs of the transaction that should have made it.",
		Source: "BIP-174; a packet like this makes careless signers crash",
		Check:  inputsWhere(func(in *Input) bool { return in.Coin.PrevTx == PrevTxNoOutput }),
	},
	{
		ID: "utxo-conflict", Severity: Refuse,
		Title:  "A coin is described in two ways that differ",
		Why:    "One of the two descriptions is a lie about its amount or its owner.",
		Source: "BIP-174; BIP-143 fee attack",
		Check: inputsSaying(func(in *Input) []string {
			if in.Coin.Conflict == "" {
				return nil
			}
			return []string{in.Coin.Conflict}
		}),
	},
	{
		ID: "legacy-without-prevtx", Severity: Refuse,
		Title:  "A legacy coin comes without its previous transaction",
		Why:    "Signatures of such coins do not cover the amount, so only the previous transaction can prove it; without it the rest of the coin may go to the miner.",
		Source: "BIP-143, motivation; BIP-174: the previous transaction is required for non-witness coins",
		Check: inputsWhere(func(in *Input) bool {
			return in.Coin.PrevTx == PrevTxAbsent && in.Coin.Stated && !in.Type.Segwit
		}),
	},
	{
		ID: "amount-claimed", Severity: Confirm,
		Title:  "An amount is stated but not proven",
		Why:    "The previous transaction is not given. Each signature covers the amount of its own coin only, so two signings of different lies can be put together into a transaction that pays the difference to the miner. Acknowledge it only if you know the amount from elsewhere.",
		Source: "BIP-143 and BIP-341, common signature message; the fee attack on signers of 2020",
		Check:  amountClaimed,
	},
	{
		ID: "duplicate-input", Severity: Refuse,
		Title:  "The same coin is spent twice",
		Why:    "No such transaction is valid, and its sum of inputs is a lie.",
		Source: "consensus; CVE-2018-17144",
		Check:  duplicateInputs,
	},
	{
		ID: "amount-range", Severity: Refuse,
		Title:  "An amount or a sum is beyond all the bitcoin there is",
		Why:    "Such numbers exist to make sums overflow and look right.",
		Source: "consensus: 0 to 21 million BTC; CVE-2010-5139",
		Check:  amountRange,
	},
	{
		ID: "outputs-exceed-inputs", Severity: Refuse,
		Title:  "More goes out than comes in",
		Why:    "No such transaction is valid; an amount among its inputs or outputs is wrong.",
		Source: "consensus",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Totals.FeeKnown && a.Totals.Fee < 0, "")
		},
	},
}

// amountClaimed weighs a claimed amount by the transaction: with a single input a
// lie only makes the signature worthless.
func amountClaimed(a *Analysis, _ Limits) []Place {
	places := inputsWhere(func(in *Input) bool {
		return in.Coin.Proof == Claimed && in.Coin.PrevTx == PrevTxAbsent && in.Type.Segwit && !isPayToAnchor(in.Coin.Script)
	})(a, Limits{})
	for i := range places {
		if len(a.Inputs) == 1 {
			places[i].Severity = Note
			places[i].Detail = "it is the only coin here, so a false amount makes the signature worthless and nothing is lost"
		}
	}
	return places
}

func duplicateInputs(a *Analysis, _ Limits) []Place {
	at := map[wire.OutPoint][]int{}
	for i := range a.Inputs {
		at[a.Inputs[i].OutPoint] = append(at[a.Inputs[i].OutPoint], i)
	}
	var out []Place
	for i := range a.Inputs {
		if same := at[a.Inputs[i].OutPoint]; len(same) > 1 && same[0] == i {
			out = append(out, Place{Inputs: same})
		}
	}
	return out
}

func amountRange(a *Analysis, _ Limits) []Place {
	outside := func(sats int64) bool { return sats < 0 || sats > maxMoney }
	places := both(
		inputsWhere(func(in *Input) bool { return outside(in.Coin.Sats) }),
		outputsWhere(func(out *Output, _ Limits) bool { return outside(out.Sats) }),
	)(a, Limits{})
	if len(places) == 0 && !a.Totals.InRange {
		return whole(true, "the sum leaves the range")
	}
	return places
}
