package message

import (
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/btcec/v2/ecdsa"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// upgradeable are the engine's errors of scripts whose meaning may be decided
// later; BIP-322 calls what has them inconclusive.
var upgradeable = []txscript.ErrorCode{
	txscript.ErrDiscourageUpgradableNOPs,
	txscript.ErrDiscourageUpgradableWitnessProgram,
	txscript.ErrDiscourageUpgradeableTaprootVersion,
	txscript.ErrDiscourageOpSuccess,
	txscript.ErrDiscourageUpgradeablePubKeyType,
}

// run executes every input by the rules of relay, which hold the rules that
// BIP-322 requires: strict DER, low S, empty failed signatures, minimal pushes
// and conditions, a clean stack, no OP_CODESEPARATOR. The flag of signatures it
// asks for is checked beside it.
func (s *signed) run() error {
	coins := txscript.NewMultiPrevOutFetcher(nil)
	for i, in := range s.tx.TxIn {
		coins.AddPrevOut(in.PreviousOutPoint, s.spent[i])
	}
	hashes := txscript.NewTxSigHashes(s.tx, coins)
	for i, in := range s.tx.TxIn {
		engine, err := txscript.NewEngine(s.spent[i].PkScript, s.tx, i, txscript.StandardVerifyFlags, nil, hashes, s.spent[i].Value, coins)
		if err == nil {
			err = engine.Execute()
		}
		var refused txscript.Error
		switch {
		case errors.As(err, &refused) && isUpgradeable(refused.ErrorCode):
			return fmt.Errorf("%w: input %d: its script has no meaning yet", ErrInconclusive, i)
		case err != nil:
			return fmt.Errorf("%w: input %d: it does not spend the address's output", ErrInvalid, i)
		case !signsAll(in, s.spent[i].PkScript):
			return fmt.Errorf("%w: input %d: a signature has another hash type than ALL", ErrInvalid, i)
		}
	}
	return nil
}

func isUpgradeable(code txscript.ErrorCode) bool {
	for _, c := range upgradeable {
		if c == code {
			return true
		}
	}
	return false
}

const (
	sighashAll     = byte(txscript.SigHashAll)
	schnorrWithAll = 65 // a signature of 64 bytes and its hash type
	annexTag       = 0x50
)

// signsAll asks that all signatures of an input are of the type ALL, or DEFAULT,
// which is the same. What has the form of a signature counts as one.
func signsAll(in *wire.TxIn, script []byte) bool {
	if txscript.IsPayToTaproot(script) {
		return taprootSignsAll(in.Witness)
	}
	pushes, err := txscript.PushedData(in.SignatureScript)
	if err != nil {
		return false
	}
	for _, item := range append(pushes, in.Witness...) {
		end := len(item) - 1
		if end < 0 || item[end] == sighashAll {
			continue
		}
		if _, err := ecdsa.ParseDERSignature(item[:end]); err == nil {
			return false
		}
	}
	return true
}

// taprootSignsAll leaves the annex aside, and on the script path the script and
// its control block, which may have any length.
func taprootSignsAll(witness wire.TxWitness) bool {
	if n := len(witness); n > 1 && len(witness[n-1]) > 0 && witness[n-1][0] == annexTag {
		witness = witness[:n-1]
	}
	if n := len(witness); n > 1 {
		witness = witness[:n-2]
	}
	for _, item := range witness {
		if len(item) == schnorrWithAll && item[schnorrWithAll-1] != sighashAll {
			return false
		}
	}
	return true
}
