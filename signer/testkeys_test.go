package signer

import (
	"bytes"
	"crypto/sha512"
	"encoding/binary"

	"sync"
	"sync/atomic"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"golang.org/x/crypto/pbkdf2"
)

// seedKeys is a [Keys] for tests: plain derivation, no locked memory, not constant
// in time. It counts how often a private key was used.
type seedKeys struct {
	master *hdkeychain.ExtendedKey
	nodes  sync.Map // account nodes by path, as a session keeps them
	uses   atomic.Int64
	fault  func(sig []byte) // damages a signature before it is handed over
}

func keysFromMnemonic(t testing.TB, mnemonic, passphrase string) *seedKeys {
	t.Helper()
	return keysFromSeed(t, pbkdf2.Key([]byte(mnemonic), []byte("mnemonic"+passphrase), 2048, 64, sha512.New))
}

func keysFromSeed(t testing.TB, seed []byte) *seedKeys {
	t.Helper()
	master, err := hdkeychain.NewMaster(seed, &chaincfg.RegressionNetParams)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := master.ECPubKey(); err != nil { // hdkeychain fills it in at its first use, which must not be two at once
		t.Fatal(err)
	}
	return &seedKeys{master: master}
}

func (k *seedKeys) Fingerprint() [4]byte {
	point, _ := k.master.ECPubKey()
	return [4]byte(hash160(point.SerializeCompressed()))
}

func (k *seedKeys) at(path []uint32) (*hdkeychain.ExtendedKey, error) {
	account := path[:max(0, len(path)-1)]
	if node, ok := k.nodes.Load(pathText(account)); ok {
		return derive(node.(*hdkeychain.ExtendedKey), path[len(account):])
	}
	node, err := derive(k.master, account)
	if err != nil {
		return nil, err
	}
	if _, err := node.ECPubKey(); err != nil {
		return nil, err
	}
	k.nodes.Store(pathText(account), node)
	return derive(node, path[len(account):])
}

// account is the record of an account that a key's file would hold.
func (k *seedKeys) account(t testing.TB, path ...uint32) Account {
	t.Helper()
	x, err := k.at(path)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x.Neuter()
	if err != nil {
		t.Fatal(err)
	}
	return Account{path, public.String()}
}

func (k *seedKeys) PublicKey(path []uint32) ([]byte, error) {
	x, err := k.at(path)
	if err != nil {
		return nil, err
	}
	point, err := x.ECPubKey()
	if err != nil {
		return nil, err
	}
	return point.SerializeCompressed(), nil
}

func (k *seedKeys) private(path []uint32) (*btcec.PrivateKey, error) {
	k.uses.Add(1)
	x, err := k.at(path)
	if err != nil {
		return nil, err
	}
	return x.ECPrivKey()
}

func (k *seedKeys) SignECDSA(path []uint32, digest [32]byte) ([]byte, error) {
	key, err := k.private(path)
	if err != nil {
		return nil, err
	}
	der := signLowR(key, digest)
	if k.fault != nil {
		k.fault(der)
	}
	return der, nil
}

// signLowR is RFC 6979 with a counter as extra entropy until R is low, as Bitcoin
// Core signs.
func signLowR(key *btcec.PrivateKey, digest [32]byte) []byte {
	secret := key.Serialize()
	for counter := uint32(0); ; counter++ {
		var extra []byte
		if counter > 0 {
			extra = make([]byte, 32)
			binary.LittleEndian.PutUint32(extra, counter)
		}
		nonce := secp256k1.NonceRFC6979(secret, digest[:], extra, nil, 0)
		var point btcec.JacobianPoint
		btcec.ScalarBaseMultNonConst(nonce, &point)
		point.ToAffine()
		var r, s, e btcec.ModNScalar
		x := point.X.Bytes()
		if r.SetBytes(x) != 0 || x[0] >= 0x80 {
			continue
		}
		e.SetBytes(&digest)
		s.Mul2(&key.Key, &r).Add(&e)
		inverse := new(btcec.ModNScalar).InverseValNonConst(nonce)
		s.Mul(inverse)
		if s.IsOverHalfOrder() {
			s.Negate()
		}
		return ecdsa.NewSignature(&r, &s).Serialize()
	}
}

func (k *seedKeys) SignSchnorr(path []uint32, tweak []byte, digest [32]byte) (out [64]byte, err error) {
	key, err := k.private(path)
	if err != nil {
		return out, err
	}
	if tweak != nil {
		key = txscript.TweakTaprootPrivKey(*key, tweak)
	}
	sig, err := schnorr.Sign(key, digest[:], schnorr.CustomNonce([32]byte{}), schnorr.FastSign()) // the signer verifies
	if err != nil {
		return out, err
	}
	copy(out[:], sig.Serialize())
	if k.fault != nil {
		k.fault(out[:])
	}
	return out, nil
}

// TestSeedKeys makes sure that the keys of the tests sign as the standards say.
func TestSeedKeys(t *testing.T) {
	k := keysFromSeed(t, bytes.Repeat([]byte{7}, 32))
	pub, err := k.PublicKey([]uint32{84 | hardened, 0})
	if err != nil {
		t.Fatal(err)
	}
	digest := [32]byte{1, 2, 3}
	der, err := k.SignECDSA([]uint32{84 | hardened, 0}, digest)
	if err != nil {
		t.Fatal(err)
	}
	if err := ECDSA.verify(der, digest, pub); err != nil {
		t.Fatal(err)
	}
	sig, err := k.SignSchnorr([]uint32{84 | hardened, 0}, nil, digest)
	if err != nil {
		t.Fatal(err)
	}
	if err := Schnorr.verify(sig[:], digest, pub); err != nil {
		t.Fatal(err)
	}
	if k.uses.Load() != 2 {
		t.Fatalf("%d uses counted, 2 made", k.uses.Load())
	}
}
