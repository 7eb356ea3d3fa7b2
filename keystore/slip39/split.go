// Package slip39 splits a secret into shares of words and combines them again, as
// SLIP-0039 says: groups of members, each with a threshold. Run its calls inside
// coldsign/internal/erase; they use the heap.
package slip39

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	// maxShares is the number of members in a group and of groups in a set.
	maxShares = 16

	digestX = 254 // x where the shared polynomial holds the digest
	secretX = 255 // x where it holds the secret

	digestSize = 4
)

// Group says how many of its members a group needs.
type Group struct{ Threshold, Count int }

// Plan says how a secret is split.
type Plan struct {
	GroupThreshold int // groups that are needed
	Groups         []Group
	Exponent       int  // 10,000·2^Exponent iterations of the cipher, 0 to 15
	Extendable     bool // see the standard; old programs cannot read such shares
}

var (
	errSecret = errors.New("SLIP-39: the secret is not of 16 to 64 bytes, an even number")
	errPlan   = errors.New("SLIP-39: a threshold is below one, or above the number of groups or members, or there are more than 16")
	errSingle = errors.New("SLIP-39: a group with threshold one has one member: give copies of its share")
)

// Split splits a secret of 16 to 64 bytes, an even number of them. The passphrase
// may be empty; without the same one Combine gives another secret. The result has
// the shares of each group.
func Split(secret, passphrase []byte, p Plan, random io.Reader) ([][]Share, error) {
	if len(secret) < 16 || len(secret) > 64 || len(secret)%2 != 0 {
		return nil, errSecret
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	var id [2]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return nil, fmt.Errorf("SLIP-39: randomness: %w", err)
	}
	common := set{
		ID:         (uint16(id[0])<<8 | uint16(id[1])) & (1<<15 - 1),
		Extendable: p.Extendable, Exponent: p.Exponent,
		GroupThreshold: p.GroupThreshold, GroupCount: len(p.Groups),
	}
	encrypted, err := encrypt(secret, passphrase, &common)
	if err != nil {
		return nil, err
	}
	groupSecrets, err := share(encrypted, p.GroupThreshold, len(p.Groups), random)
	if err != nil {
		return nil, err
	}
	shares := make([][]Share, len(p.Groups))
	for g, group := range p.Groups {
		members, err := share(groupSecrets[g].y, group.Threshold, group.Count, random)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			shares[g] = append(shares[g], Share{
				set: common, Group: g, Index: int(m.x), Threshold: group.Threshold, Value: m.y,
			})
		}
	}
	return shares, nil
}

func (p *Plan) check() error {
	if p.Exponent < 0 || p.Exponent > 15 || !within(p.GroupThreshold, len(p.Groups)) {
		return errPlan
	}
	for _, g := range p.Groups {
		if !within(g.Threshold, g.Count) {
			return errPlan
		}
		if g.Threshold == 1 && g.Count > 1 {
			return errSingle
		}
	}
	return nil
}

func within(threshold, count int) bool {
	return threshold >= 1 && threshold <= count && count <= maxShares
}

// share puts the secret on polynomials of which threshold points are needed: the
// first points are random, one more is the digest of the secret, the rest follow.
func share(secret []byte, threshold, count int, random io.Reader) ([]point, error) {
	if threshold == 1 {
		points := make([]point, count)
		for i := range points {
			points[i] = point{byte(i), slices.Clone(secret)}
		}
		return points, nil
	}
	given := make([]point, 0, threshold)
	for i := range threshold - 2 {
		given = append(given, point{byte(i), make([]byte, len(secret))})
	}
	salted := make([]byte, len(secret))
	for _, b := range append([][]byte{salted[digestSize:]}, ys(given)...) {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, fmt.Errorf("SLIP-39: randomness: %w", err)
		}
	}
	copy(salted, digest(salted[digestSize:], secret))
	points := slices.Clone(given)
	given = append(given, point{digestX, salted}, point{secretX, secret})
	for i := threshold - 2; i < count; i++ {
		points = append(points, point{byte(i), interpolate(given, byte(i))})
	}
	return points, nil
}

func ys(points []point) (y [][]byte) {
	for _, p := range points {
		y = append(y, p.y)
	}
	return y
}

// recoverSecret is the reverse of share, for points of the threshold's number.
func recoverSecret(points []point) ([]byte, error) {
	if len(points) == 1 {
		return points[0].y, nil
	}
	secret, salted := interpolate(points, secretX), interpolate(points, digestX)
	if !hmac.Equal(salted[:digestSize], digest(salted[digestSize:], secret)) {
		return nil, errDigest
	}
	return secret, nil
}

// digest is four bytes of HMAC-SHA256 of the secret.
func digest(salt, secret []byte) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write(secret)
	return mac.Sum(nil)[:digestSize]
}
