package psbt_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// times is k*P.
func times(k *btcec.ModNScalar, p *btcec.PublicKey) *btcec.PublicKey {
	var point, product btcec.JacobianPoint
	p.AsJacobian(&point)
	btcec.ScalarMultNonConst(k, &point, &product)
	product.ToAffine()
	return btcec.NewPublicKey(&product.X, &product.Y)
}

func scalar(b []byte) *btcec.ModNScalar {
	var k btcec.ModNScalar
	k.SetByteSlice(b)
	return &k
}

// prove makes a proof of BIP-374 with a nonce that is no secret.
func prove(a *btcec.ModNScalar, scan *btcec.PublicKey) []byte {
	g := btcec.Generator()
	k := scalar(repeat(0x77, 32))
	var message []byte
	for _, point := range []*btcec.PublicKey{times(a, g), scan, times(a, scan), g, times(k, g), times(k, scan)} {
		message = append(message, point.SerializeCompressed()...)
	}
	e := chainhash.TaggedHash([]byte("BIP0374/challenge"), message)
	s := scalar(e[:]).Mul(a).Add(k).Bytes()
	return append(e[:], s[:]...)
}

// silentScript derives the first output script of an address (BIP-352) from
// the sender's side, whose private keys add up to a.
func silentScript(a *btcec.ModNScalar, point wire.OutPoint, scan, spend *btcec.PublicKey) []byte {
	outpoint := binary.LittleEndian.AppendUint32(bytes.Clone(point.Hash[:]), point.Index)
	sum := times(a, btcec.Generator()).SerializeCompressed()
	input := chainhash.TaggedHash([]byte("BIP0352/Inputs"), outpoint, sum)
	secret := times(scalar(input[:]), times(a, scan)).SerializeCompressed()
	tweak := chainhash.TaggedHash([]byte("BIP0352/SharedSecret"), secret, []byte{0, 0, 0, 0})
	var left, right btcec.JacobianPoint
	spend.AsJacobian(&left)
	times(scalar(tweak[:]), btcec.Generator()).AsJacobian(&right)
	btcec.AddNonConst(&left, &right, &left)
	left.ToAffine()
	return concat([]byte{0x51, 32}, schnorr.SerializePubKey(btcec.NewPublicKey(&left.X, &left.Y)))
}

