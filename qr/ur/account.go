package ur

import (
	"errors"
	"fmt"
	"strings"
)

// Account is a set of descriptors that the keys of one master make, as wallets
// are set up from (BCR-2020-015, BCR-2023-019). Among them may be
// cosigner(KEY), alone or in sh, wsh or sh(wsh): a key for a multisig.
type Account struct {
	Fingerprint [4]byte
	Descriptors []Descriptor
	// Tagged is the form of a crypto-account in which each descriptor has tag 308,
	// as the paper has it now. Left out, as it was at first, all wallets read it;
	// some refuse the tag. The Current registry has its tags always.
	Tagged bool
}

// Cosigner says that the descriptor is a key for a multisig, which is no wallet.
func (d Descriptor) Cosigner() bool { return strings.Contains(d.Text, "cosigner(") }

// EncodeAccount is a UR of an account.
func EncodeAccount(registry Registry, a Account) (UR, error) {
	var w mapWriter
	w.uint(1, uint64(fingerprint(a.Fingerprint)))
	w.key(2)
	w.body = appendHead(w.body, majorArray, uint64(len(a.Descriptors)))
	for i, d := range a.Descriptors {
		var err error
		if a.Tagged || registry == Current {
			w.body = appendHead(w.body, majorTag, tags[registry].output)
		}
		if w.body, err = appendDescriptor(w.body, registry, d); err != nil {
			return UR{}, fmt.Errorf("ur: descriptor %d: %w", i, err)
		}
	}
	return UR{typeNames[registry].account, w.append(nil)}, nil
}

// DecodeAccount is the account in a UR of either registry's type.
func DecodeAccount(m UR) (Account, error) {
	for registry, names := range typeNames {
		if m.Type != names.account {
			continue
		}
		r := &cborReader{m.CBOR}
		a, err := r.account(Registry(registry))
		if err := r.finish(err); err != nil {
			return Account{}, fmt.Errorf("ur: %s: %w", m.Type, err)
		}
		return a, nil
	}
	return Account{}, fmt.Errorf("ur: %.40q is no account type", m.Type)
}

func (r *cborReader) account(registry Registry) (Account, error) {
	var a Account
	err := r.fields(map[uint64]func() error{
		1: func() error {
			n, err := r.uint32()
			a.Fingerprint = [4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
			return err
		},
		2: func() error {
			n, err := r.count(majorArray)
			if err != nil {
				return err
			}
			for i := range n {
				a.Tagged = registry == Crypto && r.hasTag(tags[registry].output)
				d, err := r.descriptor(registry)
				if err != nil {
					return fmt.Errorf("descriptor %d: %w", i, err)
				}
				a.Descriptors = append(a.Descriptors, d)
			}
			return nil
		},
	})
	if err == nil && len(a.Descriptors) == 0 {
		err = errors.New("no descriptor in it")
	}
	return a, err
}

func fingerprint(f [4]byte) uint32 {
	return uint32(f[0])<<24 | uint32(f[1])<<16 | uint32(f[2])<<8 | uint32(f[3])
}
