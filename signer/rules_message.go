package signer

import (
	"slices"

	"coldsign/signer/message"
)

// What can be wrong with a message alone.
var messageRules = []Rule{
	{
		ID: "message-form", Severity: Refuse,
		Title:  "The packet does not sign the message that it states",
		Why:    "What would be signed is not what is shown: it may be another message, another address, or a transaction.",
		Source: "BIP-322, verification process",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.message.fault != "", a.message.fault)
		},
	},
	{
		ID: "message-text", Severity: Refuse,
		Title:  "The text can look like another one",
		Why:    "It has characters that do not show, that move what is shown, or more of them than anybody reads. Whoever is handed the signature may read something else.",
		Source: "hidden and bidirectional characters (Unicode TR36), as in source code attacks of 2021",
		Check: func(a *Analysis, _ Limits) []Place {
			fault := message.CheckText(a.message.Text)
			return whole(fault != "", fault)
		},
	},
	{
		ID: "message-legacy", Severity: Note,
		Title:  "The signature is in the older format",
		Why:    "It is known to more programs and proves less: the key is recovered from it, and addresses of several keys or of taproot have none.",
		Source: "BIP-137; BIP-322, compatibility",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.message.Format == message.Legacy, "")
		},
	},
	{
		ID: foreignID, Severity: Refuse,
		Title: "A coin in this message is not ours",
		Why: "A proof of funds must not count a stranger's coin, whether he has signed for it or not: it would be evidence of money that is not there. " +
			"Nobody registered a wallet here that has it, as far as was searched.",
		Source: "BIP-322, proof of funds; false proofs of reserves",
		Check: func(a *Analysis, l Limits) []Place {
			places := inputsWhere(func(in *Input) bool { return in.Owner == nil })(a, l)
			if places != nil {
				places[0].Detail = a.Searched.String()
			}
			return places
		},
	},
	{
		ID: "message-locked", Severity: Note,
		Title:  "The signature holds only later",
		Why:    "It proves control at a height or date, or of coins of an age, that the message's transaction asks for.",
		Source: "BIP-322: valid at time T and age S",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(a.Tx.LockTime != 0 || len(a.Inputs) > 0 && a.Inputs[0].Sequence != 0, "")
		},
	},
}

// MessageRules are the rules for messages. Those of coins, owners, signatures and
// the container are the same as for transactions; see [Rules].
func MessageRules() []Rule { return slices.Clone(messageRules) }

// messageFindings runs all rules that hold for messages, and those of a policy. What
// a house allows where inputs are pooled is not allowed here: a coin of a proof of
// funds that is signed with ANYONECANPAY is not bound to the message any more, and
// whoever has the proof can pay the coin to the miner.
func messageFindings(a *Analysis, l Limits, policy []Rule) []Finding {
	l.AllowAnyoneCanPay = false
	owner := slices.DeleteFunc(slices.Clone(ownerRules), func(r Rule) bool { return r.ID == foreignID }) // messages have a row of their own
	return findingsOf(slices.Concat(messageRules, coinRules, owner, pathRules, signatureRules, []Rule{dateOdd}, psbtRules, policy), a, l)
}
