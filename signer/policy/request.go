package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"coldsign/signer/descriptor"
)

// Request is a coordinator's manifest: what it wants a transaction to do.
type Request struct {
	Version       int            `json:"version"`
	Network       string         `json:"network"`
	Sequence      uint64         `json:"sequence"` // each number of a requester is used once
	Purpose       string         `json:"purpose"`
	Payees        []RequestPayee `json:"payees"`
	MaxFeeSats    int64          `json:"max_fee_sats"`
	Expires       string         `json:"expires,omitempty"`        // last day, YYYY-MM-DD
	ExpiresHeight uint32         `json:"expires_height,omitempty"` // last height
}

// RequestPayee is a payment that is asked for.
type RequestPayee struct {
	Label   string `json:"label"`
	Address string `json:"address"`
	Sats    int64  `json:"sats"`
}

// SignedRequest is a request, who signed it, and the hash of the very bytes.
type SignedRequest struct {
	Request
	By     string
	SHA256 string
}

// ParseRequest reads a request as strictly as a policy.
func ParseRequest(data []byte) (*Request, error) {
	var r Request
	if err := readStrict(data, &r); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if err := r.judge(); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return &r, nil
}

func (r *Request) judge() error {
	network, known := descriptor.NetworkByName(r.Network)
	switch {
	case r.Version != Version:
		return fmt.Errorf("version: %d is known, not %d", Version, r.Version)
	case !known:
		return fmt.Errorf("network: %+q is not known", r.Network)
	case r.Sequence == 0:
		return errors.New("sequence: from 1")
	case !printableUpTo(r.Purpose, maxReason):
		return fmt.Errorf("purpose: 1 to %d printable characters", maxReason)
	case r.Expires == "" && r.ExpiresHeight == 0:
		return errors.New("expires: neither a date nor a height")
	case r.Expires != "" && !isDate(r.Expires):
		return errors.New("expires: no date as YYYY-MM-DD")
	}
	for i, payee := range r.Payees {
		place := fmt.Sprintf("payees[%d]", i)
		if !printable(payee.Label) {
			return fmt.Errorf("%s.label: 1 to %d printable characters", place, maxLabel)
		}
		if _, err := descriptor.ParseAddress(payee.Address, network); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
		if err := within(place+".sats", payee.Sats, 1, maxMoney); err != nil {
			return err
		}
	}
	return within("max_fee_sats", r.MaxFeeSats, 0, maxMoney)
}

// isDate judges the form of a date; dates of one form are ordered as text.
func isDate(text string) bool {
	if len(text) != len("YYYY-MM-DD") || text[4] != '-' || text[7] != '-' {
		return false
	}
	_, century := twoDigits(text[:2])
	_, year := twoDigits(text[2:4])
	month, okMonth := twoDigits(text[5:7])
	day, okDay := twoDigits(text[8:])
	return century && year && okMonth && okDay && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

// ReadRequest reads a request and finds which of the policy's requesters signed
// its bytes.
func (p *Policy) ReadRequest(data, signature []byte) (*SignedRequest, error) {
	r, err := ParseRequest(data)
	if err != nil {
		return nil, err
	}
	if p.Request == nil {
		return nil, errors.New("request: the policy names nobody whose requests count")
	}
	var reason error
	for _, name := range p.Request.Of {
		if reason = p.person(name).verify(data, signature, RequestNamespace); reason == nil {
			sum := sha256.Sum256(data)
			return &SignedRequest{*r, name, hex.EncodeToString(sum[:])}, nil
		}
	}
	return nil, fmt.Errorf("request: signed by none of its requesters: %w", reason)
}
