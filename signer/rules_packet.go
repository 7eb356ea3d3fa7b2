package signer

import (
	"coldsign/psbt"
	"coldsign/signer/message"
)

// The container.
var psbtRules = []Rule{
	{
		ID: "tx-modifiable", Severity: Note,
		Title:  "The packet says that the transaction may still change",
		Why:    "A signature made here covers the whole transaction and ends that; the flags are cleared in the result.",
		Source: "BIP-370, PSBT_GLOBAL_TX_MODIFIABLE and the signer's duties",
		Check:  modifiable,
	},
	{
		ID: "unknown-fields", Severity: Note,
		Title:  "The packet has fields that this program does not know",
		Why:    "They are kept as they are and play no part in what is signed.",
		Source: "BIP-174: unknown fields are passed through",
		Check: func(a *Analysis, _ Limits) []Place {
			var out []Place
			for _, f := range a.Packet.Unknown {
				out = append(out, placeOf(f))
			}
			return out
		},
	},
}

// modifiable refuses a packet whose flags a signature would not end: with ANYONECANPAY,
// made already or to be made here, others may still add inputs.
func modifiable(a *Analysis, _ Limits) []Place {
	if a.Packet.Modifiable&(psbt.InputsModifiable|psbt.OutputsModifiable) == 0 {
		return nil
	}
	open := inputsWhere(func(in *Input) bool {
		return in.Signatures.AnyoneCanPay || in.Standing == Signable && !in.Sighash.coversAmounts()
	})(a, Limits{})
	for i := range open {
		open[i].Severity, open[i].Detail = Refuse, "a signature with ANYONECANPAY lets others add inputs, and the packet says that they may"
	}
	if open != nil {
		return open
	}
	return whole(true, "")
}

// placeOf is where a field stands. The same field of many inputs makes one sentence.
func placeOf(f psbt.FieldRef) Place {
	switch f.Place.Kind {
	case psbt.InputMap:
		return Place{Inputs: []int{f.Place.Index}, Detail: f.Name}
	case psbt.OutputMap:
		return Place{Outputs: []int{f.Place.Index}, Detail: f.Name}
	}
	return Place{Detail: "Global: " + f.Name}
}

// A message in a transaction's clothes.
var disguiseRules = []Rule{
	{
		ID: "message-disguised", Severity: Refuse,
		Title:  "This signs a message, not a transaction",
		Why:    "The transaction can never be mined; signing it agrees to a text that is not shown here. 'coldsign message sign' shows it.",
		Source: "BIP-322: to_sign has one empty output that nobody can spend",
		Check: func(a *Analysis, _ Limits) []Place {
			return whole(message.IsToSign(a.tx), "")
		},
	},
}

// Memory of this machine.
var memoryRules = []Rule{
	{
		ID: "signed-before", Severity: Note,
		Title:  "This very transaction was signed here before",
		Why:    "The same inputs were ours then, and signing them again gives the same signatures.",
		Source: "the machine's own record",
		Check: func(a *Analysis, _ Limits) []Place {
			if a.SignedBefore == nil || a.signedOtherInputs() != nil {
				return nil
			}
			return whole(true, a.SignedBefore.String())
		},
	},
	{
		ID: "signed-other-inputs", Severity: Refuse,
		Title: "This transaction was signed here before, with other coins called ours",
		Why: "A coin that is ours now was a stranger's then, or the reverse. Signatures of both sessions together spend more of your coins than either review said: " +
			"this is how a coin is stolen in two sessions. Signatures with ANYONECANPAY and the same outputs can be joined likewise.",
		Source: "the machine's own record; hidden own inputs in two signing sessions, 2026",
		Check: func(a *Analysis, _ Limits) []Place {
			var places []Place
			if others := a.signedOtherInputs(); others != nil {
				places = append(places, Place{Inputs: others, Detail: a.SignedBefore.String()})
			}
			for _, coin := range a.signedApart() {
				places = append(places, whole(true, "these outputs were signed for with ANYONECANPAY, by a coin that is not here: "+coin)...)
			}
			return places
		},
	},
	{
		ID: "spends-signed", Severity: Confirm,
		Title:  "A coin was already spent by another transaction signed here",
		Why:    "Only one of the two can be mined. It is a replacement that you know of, or somebody asks to be paid twice.",
		Source: "the machine's own record; BIP-125",
		Check: inputsSaying(func(in *Input) []string {
			if in.SpentBy == nil {
				return nil
			}
			return []string{"transaction " + in.SpentBy.TxID.String() + ", " + in.SpentBy.String()}
		}),
	},
	{
		ID: "amount-changed", Severity: Refuse,
		Title:  "A coin had another amount when it was seen here before",
		Why:    "A coin's amount never changes: one of the two packets lies. Together they would pay the difference to the miner.",
		Source: "the machine's own record; BIP-143 fee attack in two signings",
		Check: inputsSaying(func(in *Input) []string {
			if in.SeenSats == nil || in.Coin.Proof == Missing || *in.SeenSats == in.Coin.Sats {
				return nil
			}
			return []string{"now " + amount(in.Coin.Sats) + ", before " + amount(*in.SeenSats)}
		}),
	},
}

// String says when and by whom.
func (s SignedBy) String() string {
	text := "at a time that was not recorded"
	if s.When > 0 {
		text = "on " + dateText(s.When)
	}
	if s.By != "" {
		text += " by " + name(s.By)
	}
	return text
}
