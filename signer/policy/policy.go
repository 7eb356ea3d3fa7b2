package policy

import (
	"crypto/sha256"
	"encoding/hex"

	"coldsign/signer"
)

// Version is the version of the schema that this package reads.
const Version = 1

// Policy is a policy as policy.json has it. A clause that is nil or empty is not
// stated and restricts nothing. Amounts are satoshi.
type Policy struct {
	Version       int          `json:"version"`
	DecidedBy     string       `json:"decided_by,omitempty"`     // fingerprint of the key whose quorum changes the policy
	DecidedByKey  string       `json:"decided_by_key,omitempty"` // its identity: a fingerprint is four bytes, and a second key can have it
	Limits        Limits       `json:"limits"`                   // numbers of the signer's own rules; those not named keep their default
	Transaction   *Transaction `json:"transaction,omitempty"`
	Period        *Period      `json:"period,omitempty"`
	Fee           *Fee         `json:"fee,omitempty"`
	Payees        *Payees      `json:"payees,omitempty"`
	Scripts       *Scripts     `json:"scripts,omitempty"`
	Sighash       []string     `json:"sighash,omitempty"`
	Hours         *Hours       `json:"hours,omitempty"`
	CheckedBackup bool         `json:"checked_backup,omitempty"`
	MadeHere      bool         `json:"made_here,omitempty"`
	Persons       []Person     `json:"persons,omitempty"`
	Approvals     []Quorum     `json:"approvals,omitempty"`
	Exclude       [][]Role     `json:"exclude,omitempty"`
	Request       *Requests    `json:"request,omitempty"`
	NoMessages    bool         `json:"no_messages,omitempty"`
}

// Limits are the signer's limits; in JSON their names are the signer's.
type Limits struct{ signer.Limits }

// UnmarshalJSON reads limits as strictly as the signer does.
func (l *Limits) UnmarshalJSON(data []byte) (err error) {
	l.Limits, err = signer.ParseLimits(data)
	return err
}

// Transaction limits what may leave with one transaction: payments,
// transfers and fee.
type Transaction struct {
	MaxSats int64 `json:"max_sats"`
}

// Measure says by what time passes.
type Measure string

const (
	ByDate   Measure = "date"   // that the operator declares; length in days
	ByHeight Measure = "height" // that the transaction is locked to; length in blocks
)

// Period limits what may leave within any stretch of a length. No clock of the
// machine is asked. A lock height cannot be ahead of its time: the transaction
// is not valid before it.
type Period struct {
	Measure Measure `json:"measure"`
	Length  int64   `json:"length"`
	MaxSats int64   `json:"max_sats"`
}

// Fee caps the fee; what is nil is not capped. Percent is of what leaves
// ([signer.Totals.Leaves]).
type Fee struct {
	MaxSats    *int64 `json:"max_sats,omitempty"`
	MaxRate    *int64 `json:"max_sat_vb,omitempty"`
	MaxPercent *int64 `json:"max_percent,omitempty"`
}

// Payees are all who may be paid.
type Payees struct {
	Addresses []Payee  `json:"addresses,omitempty"`
	Wallets   []string `json:"wallets,omitempty"` // registered here

	// The policy id (BIP-388) of each of the wallets, as it stood when the policy was
	// set: a name alone could be given to another wallet afterwards.
	Bound map[string]string `json:"bound,omitempty"`
}

// Payee is an address and whose it is.
type Payee struct {
	Label   string `json:"label"`
	Address string `json:"address"`
}

// Scripts are the kinds of script that may be spent from and paid to, by the
// signer's names. A list that is empty allows all.
type Scripts struct {
	Inputs  []string `json:"inputs,omitempty"`
	Outputs []string `json:"outputs,omitempty"`
}

// Hours are when keys may be used, by the declared date and time: on the days,
// from the first minute on and before the last.
type Hours struct {
	Days []string `json:"days"` // "mon" to "sun"
	From string   `json:"from"` // "hh:mm"
	To   string   `json:"to"`
}

// Person can approve or request. A person's statements count when one of the
// keys signed them: minisign public keys, or OpenSSH lines of Ed25519.
type Person struct {
	Name string   `json:"name"`
	Keys []string `json:"keys"`
}

// Quorum asks for a number of approvals of named persons when more than an
// amount leaves. All that apply must be met.
type Quorum struct {
	AboveSats int64    `json:"above_sats"`
	Count     int      `json:"count"`
	Of        []string `json:"of"`
}

// Role is what somebody does in one signing.
type Role string

const (
	Requester Role = "requester" // signed the request
	Approver  Role = "approver"  // said yes
	Operator  Role = "operator"  // unlocks a key
)

// Requests says when a signed request is needed, and whose counts.
type Requests struct {
	AboveSats int64    `json:"above_sats"`
	Of        []string `json:"of"`
}

// Default is the policy of a home that has set none: the signer's own rules with
// their default numbers, which trust nothing unproven, and no clause besides.
func Default() *Policy {
	return &Policy{Version: Version, Limits: Limits{signer.DefaultLimits()}}
}

// ID is the SHA-256 of the canonical form, in hex.
func (p *Policy) ID() string {
	sum := sha256.Sum256(p.Canonical())
	return hex.EncodeToString(sum[:])
}

// AllowList are the addresses that may be paid, for the signer's search of
// look-alikes.
func (p *Policy) AllowList() []string {
	if p.Payees == nil {
		return nil
	}
	var list []string
	for _, payee := range p.Payees.Addresses {
		list = append(list, payee.Address)
	}
	return list
}

// person finds a person by name.
func (p *Policy) person(name string) *Person {
	for i := range p.Persons {
		if p.Persons[i].Name == name {
			return &p.Persons[i]
		}
	}
	return nil
}
