package message

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/ecdsa"

	"coldsign/psbt"
)

// FuzzVerify looks for signatures that crash, and for accepted ones of another
// message. Errors say which of the two states it is.
func FuzzVerify(f *testing.F) {
	key, _ := btcec.PrivKeyFromBytes([]byte{1})
	pub := key.PubKey().SerializeCompressed()
	hash := LegacyHash([]byte("text"))
	legacy, err := EncodeLegacy([]byte("text"), pubKeyHash(pub), pub, ecdsa.Sign(key, hash[:]).Serialize())
	if err != nil {
		f.Fatal(err)
	}
	old, _ := base64.StdEncoding.DecodeString(legacy)
	f.Add(uint8(0), uint8(0), old)
	f.Add(uint8(1), uint8(2), []byte{2, 1, 0, 0})
	f.Add(uint8(2), uint8(1), []byte{0, 0, 0, 0, 1})
	if p, err := psbt.Create(ToSign(ToSpend([]byte("text"), pubKeyHash(pub)))); err == nil {
		f.Add(uint8(3), uint8(0), p.Bytes())
	}
	scripts := [][]byte{pubKeyHash(pub), nestedPubKeyHash(pub), witnessPubKeyHash(pub),
		append([]byte{0x51, 32}, pub[1:]...), append([]byte{0, 32}, pub[1:]...), nil}
	prefixes := []string{"", "smp", "ful", "pof"}
	f.Fuzz(func(t *testing.T, prefix, address uint8, raw []byte) {
		script := scripts[int(address)%len(scripts)]
		signature := prefixes[int(prefix)%len(prefixes)] + base64.StdEncoding.EncodeToString(raw)
		proof, err := Verify([]byte("text"), script, signature)
		if (proof == nil) != (err != nil) || err != nil && !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrInconclusive) {
			t.Fatalf("%v, %v", proof, err)
		}
		if err != nil {
			return
		}
		if _, err := Verify([]byte("other"), script, signature); err == nil {
			t.Fatal("it signs another message too")
		}
	})
}

// FuzzText holds what may be signed to what can be seen.
func FuzzText(f *testing.F) {
	f.Add([]byte("I agree"))
	f.Add([]byte("\u202eeerga I"))
	f.Add([]byte{0xff})
	f.Fuzz(func(t *testing.T, text []byte) {
		if CheckText(text) == "" && (bytes.ContainsAny(text, "\x00\x1b\r\n\t\u202e\u2066\u200b\ufeff") || len(text) > MaxText) {
			t.Fatalf("%q is accepted", text)
		}
	})
}
