package psbt

import (
	"bytes"

	"coldsign/internal/miniscript"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// A satisfier is one row of the scripts that can be finished outside taproot:
// in which contexts, and how to find the stack that makes the script true from
// the input's verified signatures. ok is false for scripts of another form.
type satisfier struct {
	name     string
	contexts context
	satisfy  func(s *spend) (stack wire.TxWitness, ok bool, err error)
}

// satisfiers are tried in order.
var satisfiers = []satisfier{
	{"p2pkh", legacy | witnessV0, satisfyPubKeyHash},
	{"p2pk", legacy | witnessV0, satisfyPubKey},
	{"multisig", legacy | witnessV0, satisfyMultisig},
	{"miniscript", witnessV0, satisfyMiniscript},
}

// satisfyScript finds the stack for a script and names its kind.
func (s *spend) satisfyScript() (wire.TxWitness, string, error) {
	if err := s.collect(); err != nil {
		return nil, s.name, err
	}
	for _, row := range satisfiers {
		if row.contexts&s.context == 0 {
			continue
		}
		if stack, ok, err := row.satisfy(s); ok {
			return stack, s.kind(row.name), err
		}
	}
	return nil, s.name, errorAt(s.in.place(), "", "its script is of no kind that can be finished")
}

// kind names a script by its layers and the row that it belongs to; for key
// hashes and keys the layers say all.
func (s *spend) kind(row string) string {
	switch {
	case s.context == witnessV0 && s.witness == nil:
		return s.name // p2wpkh, p2sh-p2wpkh
	case s.name == "":
		return row
	}
	return s.name + " " + row
}

func satisfyPubKeyHash(s *spend) (wire.TxWitness, bool, error) {
	hash := pubKeyHash(s.script)
	if hash == nil {
		return nil, false, nil
	}
	for pair := range s.in.fields().All(InPartialSig) {
		if bytes.Equal(hash160Sum(pair.KeyData), hash) {
			return wire.TxWitness{pair.Value, pair.KeyData}, true, nil
		}
	}
	return nil, true, s.lacks(1, 0)
}

func satisfyPubKey(s *spend) (wire.TxWitness, bool, error) {
	n := len(s.script) - 2
	if n < 0 || int(s.script[0]) != n || s.script[n+1] != opCheckSig || checkPublicKey(s.script[1:n+1]) != "" {
		return nil, false, nil
	}
	if sig, ok := s.sigs[string(s.script[1:n+1])]; ok {
		return wire.TxWitness{sig}, true, nil
	}
	return nil, true, s.lacks(1, 0)
}

// satisfyMultisig takes the first signatures in the order of the script's keys,
// as Bitcoin Core does, below the element that OP_CHECKMULTISIG takes for
// nothing.
func satisfyMultisig(s *spend) (wire.TxWitness, bool, error) {
	required, keys, ok := parseMultisig(s.script)
	if !ok {
		return nil, false, nil
	}
	stack := wire.TxWitness{nil}
	for _, key := range keys {
		if sig, ok := s.sigs[string(key)]; ok && len(stack) <= required {
			stack = append(stack, sig)
		}
	}
	if have := len(stack) - 1; have < required {
		return nil, true, s.lacks(required, have)
	}
	return stack, true, nil
}

// satisfyMiniscript reads the script as an expression of BIP-379.
func satisfyMiniscript(s *spend) (wire.TxWitness, bool, error) {
	expression, err := miniscript.Decode(s.script, miniscript.P2WSH, s.keyOfHash)
	if err != nil {
		return nil, false, nil
	}
	stack, err := expression.Satisfy(s.available(func(pubkey []byte) ([]byte, bool) {
		sig, ok := s.sigs[string(pubkey)]
		return sig, ok
	}))
	if err != nil {
		return nil, true, s.unsatisfied(err)
	}
	return stack, true, nil
}

// available is what the input has for an expression, next to signatures.
func (s *spend) available(signature func(pubkey []byte) ([]byte, bool)) miniscript.Available {
	return miniscript.Available{
		Signature: signature,
		Preimage: func(h miniscript.Hash) ([]byte, bool) {
			if s.preimages == nil {
				s.preimages = s.in.fields().preimages()
			}
			return s.preimages.find(preimageType(h.Kind), h.Value)
		},
		Spend: miniscript.Spend{Version: s.tx.Version, LockTime: s.tx.LockTime, Sequence: s.in.Sequence()},
	}
}

// PreimageField is the type of the field that holds the preimage of a hash.
func PreimageField(h miniscript.Hash) uint64 { return preimageType(h.Kind) }

// preimageType is the field that holds the preimages of a hash function.
func preimageType(kind miniscript.HashKind) uint64 {
	switch kind {
	case miniscript.RIPEMD160:
		return InRIPEMD160
	case miniscript.HASH160:
		return InHASH160
	case miniscript.HASH256:
		return InHASH256
	}
	return InSHA256
}

// keyOfHash finds the public key behind a hash among the keys of the input's
// fields; in tapscript the keys are x-only. The keys are hashed when the first
// is asked for.
func (s *spend) keyOfHash(hash [shortHashLen]byte) ([]byte, bool) {
	if s.keys == nil {
		s.keys = make(map[[shortHashLen]byte][]byte)
		for _, pair := range s.in.fields() {
			if key := s.keyIn(pair); key != nil {
				s.keys[[shortHashLen]byte(hash160Sum(key))] = key
			}
		}
	}
	key, ok := s.keys[hash]
	return key, ok
}

// keyIn returns the public key that a field is about, or nil.
func (s *spend) keyIn(pair Pair) []byte {
	switch pair.Type {
	case InPartialSig, InBIP32Derivation:
		if s.context != taproot {
			return pair.KeyData
		}
	case InTapScriptSig, InTapBIP32Derivation:
		if s.context == taproot && len(pair.KeyData) >= xOnlyLen {
			return pair.KeyData[:xOnlyLen]
		}
	}
	return nil
}

// lacks says that signatures are missing.
func (s *spend) lacks(required, have int) error {
	return errorAt(s.in.place(), "PARTIAL_SIG", "%d of %d signatures are there", have, required)
}

// unsatisfied keeps what the expression lacks as data.
func (s *spend) unsatisfied(err error) error {
	e := errorAt(s.in.place(), "", "what its script asks for is not all there: %v", err)
	e.Err = err
	return e
}

// parseMultisig reads "m key… n OP_CHECKMULTISIG".
func parseMultisig(script []byte) (required int, keys [][]byte, ok bool) {
	t := txscript.MakeScriptTokenizer(0, script)
	if !t.Next() {
		return 0, nil, false
	}
	required, ok = smallInteger(&t)
	for ok = ok && t.Next(); ok && checkPublicKey(t.Data()) == ""; ok = t.Next() {
		keys = append(keys, t.Data())
	}
	if !ok {
		return 0, nil, false
	}
	n, ok := smallInteger(&t)
	ok = ok && n == len(keys) && required >= 1 && required <= n && n <= txscript.MaxPubKeysPerMultiSig &&
		t.Next() && t.Opcode() == txscript.OP_CHECKMULTISIG && t.Done() && t.Err() == nil
	return required, keys, ok
}

// smallInteger reads the number that a token pushes, 1 to 20.
func smallInteger(t *txscript.ScriptTokenizer) (int, bool) {
	if op := t.Opcode(); op >= txscript.OP_1 && op <= txscript.OP_16 {
		return int(op - txscript.OP_1 + 1), true
	}
	if data := t.Data(); len(data) == 1 && data[0] > 16 && data[0] <= txscript.MaxPubKeysPerMultiSig {
		return int(data[0]), true
	}
	return 0, false
}
