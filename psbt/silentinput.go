package psbt

import (
	"bytes"
	"encoding/hex"

	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
)

// silentStanding says what an input means for the shared secret (BIP-352,
// "Inputs For Shared Secret Derivation").
type silentStanding uint8

const (
	unjudged silentStanding = iota // its coin is not in the packet
	eligible                       // its key is part of the sum
	excluded                       // of a kind that BIP-352 names, and left out
	unnamed                        // of a kind that BIP-352 does not name, and left out
)

type silentInput struct {
	standing silentStanding
	key      *btcec.PublicKey // of an eligible input
	fields   mapIndex
}

// numsKey is the internal key that nobody can sign for (BIP-341, BIP-352).
var numsKey, _ = hex.DecodeString("50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0")

// judgeSilent finds an input's standing and its key.
func (in Input) judgeSilent() (silentInput, error) {
	coin, err := in.UTXO()
	if err != nil {
		return silentInput{standing: unjudged}, nil
	}
	script := coin.PkScript
	if futureWitness(script) {
		return silentInput{}, errorAt(in.place(), "WITNESS_UTXO",
			"is a witness program above version 1, which may not fund silent payments")
	}
	if key := taprootKey(script); key != nil {
		return in.judgeTaproot(key)
	}
	hash := pubKeyHash(script)
	if hash == nil {
		hash = witnessPubKeyHash(script)
	}
	if hash == nil && scriptHash(script) != nil {
		redeem := in.nestedProgram()
		if hash = witnessPubKeyHash(redeem); hash == nil {
			return silentInput{standing: excluded}, nil
		}
	}
	if hash == nil {
		return silentInput{standing: unnamed}, nil
	}
	return in.judgeHashed(hash)
}

func (in Input) judgeTaproot(outputKey []byte) (silentInput, error) {
	internal, _ := in.fields().Get(InTapInternalKey)
	if witness, ok := in.FinalScriptWitness(); ok {
		if block := controlBlock(witness); block != nil {
			internal = block[1:compressedLen]
		}
	}
	if bytes.Equal(internal, numsKey) {
		return silentInput{standing: excluded}, nil
	}
	key, err := schnorr.ParsePubKey(outputKey)
	if err != nil {
		return silentInput{}, errorAt(in.place(), "WITNESS_UTXO", "its output key is not on the curve")
	}
	return silentInput{standing: eligible, key: key}, nil
}

// controlBlock finds the control block of a script path spend, or nil.
func controlBlock(witness [][]byte) []byte {
	const annexTag = 0x50
	if n := len(witness); n >= 2 && len(witness[n-1]) > 0 && witness[n-1][0] == annexTag {
		witness = witness[:n-1]
	}
	if n := len(witness); n >= 2 && checkControlBlock(witness[n-1]) == "" {
		return witness[n-1]
	}
	return nil
}

// judgeHashed finds the key of an input whose script holds a key's hash. BIP-375
// takes it from the derivations; of several, the one that the script holds is
// meant. A finished input has its key in its final scripts. Only compressed
// keys are eligible.
func (in Input) judgeHashed(hash []byte) (silentInput, error) {
	key := in.silentKey(hash)
	switch {
	case key == nil && in.hasShares():
		return silentInput{}, errorAt(in.place(), "BIP32_DERIVATION",
			"missing, and SP_DLEQ cannot be verified without the input's key")
	case key == nil:
		return silentInput{standing: unjudged}, nil
	case len(key) != compressedLen:
		return silentInput{standing: excluded}, nil
	}
	parsed, err := btcec.ParsePubKey(key)
	if err != nil {
		return silentInput{}, errorAt(in.place(), "BIP32_DERIVATION", "the input's key is not on the curve")
	}
	return silentInput{standing: eligible, key: parsed}, nil
}

// silentKey finds the key behind a hash, or nil.
func (in Input) silentKey(hash []byte) []byte {
	var candidates [][]byte
	for pair := range in.fields().All(InBIP32Derivation) {
		candidates = append(candidates, pair.KeyData)
	}
	if witness, ok := in.FinalScriptWitness(); ok && len(witness) > 0 {
		candidates = append(candidates, witness[len(witness)-1])
	}
	if sig, ok := in.FinalScriptSig(); ok && len(sig) >= compressedLen {
		candidates = append(candidates, sig[len(sig)-compressedLen:])
	}
	for _, candidate := range candidates {
		if bytes.Equal(hash160Sum(candidate), hash) {
			return candidate
		}
	}
	for pair := range in.fields().All(InBIP32Derivation) {
		return pair.KeyData
	}
	return nil
}

// nestedProgram is the redeem script, which a finished input has as the only
// push of its scriptSig.
func (in Input) nestedProgram() []byte {
	if redeem, ok := in.RedeemScript(); ok {
		return redeem
	}
	if sig, ok := in.FinalScriptSig(); ok && len(sig) > 0 && int(sig[0]) == len(sig)-1 {
		return sig[1:]
	}
	return nil
}

func (in Input) hasShares() bool {
	for _, pair := range in.fields() {
		if pair.Type == InSPECDHShare || pair.Type == InSPDLEQ {
			return true
		}
	}
	return false
}
