package keystore

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"coldsign/keystore/bip32"
	"coldsign/keystore/bip39"
)

// openSession is a session of testWords and the master key as the library has it.
func openSession(t testing.TB, limits Limits) (*Session, *hdkeychain.ExtendedKey) {
	t.Helper()
	ops := operators(t, "owner=x")
	record, files := seal(t, importWords(t, ""), 1, ops)
	s, err := Unlock(record, files, ops, limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	var seed [64]byte
	if err := bip39.Seed(&seed, []byte(testWords), nil); err != nil {
		t.Fatal(err)
	}
	master, err := hdkeychain.NewMaster(seed[:], &chaincfg.MainNetParams)
	if err != nil {
		t.Fatal(err)
	}
	return s, master
}

func libraryKey(t testing.TB, key *hdkeychain.ExtendedKey, path bip32.Path) *btcec.PrivateKey {
	t.Helper()
	for _, index := range path {
		var err error
		if key, err = key.Derive(index); err != nil {
			t.Fatal(err)
		}
	}
	private, err := key.ECPrivKey()
	if err != nil {
		t.Fatal(err)
	}
	return private
}

func path(t testing.TB, s string) bip32.Path {
	t.Helper()
	p, err := bip32.ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSessionSignsWithTheKeyOfThePath(t *testing.T) {
	s, master := openSession(t, forever)
	digest := sha256.Sum256([]byte("digest"))
	root := sha256.Sum256([]byte("root"))
	for _, text := range []string{"m/84h/0h/0h/0/5", "m/84h/0h/0h/1/5", "m/0", "m/0h", "m/86h/0h/9h/0/0", "m/48h/0h/0h/2h/1/7", "m/1/2/3/4/5/6/7/8"} {
		p := path(t, text)
		private := libraryKey(t, master, p)
		public, err := s.PublicKey(p)
		if err != nil || !bytes.Equal(public, private.PubKey().SerializeCompressed()) {
			t.Errorf("%s: public key %x, %v", p, public, err)
		}
		der, err := s.SignECDSA(p, digest)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := ecdsa.ParseDERSignature(der)
		if err != nil || !parsed.Verify(digest[:], private.PubKey()) || len(der) > 70 {
			t.Errorf("%s: ECDSA signature %x does not verify: %v", p, der, err)
		}
		for name, tweak := range map[string][]byte{"no tweak": nil, "no root": {}, "root": root[:]} {
			got, err := s.SignSchnorr(p, tweak, digest)
			if err != nil {
				t.Fatal(err)
			}
			want := private
			if tweak != nil {
				want = txscript.TweakTaprootPrivKey(*private, tweak)
			}
			signature, err := schnorr.ParseSignature(got[:])
			if err != nil || !signature.Verify(digest[:], want.PubKey()) {
				t.Errorf("%s, %s: BIP-340 signature %x does not verify: %v", p, name, got, err)
			}
		}
	}
	if _, err := s.SignSchnorr(path(t, "m/0"), make([]byte, 31), digest); err != errTweak {
		t.Errorf("a root of 31 bytes: %v", err)
	}
	if _, err := s.SignECDSA(nil, digest); err != errPath {
		t.Errorf("signature of the master key: %v", err)
	}
	if _, err := s.SignECDSA(make([]uint32, maxDepth+1), digest); err != errPath {
		t.Errorf("too long a path: %v", err)
	}
}

// TestSessionConcurrently signs on several goroutines and compares with a
// signature at a time; the tree of nodes is built under way.
func TestSessionConcurrently(t *testing.T) {
	s, _ := openSession(t, forever)
	alone, _ := openSession(t, forever)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 50 {
				p := bip32.Path{84 + hardened, hardened, uint32(i%7) + hardened, uint32(i % 2), uint32(g)}
				digest := sha256.Sum256([]byte{byte(i), byte(g)})
				got, err := s.SignECDSA(p, digest)
				want, wantErr := alone.SignECDSA(p, digest)
				if err != nil || wantErr != nil || !bytes.Equal(got, want) {
					t.Errorf("%s: %x, %v; want %x, %v", p, got, err, want, wantErr)
				}
			}
		})
	}
	wg.Wait()
	s.Settle()
	if s.Signatures() != 200 {
		t.Errorf("%d signatures counted", s.Signatures())
	}
}

