package psbt

// Types of global fields. All types are named as BIP-174's registry names them:
// Global for PSBT_GLOBAL_, In for PSBT_IN_, Out for PSBT_OUT_.
const (
	GlobalUnsignedTx           = 0x00
	GlobalXPUB                 = 0x01
	GlobalTxVersion            = 0x02
	GlobalFallbackLocktime     = 0x03
	GlobalInputCount           = 0x04
	GlobalOutputCount          = 0x05
	GlobalTxModifiable         = 0x06
	GlobalSPECDHShare          = 0x07
	GlobalSPDLEQ               = 0x08
	GlobalGenericSignedMessage = 0x09
	GlobalVersion              = 0xfb
	GlobalProprietary          = 0xfc
)

// Types of input fields.
const (
	InNonWitnessUTXO           = 0x00
	InWitnessUTXO              = 0x01
	InPartialSig               = 0x02
	InSighashType              = 0x03
	InRedeemScript             = 0x04
	InWitnessScript            = 0x05
	InBIP32Derivation          = 0x06
	InFinalScriptSig           = 0x07
	InFinalScriptWitness       = 0x08
	InPorCommitment            = 0x09
	InRIPEMD160                = 0x0a
	InSHA256                   = 0x0b
	InHASH160                  = 0x0c
	InHASH256                  = 0x0d
	InPreviousTxID             = 0x0e
	InOutputIndex              = 0x0f
	InSequence                 = 0x10
	InRequiredTimeLocktime     = 0x11
	InRequiredHeightLocktime   = 0x12
	InTapKeySig                = 0x13
	InTapScriptSig             = 0x14
	InTapLeafScript            = 0x15
	InTapBIP32Derivation       = 0x16
	InTapInternalKey           = 0x17
	InTapMerkleRoot            = 0x18
	InMuSig2ParticipantPubKeys = 0x1a
	InMuSig2PubNonce           = 0x1b
	InMuSig2PartialSig         = 0x1c
	InSPECDHShare              = 0x1d
	InSPDLEQ                   = 0x1e
	InProprietary              = 0xfc
)

// Types of output fields.
const (
	OutRedeemScript             = 0x00
	OutWitnessScript            = 0x01
	OutBIP32Derivation          = 0x02
	OutAmount                   = 0x03
	OutScript                   = 0x04
	OutTapInternalKey           = 0x05
	OutTapTree                  = 0x06
	OutTapBIP32Derivation       = 0x07
	OutMuSig2ParticipantPubKeys = 0x08
	OutSPV0Info                 = 0x09
	OutSPV0Label                = 0x0a
	OutDNSSECProof              = 0x35
	OutProprietary              = 0xfc
)

// Flags of TX_MODIFIABLE (BIP-370).
const (
	InputsModifiable  = 1 << 0
	OutputsModifiable = 1 << 1
	HasSighashSingle  = 1 << 2
)
