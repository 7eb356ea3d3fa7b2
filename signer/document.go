package signer

import (
	"encoding/hex"
	"encoding/json"
)

// document is a review for programs; its names are a contract with them.
type document struct {
	ReviewID    string              `json:"review_id"`
	CheckWords  []string            `json:"check_words"`
	Verdict     Verdict             `json:"verdict"`
	PolicyID    string              `json:"policy_id,omitempty"`
	Network     string              `json:"network"`
	PSBT        documentPacket      `json:"psbt"`
	Transaction documentTransaction `json:"transaction"`
	Inputs      []documentInput     `json:"inputs"`
	Outputs     []documentOutput    `json:"outputs"`
	Totals      documentTotals      `json:"totals"`
	Findings    []Finding           `json:"findings"`
}

type documentPacket struct {
	Version uint32 `json:"version"`
	SHA256  string `json:"sha256"`
	Bytes   int    `json:"bytes"`
}

type documentTransaction struct {
	TxID       string `json:"txid"`
	Version    int32  `json:"version"`
	LockTime   uint32 `json:"locktime"`
	SignalsRBF bool   `json:"signals_rbf"`
	VSize      int64  `json:"vsize"`
	VSizeExact bool   `json:"vsize_exact"`
	VSizeLeast int64  `json:"vsize_least"` // by the smallest paths that are open
}

// documentOwner is where a registered wallet has a script; branch and index are
// null when none has it.
type documentOwner struct {
	Owner    string  `json:"owner"`
	Branch   *int    `json:"branch"`
	KeyIndex *uint32 `json:"key_index"`
}

type documentInput struct {
	Index       int    `json:"index"`
	OutPoint    string `json:"outpoint"`
	Sats        int64  `json:"sats"`
	AmountProof Proof  `json:"amount_proof"`
	Address     string `json:"address"`
	ScriptType  string `json:"script_type"`
	documentOwner
	Sequence   uint32             `json:"sequence"`
	Sighash    string             `json:"sighash"`
	Signatures documentSignatures `json:"signatures"`
}

type documentSignatures struct {
	Required *int           `json:"required"` // null where the script's paths differ
	Valid    []string       `json:"valid"`
	Ours     int            `json:"ours"`
	Paths    []documentPath `json:"paths"` // where there are several, or one with locks or hashes
}

type documentPath struct {
	Words    string `json:"words"`
	Required *int   `json:"required"` // null where alternatives inside differ
	Valid    int    `json:"valid"`
	Ours     int    `json:"ours"`
	Open     bool   `json:"open"`
}

// numberOrNull is a number, null for none.
func numberOrNull(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

type documentOutput struct {
	Index   int    `json:"index"`
	Sats    int64  `json:"sats"`
	Address string `json:"address"`
	Script  string `json:"script"`
	Kind    Kind   `json:"kind"`
	documentOwner
}

type documentTotals struct {
	Inputs       int64       `json:"inputs_sats"`
	Payments     int64       `json:"payments_sats"`
	Transfers    int64       `json:"transfers_sats"`
	Change       int64       `json:"change_sats"`
	SelfTransfer int64       `json:"self_transfer_sats"`
	Fee          int64       `json:"fee_sats"`
	FeeKnown     bool        `json:"fee_known"`
	FeeRate      json.Number `json:"fee_rate_sat_vb"`
	FeeRateMost  json.Number `json:"fee_rate_most_sat_vb"` // for the smallest size
}

// newDocument writes the facts and findings down, without the id and its words.
func newDocument(a *Analysis, findings []Finding) *document {
	d := &document{
		Verdict:  verdictOf(findings),
		PolicyID: a.PolicyID,
		PSBT:     documentPacket{a.Packet.Version, hex.EncodeToString(a.Packet.SHA256[:]), a.Packet.Bytes},
		Transaction: documentTransaction{a.Tx.TxID.String(), a.Tx.Version, a.Tx.LockTime,
			a.Tx.SignalsRBF, a.Tx.VSize, a.Tx.VSizeExact, a.Tx.VSizeLeast},
		Inputs:  make([]documentInput, len(a.Inputs)),
		Outputs: make([]documentOutput, len(a.Outputs)),
		Totals: documentTotals{a.Totals.Inputs, a.Totals.Payments, a.Totals.Transfers, a.Totals.Change, a.Totals.SelfTransfer,
			a.Totals.Fee, a.Totals.FeeKnown, json.Number(a.feeRateText(a.Tx.VSize)), json.Number(a.feeRateText(a.Tx.VSizeLeast))},
		Findings: findings,
	}
	if a.Network != nil {
		d.Network = a.Network.Name
	}
	for i := range a.Inputs {
		d.Inputs[i] = newDocumentInput(i, &a.Inputs[i])
	}
	for i := range a.Outputs {
		out := &a.Outputs[i]
		d.Outputs[i] = documentOutput{i, out.Sats, out.Address, hex.EncodeToString(out.Script), out.Kind, newDocumentOwner(out.Owner)}
	}
	return d
}

func newDocumentInput(i int, in *Input) documentInput {
	s := documentSignatures{Required: numberOrNull(in.required()), Valid: []string{}, Ours: in.Signatures.Ours, Paths: []documentPath{}}
	if in.severalPaths() {
		for _, p := range in.Paths {
			s.Paths = append(s.Paths, documentPath{p.Words, numberOrNull(p.Required), p.Valid, p.Ours, p.Open})
		}
	}
	for _, v := range in.Signatures.Valid {
		s.Valid = append(s.Valid, fingerprintText(v.Fingerprint))
	}
	return documentInput{i, in.OutPoint.String(), in.Coin.Sats, in.Coin.Proof, in.Address, in.Type.Name,
		newDocumentOwner(in.Owner), in.Sequence, sighashName(in.Sighash.Value), s}
}

func newDocumentOwner(o *Owned) documentOwner {
	if o == nil {
		return documentOwner{}
	}
	return documentOwner{o.Wallet.Name, &o.Branch, &o.Index}
}
