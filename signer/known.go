package signer

import (
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/signer/descriptor"
)

// Known is what this machine knows beside the packet.
type Known struct {
	Wallets   []*Wallet
	Keys      []OwnKey
	History   History
	Declared  Declared
	Clock     int64    // this machine's, in seconds since 1970; 0: not known
	Last      Last     // what was declared before
	AllowList []string // addresses that people approved before; look-alikes are judged against them
	PolicyID  string   // of the policy whose rules are checked, as it is shown; "" for none
}

// Wallet is a registered wallet. Only its descriptor decides what belongs to it.
type Wallet struct {
	Name       string
	Descriptor *descriptor.Descriptor
	Network    *descriptor.Network
	Checked    bool  // a person compared its first addresses with the coordinator's
	Since      int64 // when it was registered, in seconds since 1970; 0: not written down

	Unacknowledged []string // what a person had to take notice of at registration, and did not
}

// OwnKey is the public record of a key held here.
type OwnKey struct {
	Name        string
	Fingerprint [4]byte
	Network     string
	Accounts    []Account

	BackupChecked bool   // some backup of it was read back and is right
	Imported      bool   // it was not made here
	MadeBy        string // where and when an imported key was made, as it was declared; "" for not declared
}

// Account is a stored extended public key and its path from the master key.
type Account struct {
	Path []uint32
	XPub string
}

// History is what this machine saw and signed before.
type History struct {
	Seen        map[wire.OutPoint]int64 // amounts of coins
	SignedCoins map[wire.OutPoint]SignedBy
	SignedTxs   map[chainhash.Hash]SignedBy        // by the id of the unsigned transaction
	SignedOpen  map[chainhash.Hash][]wire.OutPoint // coins signed for with ANYONECANPAY, by [TxFacts.WithoutInputs]
	Nonces      map[[32]byte]Nonce                 // of signatures seen, by r
	Highest     map[string]uint32                  // by wallet's name: the highest index of a coin that was signed for
}

// SignedBy is an entry of the history.
type SignedBy struct {
	TxID chainhash.Hash // of the unsigned transaction
	When int64          // seconds since 1970
	By   string         // who approved

	// Ours are the inputs that were registered wallets' then; nil where it was not written down.
	Ours map[wire.OutPoint]bool
}

// Declared is the present as the operator states it; the machine has no
// network to learn it from. Zero values are not declared.
type Declared struct {
	Height uint32
	Time   int64 // seconds since 1970
}
