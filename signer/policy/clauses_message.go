package policy

import "coldsign/signer"

var messageClauses = []Clause{
	{
		ID: "policy-messages", Severity: signer.Refuse,
		Title:  "The house signs no messages",
		Why:    "A signed message can be an agreement or a proof in the house's name, and the policy allows none.",
		Source: "policy: no_messages; BIP-322",
		Needs:  "a policy that allows messages",
		Stated: func(p *Policy) bool { return p.NoMessages },
		Message: func(*Policy, *Facts, *signer.Analysis) []signer.Place {
			return whole(true, "")
		},
	},
}
