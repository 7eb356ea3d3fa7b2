package keystore

import (
	"errors"
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
// Each call erases its stack and registers; Settle and Close run the collector,
// which erases what was on the heap.
type Session struct {
	fingerprint Fingerprint
	versions    bip32.Versions
	kind        SecretKind
	limits      Limits
	opened      int64

	live       sync.RWMutex // held for reading by every call that touches the arena
	arena      *locked.Arena
	secret     *locked.Buffer
	nodes      nodes
	signatures atomic.Int64
}

func newSession(record *Record, limits Limits) (*Session, error) {
	arena, err := locked.NewArena(sessionSize)
	if err != nil {
		return nil, err
	}
	return &Session{
		fingerprint: record.Fingerprint,
		versions:    networks[record.Network].versions,
		kind:        record.Secret,
		limits:      limits,
		opened:      limits.Now(),
		arena:       arena,
		nodes:       nodes{arena: arena, known: map[string]*node{}},
	}, nil
}

// Fingerprint is that of the master key.
func (s *Session) Fingerprint() [4]byte { return s.fingerprint }

// PublicKey derives the compressed public key of a path.
func (s *Session) PublicKey(path []uint32) ([]byte, error) {
	var public [33]byte
	err := s.use(func() (err error) {
		var key [32]byte
		defer clear(key[:])
		if err = s.nodes.leaf(path, &key); err == nil {
			public, err = secp256k1.PublicKey(&key)
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
	err := s.use(func() error {
		var n bip32.Node
		defer func() { n = bip32.Node{} }()
		if err := s.nodes.derive(path, &n); err != nil {
			return err
		}
		xpub = n.XPub(s.versions)
		return nil
	})
	return xpub, err
}

// SignECDSA signs a digest with the key of a path, as Bitcoin Core does: RFC 6979,
// low R, low S. The signature is in DER, without a hash type.
func (s *Session) SignECDSA(path []uint32, digest [32]byte) ([]byte, error) {
	var signature secp256k1.Signature
	err := s.sign(path, func(key *[32]byte) (err error) {
		signature, err = secp256k1.SignECDSA(key, &digest)
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
	err := s.sign(path, func(key *[32]byte) (err error) {
		if tweak != nil {
			if err = secp256k1.TapTweak(key, tweak); err != nil {
				return err
			}
		}
		signature, err = secp256k1.SignSchnorr(key, digest[:], nil)
		return err
	})
	return signature, err
}

// sign counts a signature and makes it with the key of the path.
func (s *Session) sign(path []uint32, with func(key *[32]byte) error) error {
	if s.signatures.Add(1) > s.limits.Signatures {
		s.signatures.Add(-1)
		return ErrSpent
	}
	return s.use(func() error {
		var key [32]byte
		defer clear(key[:])
		if err := s.nodes.leaf(path, &key); err != nil {
			return err
		}
		return with(&key)
	})
}

// use runs work on the session's secrets. The results count only if the arena was
// alive at the end: a signal may wipe it in the middle, and zeros are no key.
func (s *Session) use(work func() error) (err error) {
	if s.limits.Now()-s.opened >= s.limits.Seconds {
		s.Close()
		return ErrExpired
	}
	s.live.RLock()
	defer s.live.RUnlock()
	if !s.arena.Alive() {
		return ErrClosed
	}
	erase.Wrap(func() { err = work() })
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
