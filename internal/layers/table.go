// Package layers holds the plan of the house as data: which package may import
// which, and who may touch the world outside. Its test reads the program's
// imports and compares.
package layers

// Row says what one package, or with a last element of "*" each package of a
// folder, may import.
type Row struct {
	Package string   // relative to the module
	Imports []string // packages of ours, patterns as in Package; "..." is any
	Doors   bool     // may use the imports listed in Doors
}

// Table is the plan. A package without a row fails the test, so that a new room
// is a decision and not an accident. The first row that fits counts.
var Table = []Row{
	{"cmd/*", []string{"..."}, true},

	{"psbt", []string{"internal/miniscript", "internal/parallel", "internal/sighash"}, false},
	{"signer/descriptor", []string{"internal/miniscript", "internal/parallel"}, false},
	// A policy names addresses and judges statements that others signed: with
	// minisign, whose formats the ledger has, or with OpenSSH.
	{"signer/policy/sshsig", nil, false},
	{"signer/policy", []string{"signer", "signer/descriptor", "signer/policy/sshsig", "internal/ledger", "internal/names"}, false},
	// A signed message is a transaction that is never sent: its formats build on the
	// container, and the signer reviews and signs it as one.
	{"signer/message", []string{"psbt"}, false},
	{"signer", []string{"psbt", "signer/descriptor", "signer/message", "internal/wordlist", "internal/parallel", "internal/sighash"}, false},

	{"qr/camera", nil, true},
	{"qr/symbol/degrade", nil, false},
	{"qr/ur", []string{"internal/wordlist"}, false},
	{"qr/*", nil, false},
	{"qr", []string{"qr/*"}, false},

	// A standard may build on the standards that its own text names, never upwards
	// (docs/decisions/0008-standards.md).
	{"keystore/bip32", []string{"keystore/secp256k1", "keystore/base58", "internal/locked", "internal/erase"}, false},
	{"keystore/bip85", []string{"keystore/bip32", "keystore/bip39", "keystore/base58", "internal/locked", "internal/erase"}, false},
	{"keystore/seedqr", []string{"keystore/bip39", "internal/locked", "internal/erase", "internal/wordlist"}, false},
	{"keystore/*", []string{"internal/locked", "internal/erase", "internal/wordlist"}, false},
	{"keystore", []string{"keystore/*", "internal/locked", "internal/erase", "internal/names", "internal/wordlist"}, false},

	// How an act ended, and words for people that every face says the same.
	{"internal/fault", []string{"signer"}, true}, // names the path of an error of the file system
	{"internal/text", nil, true},                 // writes seconds as a date

	// Nouns that need nobody: a ceremony's script, record and page; the printed backup of a
	// key; exercises and lies.
	{"internal/ceremony", []string{"internal/text", "internal/ledger", "internal/doctor"}, false}, // a record says what was found of the machine

	{"internal/sheet", []string{"internal/text", "internal/locked", "internal/erase", "keystore", "keystore/*", "qr/symbol"}, false},
	{"internal/drill", []string{"psbt", "signer", "signer/descriptor"}, false},

	// Pure functions that happen to be nobody else's business.
	{"internal/miniscript", nil, false},
	{"internal/ledger", []string{"internal/parallel", "internal/wordlist"}, false},
	{"internal/wordlist", nil, false},
	{"internal/names", nil, false},
	{"internal/parallel", nil, false},
	{"internal/sighash", nil, false},

	// What touches the machine.
	{"internal/erase", nil, true},
	{"internal/locked", []string{"internal/erase"}, true},
	{"internal/store", nil, true},
	{"internal/jitter", nil, true},
	{"internal/harden", nil, true},
	{"internal/framebuffer", nil, true},
	{"internal/doctor", []string{"internal/erase", "internal/harden", "internal/locked"}, true},

	// For tests alone; see TestOnly.
	{"internal/erase/memscan", nil, true},
	{"internal/store/faultfs", []string{"internal/store"}, true},
	{"internal/vectors", nil, true},
	{"internal/layers", nil, true},
	{"internal/symbols", nil, true},
}

// TestOnly are packages that only tests may import; "..." does not mean them.
var TestOnly = []string{
	"internal/erase/memscan", "internal/store/faultfs", "internal/vectors", "internal/layers", "internal/symbols", "qr/symbol/degrade",
}

// Doors are the imports that touch the world outside; a pattern that ends in a
// slash means all below.
var Doors = []string{
	"os", "os/", "time", "io/fs", "io/ioutil", "path/filepath", "syscall", "unsafe",
	"runtime/debug", "golang.org/x/sys/", "golang.org/x/term", "github.com/awnumar/memguard",
}

// Banned are imports that no file of the program may have: they reach a network
// or another program, load code, write where nobody looks, or make guessable
// randomness. Tests may.
var Banned = []string{"net", "net/", "os/exec", "plugin", "log", "log/", "math/rand", "math/rand/", "C"}
