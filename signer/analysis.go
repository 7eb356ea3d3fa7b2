package signer

import (
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/psbt"
	"coldsign/signer/descriptor"
)

// Analysis is every fact about a packet. Rules read it; nobody writes it after
// [Analyze] made it.
type Analysis struct {
	Network  *descriptor.Network // of the wallets that inputs belong to; nil when nothing tells
	Networks []string            // of all wallets that inputs belong to
	Packet   PacketFacts
	Tx       TxFacts
	Inputs   []Input
	Outputs  []Output
	Totals   Totals
	Wallets  []*Wallet // to which inputs belong, in the order of their registration
	Declared Declared
	Searched Search

	AllowList    []string
	PolicyID     string    // "" for none
	SignedBefore *SignedBy // this very transaction; nil when it was not

	message *Message // that the transaction signs in the place of (BIP-322); nil when it is one that is sent

	packet     *psbt.Packet // a copy of its own
	tx         *wire.MsgTx
	bytes      []byte
	book       *book
	nonces     map[[32]byte]Nonce // of signatures seen here before, by r
	signedOpen []wire.OutPoint    // signed here before with these outputs and ANYONECANPAY

	said  Declared // Declared is never earlier than what was declared before
	clock int64
	last  Last
}

// PacketFacts are about the container.
type PacketFacts struct {
	Version    uint32
	SHA256     [32]byte
	Bytes      int
	Modifiable byte // TX_MODIFIABLE (BIP-370); 0 when absent
	Unknown    []psbt.FieldRef
	XPubs      []XPubFact
}

// XPubFact is a global extended public key and what speaks against it.
type XPubFact struct {
	Fingerprint [4]byte
	Path        []uint32
	Contradicts string // "" when nothing does
	Stranger    bool   // of none of the packet's wallets
}

// TxFacts are about the transaction as a whole.
type TxFacts struct {
	TxID          chainhash.Hash // of the unsigned transaction
	WithoutInputs chainhash.Hash // of the transaction that has no inputs and is else the same
	Version       int32
	LockTime      uint32
	LockInert     bool // a lock time that no sequence puts in force
	SignalsRBF    bool
	Oversized     bool // larger than a block without its witnesses: no signature was looked at
	VSize         int64
	VSizeExact    bool  // every input is final; else an estimate from above
	VSizeLeast    int64 // by the smallest paths that are open
}

// Coin is what an input spends.
type Coin struct {
	Sats     int64
	Script   []byte
	Proof    Proof
	Stated   bool // by a previous transaction or a witness UTXO, true or not
	PrevTx   PrevTxState
	Conflict string // in what previous transaction and witness UTXO disagree
}

// PrevTxState is what became of the previous transaction.
type PrevTxState int

const (
	PrevTxAbsent    PrevTxState = iota
	PrevTxRight                 // hashes to the outpoint and holds the output
	PrevTxWrongHash             // hashes to another id
	PrevTxNoOutput              // has no output of the outpoint's index
)

// Input is every fact about one input.
type Input struct {
	OutPoint   wire.OutPoint
	Sequence   uint32
	Coin       Coin
	Type       *ScriptType
	Address    string // "" when its script has none, or no network is known
	Owner      *Owned // nil: no registered wallet's
	Claims     []Claim
	Mismatches []string // scripts and keys that the coin's script does not commit to
	Extra      []string // derivation records that do not belong here
	Sighash    Sighash
	Signatures Signatures
	Standing   Standing
	Relative   *RelativeLock // nil: none in force
	Locks      []ScriptLock  // of the wallet's own script
	Paths      []SpendPath   // the ways to spend an owned coin
	SeenSats   *int64        // the amount seen here before; nil when it was not
	SpentBy    *SignedBy     // another transaction signed here that spends the coin

	scripts scripts
	slots   []slot
	nonces  []nonceUse              // of the signatures that verify
	least   descriptor.Satisfaction // by an open path, of an owned coin
}

// Owned is a registered wallet's script, proven by building it from the
// wallet's descriptor.
type Owned struct {
	Wallet *Wallet
	Branch int
	Index  uint32
	Script *descriptor.Script
}

// Sighash is what the SIGHASH_TYPE field says.
type Sighash struct {
	Value  uint32 // what signatures made here use
	Stated bool   // by the field; else the script type's default
}

// Signatures are those of one input.
type Signatures struct {
	Required   int // 0: the path that is taken decides
	Keys       int // how many can sign
	Valid      []Signed
	Bad        []string // why a signature already there is bad
	Mismatched []string // those made with another hash type than the field says
	Ours       int      // to be made here
	Final      bool     // the input has its final script or witness

	AnyoneCanPay bool // one that is there, true or not, lets others add inputs
}

// Signed is a signature that verifies.
type Signed struct {
	Fingerprint [4]byte
	PubKey      []byte

	leaf *[32]byte // hash of the leaf that it is for; nil elsewhere
}

// Kind says what an output is.
type Kind string

const (
	Payment      Kind = "payment"
	Change       Kind = "change"        // back to where it is spent from, on the wallet's change branch
	SelfTransfer Kind = "self-transfer" // the same on another branch
	Transfer     Kind = "transfer"      // to another registered wallet
	OpReturn     Kind = "op_return"
	Unknown      Kind = "unknown" // no address, no OP_RETURN
)

// Output is every fact about one output.
type Output struct {
	Sats       int64
	Script     []byte
	Type       *ScriptType
	Address    string
	Kind       Kind
	Owner      *Owned // also of a registered wallet to which no input belongs; nil for payments
	Payee      *Owned // a registered wallet that is paid as strangers are; nil for all else
	Claims     []Claim
	Mismatches []string
	Extra      []string
	Data       []string // of an OP_RETURN: each push as quoted text and in hex
}

// Registered is the registered wallet that an output goes to, however it counts; nil
// for none.
func (out *Output) Registered() *Owned {
	if out.Payee != nil {
		return out.Payee
	}
	return out.Owner
}

// Totals are sums in satoshi. They are what the packet states; whether it is
// proven stands with each input.
type Totals struct {
	Inputs, Payments, Transfers, Change, SelfTransfer int64

	Fee      int64
	FeeKnown bool // every input states an amount and no sum leaves the range of money
	InRange  bool // no amount or sum leaves the range of money
}

// FeeShareOf is what the fee is a share of: what strangers get; when they get
// nothing, what other wallets of ours get; when they get nothing, all that is moved.
func (t Totals) FeeShareOf() int64 {
	switch {
	case t.Payments > 0:
		return t.Payments
	case t.Transfers > 0:
		return t.Transfers
	}
	return t.Inputs
}

// Leaves is what goes out of the wallets that are spent from, which is what a house
// limits: payments, transfers and the fee. It is not known when the fee is not.
func (t Totals) Leaves() (sats int64, known bool) {
	return t.Payments + t.Transfers + max(t.Fee, 0), t.FeeKnown
}