// silentPacket pays silently from one coin, complete but for the signature.
func silentPacket(t *testing.T, c coinKind, a *btcec.ModNScalar, global bool) *psbt.Packet {
	t.Helper()
	scan, spend := testKeys[1].PubKey(), testKeys[2].PubKey()
	prev := wire.NewMsgTx(2)
	prev.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 1}, nil, nil))
	prev.AddTxOut(wire.NewTxOut(100_000, c.coin))
	hash := prev.TxHash()
	point := wire.OutPoint{Hash: hash}
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&point, nil, nil))
	tx.AddTxOut(wire.NewTxOut(99_000, silentScript(a, point, scan, spend)))
	p, err := psbt.CreateV2(tx, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, out := psbt.Place{Kind: psbt.InputMap}, psbt.Place{Kind: psbt.OutputMap}
	set(t, p, out, psbt.OutSPV0Info, nil, concat(scan.SerializeCompressed(), spend.SerializeCompressed()))
	share := times(a, scan).SerializeCompressed()
	if global {
		set(t, p, psbt.Place{}, psbt.GlobalSPECDHShare, scan.SerializeCompressed(), share)
		set(t, p, psbt.Place{}, psbt.GlobalSPDLEQ, scan.SerializeCompressed(), prove(a, scan))
	} else {
		set(t, p, in, psbt.InSPECDHShare, scan.SerializeCompressed(), share)
		set(t, p, in, psbt.InSPDLEQ, scan.SerializeCompressed(), prove(a, scan))
	}
	if err := p.SetPrevTx(0, prev); err != nil {
		t.Fatal(err)
	}
	if c.redeem != nil {
		set(t, p, in, psbt.InRedeemScript, nil, c.redeem)
	}
	if len(c.keys) > 0 {
		if err := p.AddDerivation(in, psbt.Derivation{PubKey: public(0)}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// Silent payments from every kind of eligible coin verify before and after the
// input is finished, and the extractor verifies them too.
func TestSilentPaymentToTheEnd(t *testing.T) {
	output := txscript.ComputeTaprootKeyNoScript(testKeys[0].PubKey())
	tweaked := txscript.TweakTaprootPrivKey(*testKeys[0], nil)
	taproot := coinKind{kind: "p2tr key path", coin: concat([]byte{0x51, 32}, schnorr.SerializePubKey(output))}
	tapSecret := tweaked.Key
	if tweaked.PubKey().SerializeCompressed()[0] == 3 {
		tapSecret.Negate()
	}
	kinds := coinKinds()
	for _, c := range []coinKind{kinds[2], kinds[7], kinds[8], taproot} {
		for _, global := range []bool{false, true} {
			t.Run(c.kind, func(t *testing.T) {
				a := &testKeys[0].Key
				if c.kind == taproot.kind {
					a = &tapSecret
				}
				p := mustParse(t, silentPacket(t, c, a, global).Bytes())
				if err := p.VerifySilentPayments(); err != nil {
					t.Fatal(err)
				}
				signSilent(t, p, c, tweaked)
				final, results := psbt.Finalize(p)
				if results[0].Err != nil || results[0].Script != c.kind {
					t.Fatal(results)
				}
				final = mustParse(t, final.Bytes())
				if err := final.VerifySilentPayments(); err != nil {
					t.Fatal(err)
				}
				if _, err := psbt.Extract(final); err != nil {
					t.Fatal(err)
				}
				_, err := final.Convert(0)
				wantReason(t, err, "would be lost")
				wrong := final.Clone()
				for i := range wrong.Outputs[0] {
					if pair := &wrong.Outputs[0][i]; pair.Type == psbt.OutScript {
						pair.Value[9] ^= 1
					}
				}
				if _, err := psbt.Extract(wrong); err == nil || !strings.Contains(err.Error(), "output 0: SCRIPT: is not the one of its silent payment address") {
					t.Errorf("a changed script: %v", err)
				}
			})
		}
	}
}

func signSilent(t *testing.T, p *psbt.Packet, c coinKind, tweaked *btcec.PrivateKey) {
	t.Helper()
	tx, coin := p.Tx(), wire.NewTxOut(100_000, c.coin)
	if len(c.keys) > 0 {
		signs := c.signs
		if signs == nil {
			signs = c.coin
		}
		if err := p.AddPartialSig(0, public(0), ecdsaSign(t, tx, 0, coin, signs, c.segwit, testKeys[0])); err != nil {
			t.Fatal(err)
		}
		return
	}
	fetch := txscript.NewCannedPrevOutputFetcher(coin.PkScript, coin.Value)
	digest, err := txscript.CalcTaprootSignatureHash(txscript.NewTxSigHashes(tx, fetch), txscript.SigHashDefault, tx, 0, fetch)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := schnorr.Sign(tweaked, digest)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetTapKeySig(0, sig.Serialize()); err != nil {
		t.Fatal(err)
	}
}

// A packet whose coin is not there cannot be judged: it parses, and is not
// extracted.
func TestSilentPaymentUnjudged(t *testing.T) {
	p := silentPacket(t, coinKinds()[7], &testKeys[0].Key, false)
	p.Inputs[0] = p.Inputs[0][1:] // the previous transaction comes first
	if _, err := psbt.Parse(p.Bytes()); err != nil {
		t.Fatal(err)
	}
	wantReason(t, p.VerifySilentPayments(), "output 0: SCRIPT: cannot be verified: an input's coin or key is not known")
}
