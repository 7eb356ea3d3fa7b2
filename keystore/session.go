package keystore

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"coldsign/internal/erase"
	"coldsign/internal/locked"
	"coldsign/keystore/bip32"
	"coldsign/keystore/secp256k1"
)

// sessionSize is the locked memory of a session: a thousand nodes and the seed.
const sessionSize = 64 << 10

// Limits end a session. A key is open for one command, and no longer than that
// can take.
type Limits struct {
	Seconds    int64
	Signatures int64
	Now        func() int64 // seconds of a clock that is never set back
}

// Session is an unlocked key. It signs, from several goroutines at once, until
// Close or its limits end it; a session that is over answers ErrClosed.
//
// Calls work at desks in locked memory, one a processor. Each erases its stack and
// registers; Settle and Close run the collector, which erases what was on the heap.
type Session struct {
	fingerprint Fingerprint
	versions    bip32.Versions
	kind        SecretKind
	limits      Limits
	opened      int64

	live       sync.RWMutex // held for reading by every call that touches the arena
	arena      *locked.Arena
	secret     *locked.Buffer
	desks      chan *desk // those that are free
	nodes      nodes
	signatures atomic.Int64
}

func newSession(record *Record, limits Limits) (*Session, error) {
	arena, err := locked.NewArena(sessionSize)
	if err != nil {
		return nil, err
	}
	s := &Session{
		fingerprint: record.Fingerprint,
		versions:    networks[record.Network].versions,
		kind:        record.Secret,
		limits:      limits,
		opened:      limits.Now(),
		arena:       arena,
		desks:       make(chan *desk, runtime.GOMAXPROCS(0)),
		nodes:       nodes{arena: arena, known: map[string]*node{}},
	}
	for range cap(s.desks) {
		d, err := locked.New[desk](arena)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.desks <- d
	}
	return s, nil
}

// Fingerprint is that of the master key.
func (s *Session) Fingerprint() [4]byte { return s.fingerprint }

// PublicKey derives the compressed public key of a path.
func (s *Session) PublicKey(path []uint32) ([]byte, error) {
	var public [33]byte
	err := s.use(func(d *desk) error {
		if len(path) == 0 { // the master key: it signs nothing, and a wallet may begin at it
			err := s.nodes.derive(path, d)
			public = d.node.Public
			return err
		}
		key, err := s.nodes.leaf(path, d)
		if err == nil {
			public, err = d.PublicKey(key)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return public[:], nil
}

// XPub derives the extended public key of a path.
func (s *Session) XPub(path []uint32) (string, error) {
	var xpub string
	err := s.use(func(d *desk) error {
		err := s.nodes.derive(path, d)
		if err == nil {
			xpub = d.node.XPub(s.versions)
		}
		return err
	})
	return xpub, err
}

// SignECDSA signs a digest with the key of a path, as Bitcoin Core does: RFC 6979,
// low R, low S. The signature is in DER, without a hash type.
func (s *Session) SignECDSA(path []uint32, digest [32]byte) ([]byte, error) {
	var signature secp256k1.Signature
	err := s.sign(path, func(d *desk, key *[32]byte) (err error) {
		signature, err = d.SignECDSA(key, &digest)
		return err
	})
	if err != nil {
		return nil, err
	}
	return signature.DER(), nil
}

var errTweak = errors.New("a taproot merkle root has 32 bytes, or none")

// SignSchnorr signs a digest as BIP-0340 says, with zero auxiliary data. Tweak
// nil signs with the path's key itself, for a script path; else it is the merkle
// root of the output, empty where there is none (BIP-0086), and the key is tweaked
// as BIP-0341 says.
func (s *Session) SignSchnorr(path []uint32, tweak []byte, digest [32]byte) ([64]byte, error) {
	var signature [64]byte
	if len(tweak) != 0 && len(tweak) != 32 {
		return signature, errTweak
	}
	err := s.sign(path, func(d *desk, key *[32]byte) (err error) {
		if tweak != nil {
			if err = d.TapTweak(key, tweak); err != nil {
				return err
			}
		}
		signature, err = d.SignSchnorr(key, digest[:], nil)
		return err
	})
	return signature, err
}

// sign counts a signature and makes it with the key of the path.
func (s *Session) sign(path []uint32, with func(d *desk, key *[32]byte) error) error {
	if s.signatures.Add(1) > s.limits.Signatures {
		s.signatures.Add(-1)
		return ErrSpent
	}
	return s.use(func(d *desk) error {
		key, err := s.nodes.leaf(path, d)
		if err != nil {
			return err
		}
		return with(d, key)
	})
}

// use runs work on the session's secrets, at a desk of its own. The results count only if the arena was
// alive at the end: a signal may wipe it in the middle, and zeros are no key.
func (s *Session) use(work func(*desk) error) (err error) {
	if s.limits.Now()-s.opened >= s.limits.Seconds {
		s.Close()
		return ErrExpired
	}
	s.live.RLock()
	defer s.live.RUnlock()
	if !s.arena.Alive() {
		return ErrClosed
	}
	d := <-s.desks
	erase.Wrap(func() { err = work(d) })
	*d = desk{}
	s.desks <- d
	if !s.arena.Alive() {
		return ErrClosed
	}
	return err
}

// Signatures is how many were asked for.
func (s *Session) Signatures() int64 { return s.signatures.Load() }

// Opened is when the session began, by its own clock.
func (s *Session) Opened() int64 { return s.opened }

// Settle erases what calls so far left on the heap, which takes milliseconds: call
// it once after a row of signatures.
func (s *Session) Settle() { erase.Collect() }

// Close wipes all secrets of the session. It may be called again.
func (s *Session) Close() {
	s.live.Lock()
	defer s.live.Unlock()
	s.arena.Destroy()
	erase.Collect()
}
