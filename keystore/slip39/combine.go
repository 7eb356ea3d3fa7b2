package slip39

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
)

var (
	errNone      = errors.New("SLIP-39: no share given")
	errOtherSet  = errors.New("SLIP-39: the shares are not all of one set")
	errTwice     = errors.New("SLIP-39: the same share is given twice")
	errDigest    = errors.New("SLIP-39: the shares do not fit together: one is forged or of another set")
	errDifferent = errors.New("SLIP-39: the shares of a group have different thresholds")
)

// MissingError says that more shares are needed.
type MissingError struct {
	Group      int // 0: groups are missing, else members of this group, counted from 1
	Have, Want int
}

func (e *MissingError) Error() string {
	if e.Group == 0 {
		return fmt.Sprintf("SLIP-39: shares of %d groups given, %d are needed", e.Have, e.Want)
	}
	return fmt.Sprintf("SLIP-39: %d shares of group %d given, %d are needed", e.Have, e.Group, e.Want)
}

// Combine recovers the secret. It uses as many groups and members as needed; what
// is given beyond must fit too. A wrong passphrase gives another secret.
func Combine(shares []Share, passphrase []byte) ([]byte, error) {
	if len(shares) == 0 {
		return nil, errNone
	}
	common := shares[0].set
	groups := map[int][]Share{}
	for _, s := range shares {
		if s.set != common || len(s.Value) != len(shares[0].Value) {
			return nil, errOtherSet
		}
		groups[s.Group] = append(groups[s.Group], s)
	}
	if len(groups) < common.GroupThreshold {
		return nil, &MissingError{Have: len(groups), Want: common.GroupThreshold}
	}
	var points []point
	for index, members := range groups {
		secret, err := combineGroup(members)
		if err != nil {
			return nil, err
		}
		points = append(points, point{byte(index), secret})
	}
	encrypted, err := solve(points, common.GroupThreshold)
	if err != nil {
		return nil, err
	}
	return decrypt(encrypted, passphrase, &common)
}

// combineGroup recovers the secret of one group.
func combineGroup(members []Share) ([]byte, error) {
	threshold := members[0].Threshold
	var points []point
	for _, m := range members {
		if m.Threshold != threshold {
			return nil, errDifferent
		}
		if slices.ContainsFunc(points, func(p point) bool { return p.x == byte(m.Index) }) {
			return nil, errTwice
		}
		points = append(points, point{byte(m.Index), m.Value})
	}
	if len(points) < threshold {
		return nil, &MissingError{Group: members[0].Group + 1, Have: len(points), Want: threshold}
	}
	return solve(points, threshold)
}

// solve recovers a secret from the first threshold points and checks that the
// others lie on the same polynomials.
func solve(points []point, threshold int) ([]byte, error) {
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.x, b.x) })
	used, extra := points[:threshold], points[threshold:]
	secret, err := recoverSecret(used)
	if err != nil {
		return nil, err
	}
	for _, p := range extra {
		if !bytes.Equal(p.y, interpolate(used, p.x)) {
			return nil, errDigest
		}
	}
	return secret, nil
}