// TestSessionBeyondItsArena derives more nodes than locked memory holds.
func TestSessionBeyondItsArena(t *testing.T) {
	s, master := openSession(t, forever)
	for i := range uint32(sessionSize/64 + 100) {
		if _, err := s.nodes.leaf(bip32.Path{i, 0, 0}, new(desk)); err != nil {
			t.Fatalf("node %d: %v", i, err)
		}
	}
	p := bip32.Path{1 << 20, 0, 0}
	public, err := s.PublicKey(p)
	if err != nil || !bytes.Equal(public, libraryKey(t, master, p).PubKey().SerializeCompressed()) {
		t.Errorf("beyond the arena: %x, %v", public, err)
	}
}

func TestSessionLimits(t *testing.T) {
	var now int64
	s, _ := openSession(t, Limits{Seconds: 10, Signatures: 2, Now: func() int64 { return now }})
	p := path(t, "m/0")
	for i, want := range []error{nil, nil, ErrSpent, ErrSpent} {
		if _, err := s.SignECDSA(p, [32]byte{}); err != want {
			t.Errorf("signature %d: %v, want %v", i+1, err, want)
		}
	}
	if s.Signatures() != 2 {
		t.Errorf("%d signatures counted", s.Signatures())
	}
	now = 9
	if _, err := s.PublicKey(p); err != nil {
		t.Errorf("after nine seconds: %v", err)
	}
	now = 10
	if _, err := s.PublicKey(p); err != ErrExpired {
		t.Errorf("after ten seconds: %v", err)
	}
	if s.arena.Alive() {
		t.Error("an expired session keeps its secrets")
	}
	now = 0 // a clock set back opens nothing
	if _, err := s.PublicKey(p); err != ErrClosed {
		t.Errorf("after it expired: %v", err)
	}
}

func TestClosedSession(t *testing.T) {
	s, _ := openSession(t, forever)
	s.Close()
	s.Close()
	p := path(t, "m/84h/0h/0h/0/0")
	_, ecdsaErr := s.SignECDSA(p, [32]byte{})
	_, schnorrErr := s.SignSchnorr(p, nil, [32]byte{})
	_, publicErr := s.PublicKey(p)
	_, xpubErr := s.XPub(p)
	if err := errors.Join(ecdsaErr, schnorrErr, publicErr, xpubErr); ecdsaErr != ErrClosed || schnorrErr != ErrClosed || publicErr != ErrClosed || xpubErr != ErrClosed {
		t.Errorf("closed session: %v", err)
	}
}

// TestCloseWhileSigning: nobody gets a signature made with a wiped key.
func TestCloseWhileSigning(t *testing.T) {
	s, master := openSession(t, forever)
	p := path(t, "m/84h/0h/0h/0/0")
	public := libraryKey(t, master, p).PubKey()
	var wg sync.WaitGroup
	started := make(chan bool, 3)
	for range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				digest := sha256.Sum256([]byte{byte(i)})
				der, err := s.SignECDSA(p, digest)
				if err == ErrClosed {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				if parsed, err := ecdsa.ParseDERSignature(der); err != nil || !parsed.Verify(digest[:], public) {
					t.Errorf("a signature of no key: %x", der)
				}
				if i == 3 {
					started <- true
				}
			}
		})
	}
	for range 3 {
		<-started
	}
	s.Close()
	wg.Wait()
}

func TestSecretsDoNotPrint(t *testing.T) {
	s, _ := openSession(t, forever)
	var d desk
	if err := s.nodes.derive(nil, &d); err != nil {
		t.Fatal(err)
	}
	node := d.node
	for _, v := range []any{s, importWords(t, ""), node, &node, &d, d.Scratch} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
			if text := fmt.Sprintf(verb, v); !strings.HasSuffix(text, "(secret)") {
				t.Errorf("%T is printed by %s: %s", v, verb, text)
			}
		}
		if b, err := json.Marshal(v); err == nil {
			t.Errorf("%T is encoded: %s", v, b)
		}
	}
}
