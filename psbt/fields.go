package psbt

import (
	"fmt"
)

// Presence says what a version of the format makes of a field.
type Presence uint8

const (
	Excluded Presence = iota
	Optional
	Required
)

// A Field is one row of the field table: everything that the package knows
// about a type.
type Field struct {
	Kind  MapKind
	Type  uint64
	Name  string // as in the registry, without PSBT_GLOBAL_, PSBT_IN_ or PSBT_OUT_
	Key   KeyForm
	Value ValueForm
	V0    Presence
	V2    Presence
	BIP   int // where it is defined
}

// presence is what the given version makes of the field.
func (f *Field) presence(version uint32) Presence {
	if version == 0 {
		return f.V0
	}
	return f.V2
}

// LookupField finds the row of a type; false means that the type is unknown.
func LookupField(kind MapKind, fieldType uint64) (Field, bool) {
	if f := lookup(kind, fieldType); f != nil {
		return *f, true
	}
	return Field{}, false
}

// fields is the table. To support a field is to add a row.
var fields = [...]Field{
	{GlobalMap, GlobalUnsignedTx, "UNSIGNED_TX", noKeyData, unsignedTxValue, Required, Excluded, 174},
	{GlobalMap, GlobalXPUB, "XPUB", xpubKey, xpubOriginValue, Optional, Optional, 174},
	{GlobalMap, GlobalTxVersion, "TX_VERSION", noKeyData, int32Value, Excluded, Required, 370},
	{GlobalMap, GlobalFallbackLocktime, "FALLBACK_LOCKTIME", noKeyData, locktimeValue, Excluded, Optional, 370},
	{GlobalMap, GlobalInputCount, "INPUT_COUNT", noKeyData, countValue, Excluded, Required, 370},
	{GlobalMap, GlobalOutputCount, "OUTPUT_COUNT", noKeyData, countValue, Excluded, Required, 370},
	{GlobalMap, GlobalTxModifiable, "TX_MODIFIABLE", noKeyData, modifiableValue, Excluded, Optional, 370},
	{GlobalMap, GlobalSPECDHShare, "SP_ECDH_SHARE", scanKey, shareValue, Excluded, Optional, 375},
	{GlobalMap, GlobalSPDLEQ, "SP_DLEQ", scanKey, proofValue, Excluded, Optional, 375},
	{GlobalMap, GlobalGenericSignedMessage, "GENERIC_SIGNED_MESSAGE", noKeyData, messageValue, Optional, Optional, 322},
	{GlobalMap, GlobalVersion, "VERSION", noKeyData, uint32Value, Optional, Required, 174},
	{GlobalMap, GlobalProprietary, "PROPRIETARY", proprietaryKey, anyValue, Optional, Optional, 174},

	{InputMap, InNonWitnessUTXO, "NON_WITNESS_UTXO", noKeyData, prevTxValue, Optional, Optional, 174},
	{InputMap, InWitnessUTXO, "WITNESS_UTXO", noKeyData, txOutValue, Optional, Optional, 174},
	{InputMap, InPartialSig, "PARTIAL_SIG", publicKey, ecdsaSigValue, Optional, Optional, 174},
	{InputMap, InSighashType, "SIGHASH_TYPE", noKeyData, sighashValue, Optional, Optional, 174},
	{InputMap, InRedeemScript, "REDEEM_SCRIPT", noKeyData, scriptValue, Optional, Optional, 174},
	{InputMap, InWitnessScript, "WITNESS_SCRIPT", noKeyData, scriptValue, Optional, Optional, 174},
	{InputMap, InBIP32Derivation, "BIP32_DERIVATION", publicKey, originValue, Optional, Optional, 174},
	{InputMap, InFinalScriptSig, "FINAL_SCRIPTSIG", noKeyData, scriptValue, Optional, Optional, 174},
	{InputMap, InFinalScriptWitness, "FINAL_SCRIPTWITNESS", noKeyData, witnessValue, Optional, Optional, 174},
	{InputMap, InPorCommitment, "POR_COMMITMENT", noKeyData, messageValue, Optional, Optional, 127},
	{InputMap, InRIPEMD160, "RIPEMD160", hash20Key, ripemd160Value, Optional, Optional, 174},
	{InputMap, InSHA256, "SHA256", hash32Key, sha256Value, Optional, Optional, 174},
	{InputMap, InHASH160, "HASH160", hash20Key, hash160Value, Optional, Optional, 174},
	{InputMap, InHASH256, "HASH256", hash32Key, hash256Value, Optional, Optional, 174},
	{InputMap, InPreviousTxID, "PREVIOUS_TXID", noKeyData, txidValue, Excluded, Required, 370},
	{InputMap, InOutputIndex, "OUTPUT_INDEX", noKeyData, uint32Value, Excluded, Required, 370},
	{InputMap, InSequence, "SEQUENCE", noKeyData, uint32Value, Excluded, Optional, 370},
	{InputMap, InRequiredTimeLocktime, "REQUIRED_TIME_LOCKTIME", noKeyData, timeLocktimeValue, Excluded, Optional, 370},
	{InputMap, InRequiredHeightLocktime, "REQUIRED_HEIGHT_LOCKTIME", noKeyData, heightLocktimeValue, Excluded, Optional, 370},
	{InputMap, InTapKeySig, "TAP_KEY_SIG", noKeyData, schnorrSigValue, Optional, Optional, 371},
	{InputMap, InTapScriptSig, "TAP_SCRIPT_SIG", xOnlyKeyAndLeafHash, schnorrSigValue, Optional, Optional, 371},
	{InputMap, InTapLeafScript, "TAP_LEAF_SCRIPT", controlBlockKey, leafScriptValue, Optional, Optional, 371},
	{InputMap, InTapBIP32Derivation, "TAP_BIP32_DERIVATION", xOnlyKey, tapOriginValue, Optional, Optional, 371},
	{InputMap, InTapInternalKey, "TAP_INTERNAL_KEY", noKeyData, xOnlyKeyValue, Optional, Optional, 371},
	{InputMap, InTapMerkleRoot, "TAP_MERKLE_ROOT", noKeyData, hash32Value, Optional, Optional, 371},
	{InputMap, InMuSig2ParticipantPubKeys, "MUSIG2_PARTICIPANT_PUBKEYS", aggregateKey, keyListValue, Optional, Optional, 373},
	{InputMap, InMuSig2PubNonce, "MUSIG2_PUB_NONCE", musig2SignerKey, nonceValue, Optional, Optional, 373},
	{InputMap, InMuSig2PartialSig, "MUSIG2_PARTIAL_SIG", musig2SignerKey, scalarValue, Optional, Optional, 373},
	{InputMap, InSPECDHShare, "SP_ECDH_SHARE", scanKey, shareValue, Excluded, Optional, 375},
	{InputMap, InSPDLEQ, "SP_DLEQ", scanKey, proofValue, Excluded, Optional, 375},
	{InputMap, InProprietary, "PROPRIETARY", proprietaryKey, anyValue, Optional, Optional, 174},

	{OutputMap, OutRedeemScript, "REDEEM_SCRIPT", noKeyData, scriptValue, Optional, Optional, 174},
	{OutputMap, OutWitnessScript, "WITNESS_SCRIPT", noKeyData, scriptValue, Optional, Optional, 174},
	{OutputMap, OutBIP32Derivation, "BIP32_DERIVATION", publicKey, originValue, Optional, Optional, 174},
	{OutputMap, OutAmount, "AMOUNT", noKeyData, amountValue, Excluded, Required, 370},
	// BIP-375 lets SP_V0_INFO stand in for a SCRIPT; see checkOutput.
	{OutputMap, OutScript, "SCRIPT", noKeyData, scriptValue, Excluded, Optional, 370},
	{OutputMap, OutTapInternalKey, "TAP_INTERNAL_KEY", noKeyData, xOnlyKeyValue, Optional, Optional, 371},
	{OutputMap, OutTapTree, "TAP_TREE", noKeyData, tapTreeValue, Optional, Optional, 371},
	{OutputMap, OutTapBIP32Derivation, "TAP_BIP32_DERIVATION", xOnlyKey, tapOriginValue, Optional, Optional, 371},
	{OutputMap, OutMuSig2ParticipantPubKeys, "MUSIG2_PARTICIPANT_PUBKEYS", aggregateKey, keyListValue, Optional, Optional, 373},
	{OutputMap, OutSPV0Info, "SP_V0_INFO", noKeyData, silentAddressValue, Excluded, Optional, 375},
	{OutputMap, OutSPV0Label, "SP_V0_LABEL", noKeyData, uint32Value, Excluded, Optional, 375},
	{OutputMap, OutDNSSECProof, "DNSSEC_PROOF", noKeyData, dnssecValue, Optional, Optional, 353},
	{OutputMap, OutProprietary, "PROPRIETARY", proprietaryKey, anyValue, Optional, Optional, 174},
}

// fieldIndex holds, per kind of map and one-byte type, the row of the table
// plus one; 0 stands for an unknown type.
var fieldIndex = indexFields()

func indexFields() (index [3][256]uint8) {
	for i, f := range fields {
		index[f.Kind][f.Type] = uint8(i + 1)
	}
	return index
}

// lookup returns the row of a type, or nil.
func lookup(kind MapKind, fieldType uint64) *Field {
	if fieldType > 0xff {
		return nil
	}
	if row := fieldIndex[kind][fieldType]; row != 0 {
		return &fields[row-1]
	}
	return nil
}

// fieldName is the name of a type, known or not.
func fieldName(kind MapKind, fieldType uint64) string {
	if f := lookup(kind, fieldType); f != nil {
		return f.Name
	}
	return fmt.Sprintf("type 0x%02x", fieldType)
}
