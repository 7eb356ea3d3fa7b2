package keystore

import (
	"errors"
	"fmt"
	"io"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/internal/names"
	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
	"coldsign/keystore/drbg"
)

// Spec names a key to be made or imported.
type Spec struct {
	Name    string
	Network string
	Created int64  // seconds since 1970
	MadeBy  string // of an imported key: where and when it was made; "" for not declared
}

// Material is a new key before it is sealed: its secrets, in locked memory, and
// what its record will say. Close wipes it.
type Material struct {
	arena   *locked.Arena
	secret  *locked.Buffer // seed, or key and chain code
	entropy *locked.Buffer // of the words; nil where there are none
	record  Record

	weakness string // why others may know an imported secret
}

// materialSize is the locked memory of a Material: secret, entropy and words, and
// the desk at which it is made.
const materialSize = 4096

// The names of sources of randomness in records.
const (
	KernelSource = "kernel"
	TimingSource = "timing"
	DiceSource   = "dice"
)

// Machine are the two sources that every machine has: the kernel's generator, and
// the times that the processor takes, a raw measurement a byte.
type Machine struct{ Kernel, Timing io.Reader }

// read takes what a key needs of both, tested: from the generator twice the bits
// of the longest seed's entropy; of the measurements sixteen times as many as
// would do if each had the one bit that it is credited with.
func (m Machine) read() (sources []drbg.Source, err error) {
	for _, s := range []struct {
		name   string
		from   io.Reader
		claim  drbg.Claim
		length int // bytes
	}{
		{KernelSource, m.Kernel, drbg.EightBits, 64},
		{TimingSource, m.Timing, drbg.OneBit, 4096},
	} {
		data := make([]byte, s.length)
		tested, err := drbg.Tested(s.from, s.claim)
		if err == nil {
			_, err = io.ReadFull(tested, data)
		}
		if err != nil {
			return nil, fmt.Errorf("source %s: %w", s.name, err)
		}
		sources = append(sources, drbg.Source{Name: s.name, Data: data})
	}
	return sources, nil
}

// Generate makes a key of so many words from the machine's two sources, which must
// pass their health tests, mixed with whatever others are given.
func Generate(spec Spec, words int, machine Machine, others ...drbg.Source) (*Material, error) {
	if words%3 != 0 {
		return nil, &bip39.LengthError{Words: words}
	}
	return build(spec, Made, func(b *builder) error {
		sources, err := machine.read()
		if err != nil {
			return err
		}
		sources = append(sources, others...)
		for _, s := range sources {
			b.record.Sources = append(b.record.Sources, s.Name)
		}
		entropy := make([]byte, words/3*4)
		if _, err := drbg.Mix("coldsign key", sources...).Read(entropy); err != nil {
			return err
		}
		return b.fromEntropy(entropy, nil)
	})
}

// FromEntropy makes a key of given BIP-39 entropy and nothing else, such as that
// of dice alone.
func FromEntropy(spec Spec, entropy []byte, source string) (*Material, error) {
	return build(spec, Made, func(b *builder) error {
		b.record.Sources = []string{source}
		return b.fromEntropy(entropy, nil)
	})
}

// errOddSeed: SLIP-0039 shares only whole words of 16 bits.
var errOddSeed = errors.New("a seed of an odd number of bytes cannot be sealed: restore it elsewhere and move the coins")

// builder is a Material in the making. All of its work runs inside erase.Do.
type builder struct {
	*Material
	network network
	desk    *desk // the master node is its leaf
}

func build(spec Spec, origin Origin, work func(*builder) error) (*Material, error) {
	if err := names.Check(spec.Name); err != nil {
		return nil, err
	}
	if err := CheckMadeBy(spec.MadeBy); err != nil {
		return nil, err
	}
	n, ok := networks[spec.Network]
	if !ok {
		return nil, fmt.Errorf("network %.20q is not known", spec.Network)
	}
	arena, err := locked.NewArena(materialSize)
	if err != nil {
		return nil, err
	}
	d, err := locked.New[desk](arena)
	if err != nil {
		arena.Destroy()
		return nil, err
	}
	m := &Material{arena: arena, record: Record{
		Version: recordVersion, Name: spec.Name, Network: spec.Network, Created: spec.Created,
		Origin: origin, MadeBy: spec.MadeBy, Secret: SecretSeed, State: Generated,
		History:   []Event{{State: Generated, At: spec.Created, By: []string{}}},
		Operators: []Sealed{}, Backups: []Backup{},
	}}
	erase.Do(func() {
		b := &builder{m, n, d}
		if err = work(b); err == nil && origin == Imported {
			err = b.refuseWeak()
		}
	})
	*d = desk{}
	if err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func (b *builder) fromEntropy(entropy, passphrase []byte) error {
	words, err := bip39.AppendMnemonic(nil, entropy)
	if err != nil {
		return err
	}
	if err := b.alloc(64); err != nil {
		return err
	}
	if err := bip39.Seed((*[64]byte)(b.secret.Bytes()), words, passphrase); err != nil {
		return err
	}
	if b.entropy, err = b.arena.Alloc(len(entropy)); err != nil {
		return err
	}
	copy(b.entropy.Bytes(), entropy)
	b.record.Words = &Words{Count: len(entropy) / 4 * 3, Passphrase: len(passphrase) > 0, File: wordsFile}
	return b.derive()
}

// fromSeed takes a seed that came from elsewhere.
func (b *builder) fromSeed(seed []byte) error {
	if len(seed)%2 != 0 {
		return errOddSeed
	}
	if err := b.alloc(len(seed)); err != nil {
		return err
	}
	copy(b.secret.Bytes(), seed)
	return b.derive()
}

// alloc makes the place of the secret.
func (b *builder) alloc(size int) (err error) {
	if size == 0 {
		return bip32.ErrSeed
	}
	b.secret, err = b.arena.Alloc(size)
	return err
}

// derive makes the master node of the seed, and what follows from it.
func (b *builder) derive() error {
	if err := b.desk.Master(&b.desk.leaf, b.secret.Bytes()); err != nil {
		return err
	}
	return b.describe()
}

// describe writes what follows from the master node into the record.
func (b *builder) describe() (err error) {
	b.record.Fingerprint = b.desk.leaf.Fingerprint()
	b.record.Identity = identityOf(&b.desk.leaf)
	b.record.Accounts, err = firstAccounts(b.desk, b.network)
	return err
}

// Close wipes the secrets.
func (m *Material) Close() { m.arena.Destroy() }
