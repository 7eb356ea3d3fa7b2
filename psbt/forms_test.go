package psbt_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/address/v2"
	//lint:ignore SA1019 BIP-174 has RIPEMD160 preimages
	"golang.org/x/crypto/ripemd160"
)

// example is a well-formed field, and what is wrong with others like it.
type example struct {
	kind       psbt.MapKind
	fieldType  uint64
	key, value []byte
	badKeys    [][]byte
	badValues  [][]byte
}

func sum256(b []byte) []byte { h := sha256.Sum256(b); return h[:] }

func sum160(b []byte) []byte { h := ripemd160.New(); h.Write(b); return h.Sum(nil) }

var (
	uncompressedKey = append([]byte{4}, repeat(0x11, 64)...)
	hybridKey       = append([]byte{6}, repeat(0x11, 64)...)
	badPublicKeys   = [][]byte{nil, compressedKey[:32], append(bytes.Clone(compressedKey), 0), append([]byte{4}, compressedKey[1:]...),
		append([]byte{5}, compressedKey[1:]...), uncompressedKey[:64], hybridKey, compressedKey[1:]}
	badCompressed  = append([][]byte{uncompressedKey}, badPublicKeys...)
	bad32          = [][]byte{nil, repeat(1, 31), repeat(1, 33)}
	bad4           = [][]byte{nil, repeat(1, 3), repeat(1, 5)}
	origin         = concat([]byte{1, 2, 3, 4}, le32(1<<31), le32(7))
	badOrigins     = [][]byte{nil, origin[:3], origin[:7], origin[:11]}
	controlBlock   = append([]byte{0xc1}, repeat(0x44, 64)...)
	badBlocks      = [][]byte{nil, controlBlock[:32], controlBlock[:64], append(bytes.Clone(controlBlock), 1), append([]byte{0xc0}, repeat(1, 32*130)...)}
	xpub           = concat([]byte{4, 0x88, 0xb2, 0x1e, 2, 1, 1, 1, 1, 0, 0, 0, 0}, repeat(9, 32), compressedKey)
	xpubOfNoKey    = concat(xpub[:45], []byte{4}, xpub[46:])
	txOut          = concat(le64(10), []byte{2, 0x51, 0x52})
	prevTx         = concat(le32(1), []byte{1}, repeat(3, 32), le32(0), []byte{1, 0x51}, le32(0), []byte{1}, txOut, le32(0))
	prevTxWitness  = concat(prevTx[:4], []byte{0, 1}, prevTx[4:len(prevTx)-4], []byte{1, 1, 0xaa}, le32(0))
	emptyWitness   = concat(prevTx[:4], []byte{0, 1}, prevTx[4:len(prevTx)-4], []byte{0}, le32(0))
	noInputs       = concat(le32(1), []byte{0, 1}, txOut, le32(0))
	schnorrSig     = repeat(5, 64)
	badSchnorrSigs = [][]byte{nil, repeat(5, 63), repeat(5, 66), append(repeat(5, 64), 0)}
	badSigs        = [][]byte{
		nil, {1}, signature[:len(signature)-1], append(bytes.Clone(signature), 1),
		bytes.Replace(signature, []byte{0x30, 68}, []byte{0x30, 67}, 1),
		bytes.Replace(signature, []byte{0x30, 68}, []byte{0x31, 68}, 1),
		bytes.Replace(signature, []byte{2, 32, 0x22}, []byte{3, 32, 0x22}, 1),
		bytes.Replace(signature, []byte{2, 32, 0x22}, []byte{2, 32, 0x82}, 1),          // negative
		bytes.Replace(signature, []byte{2, 32, 0x33, 0x33}, []byte{2, 32, 0, 0x33}, 1), // padded
		{0x30, 6, 2, 0, 2, 2, 1, 1, 1},                                                 // R of no bytes
	}
	tree = concat([]byte{1, 0xc0, 1, 0x51}, []byte{2, 0xc0, 1, 0x52}, []byte{2, 0xc0, 1, 0x53})
)

func integer(kind psbt.MapKind, fieldType uint64) example {
	return example{kind, fieldType, nil, le32(1), [][]byte{{0}}, bad4}
}

func script(kind psbt.MapKind, fieldType uint64) example {
	return example{kind, fieldType, nil, []byte{0x51}, [][]byte{{0}}, nil}
}

func proprietary(kind psbt.MapKind) example {
	return example{kind, 0xfc, []byte{2, 'a', 'b', 7, 1, 2}, []byte("x"), [][]byte{nil, {2, 'a'}, {0}, {1, 'a'}, {0xfd, 1, 0, 'a', 0}}, nil}
}

func preimage(fieldType uint64, hash func([]byte) []byte) example {
	secret := []byte("open sesame")
	return example{psbt.InputMap, fieldType, hash(secret), secret, [][]byte{nil, hash(secret)[1:]}, [][]byte{nil, secret[1:]}}
}

// examples has one for each row of the field table.
var examples = []example{
	{psbt.GlobalMap, psbt.GlobalUnsignedTx, nil, plainTx, [][]byte{{0}}, [][]byte{nil, plainTx[1:], prevTx, prevTxWitness}},
	{psbt.GlobalMap, psbt.GlobalXPUB, xpub, origin, [][]byte{nil, xpub[1:], xpubOfNoKey}, append(badOrigins, origin[:8])},
	integer(psbt.GlobalMap, psbt.GlobalTxVersion),
	integer(psbt.GlobalMap, psbt.GlobalFallbackLocktime),
	{psbt.GlobalMap, psbt.GlobalInputCount, nil, []byte{1}, [][]byte{{0}}, [][]byte{nil, {1, 0}, {0xfd, 1, 0}}},
	{psbt.GlobalMap, psbt.GlobalOutputCount, nil, []byte{1}, [][]byte{{0}}, [][]byte{nil, {1, 0}, {0xfd, 1, 0}}},
	{psbt.GlobalMap, psbt.GlobalTxModifiable, nil, []byte{3}, [][]byte{{0}}, [][]byte{nil, {1, 0}}},
	{psbt.GlobalMap, psbt.GlobalSPECDHShare, compressedKey, compressedKey, badCompressed, badCompressed},
	{psbt.GlobalMap, psbt.GlobalSPDLEQ, compressedKey, repeat(1, 64), badCompressed, [][]byte{nil, repeat(1, 63), repeat(1, 65)}},
	{psbt.GlobalMap, psbt.GlobalGenericSignedMessage, nil, []byte("I agree"), [][]byte{{0}}, [][]byte{{0xff}, {0xc0, 0x80}}},
	integer(psbt.GlobalMap, psbt.GlobalVersion),
	proprietary(psbt.GlobalMap),

	{psbt.InputMap, psbt.InNonWitnessUTXO, nil, prevTx, [][]byte{{0}}, [][]byte{nil, prevTx[1:], prevTx[:len(prevTx)-1], append(bytes.Clone(prevTx), 0), emptyWitness, noInputs,
		concat(prevTx[:4], []byte{0xfe, 0, 0, 0, 2}, prevTx[5:])}},
	{psbt.InputMap, psbt.InWitnessUTXO, nil, txOut, [][]byte{{0}}, [][]byte{nil, txOut[1:], append(bytes.Clone(txOut), 0), concat(le64(1), []byte{0xfd, 1, 0, 0x51})}},
	{psbt.InputMap, psbt.InPartialSig, compressedKey, signature, badPublicKeys, badSigs},
	integer(psbt.InputMap, psbt.InSighashType),
	script(psbt.InputMap, psbt.InRedeemScript),
	script(psbt.InputMap, psbt.InWitnessScript),
	{psbt.InputMap, psbt.InBIP32Derivation, uncompressedKey, origin, badPublicKeys, badOrigins},
	script(psbt.InputMap, psbt.InFinalScriptSig),
	{psbt.InputMap, psbt.InFinalScriptWitness, nil, []byte{2, 0, 1, 0xaa}, [][]byte{{0}}, [][]byte{nil, {1}, {2, 0}, {0, 0}, {1, 0xfd, 1, 0, 9}}},
	{psbt.InputMap, psbt.InPorCommitment, nil, []byte("we hold it"), [][]byte{{0}}, [][]byte{{0xff}}},
	preimage(psbt.InRIPEMD160, sum160),
	preimage(psbt.InSHA256, sum256),
	preimage(psbt.InHASH160, address.Hash160),
	preimage(psbt.InHASH256, func(b []byte) []byte { return sum256(sum256(b)) }),
	{psbt.InputMap, psbt.InPreviousTxID, nil, repeat(7, 32), [][]byte{{0}}, bad32},
	integer(psbt.InputMap, psbt.InOutputIndex),
	integer(psbt.InputMap, psbt.InSequence),
	{psbt.InputMap, psbt.InRequiredTimeLocktime, nil, le32(500_000_000), [][]byte{{0}}, append(bad4, le32(499_999_999), le32(0))},
	{psbt.InputMap, psbt.InRequiredHeightLocktime, nil, le32(499_999_999), [][]byte{{0}}, append(bad4, le32(500_000_000), le32(0))},
	{psbt.InputMap, psbt.InTapKeySig, nil, schnorrSig, [][]byte{{0}}, badSchnorrSigs},
	{psbt.InputMap, psbt.InTapScriptSig, repeat(1, 64), append(repeat(5, 64), 0x83), [][]byte{nil, repeat(1, 63), repeat(1, 65)}, badSchnorrSigs},
	{psbt.InputMap, psbt.InTapLeafScript, controlBlock, []byte{0x51, 0xc0}, badBlocks, [][]byte{nil, {0x51}, {0xc0, 0xc1}}},
	{psbt.InputMap, psbt.InTapBIP32Derivation, repeat(1, 32), concat([]byte{1}, repeat(2, 32), origin), bad32, [][]byte{nil, {0}, concat([]byte{2}, repeat(2, 32), origin), concat([]byte{0}, origin[:6])}},
	{psbt.InputMap, psbt.InTapInternalKey, nil, repeat(1, 32), [][]byte{{0}}, bad32},
	{psbt.InputMap, psbt.InTapMerkleRoot, nil, repeat(1, 32), [][]byte{{0}}, bad32},
	{psbt.InputMap, psbt.InMuSig2ParticipantPubKeys, compressedKey, concat(compressedKey, compressedKey), badCompressed, badCompressed},
	{psbt.InputMap, psbt.InMuSig2PubNonce, concat(compressedKey, compressedKey), repeat(1, 66), [][]byte{nil, compressedKey, repeat(2, 65), repeat(2, 67), repeat(4, 66), repeat(2, 97)}, bad32},
	{psbt.InputMap, psbt.InMuSig2PartialSig, concat(compressedKey, compressedKey, repeat(1, 32)), repeat(1, 32), [][]byte{nil, repeat(2, 99)}, bad32},
	{psbt.InputMap, psbt.InSPECDHShare, compressedKey, compressedKey, badCompressed, badCompressed},
	{psbt.InputMap, psbt.InSPDLEQ, compressedKey, repeat(1, 64), badCompressed, [][]byte{nil, repeat(1, 63), repeat(1, 65)}},
	proprietary(psbt.InputMap),

	script(psbt.OutputMap, psbt.OutRedeemScript),
	script(psbt.OutputMap, psbt.OutWitnessScript),
	{psbt.OutputMap, psbt.OutBIP32Derivation, compressedKey, origin[:4], badPublicKeys, badOrigins},
	{psbt.OutputMap, psbt.OutAmount, nil, le64(5000), [][]byte{{0}}, bad4},
	script(psbt.OutputMap, psbt.OutScript),
	{psbt.OutputMap, psbt.OutTapInternalKey, nil, repeat(1, 32), [][]byte{{0}}, bad32},
	{psbt.OutputMap, psbt.OutTapTree, nil, tree, [][]byte{{0}}, [][]byte{nil, tree[:4], tree[4:], tree[:11], append(bytes.Clone(tree), 0, 0xc0, 0),
		{0, 0xc1, 0}, {0, 0xc0, 0, 0, 0xc0, 0}, {129, 0xc0, 0}, {2, 0xc0, 0, 1, 0xc0, 0, 2, 0xc0, 0}}},
	{psbt.OutputMap, psbt.OutTapBIP32Derivation, repeat(1, 32), concat([]byte{0}, origin), bad32, [][]byte{nil, {0}, {0, 1}}},
	{psbt.OutputMap, psbt.OutMuSig2ParticipantPubKeys, compressedKey, compressedKey, badCompressed, badCompressed},
	{psbt.OutputMap, psbt.OutSPV0Info, nil, concat(compressedKey, compressedKey), [][]byte{{0}}, [][]byte{nil, compressedKey, repeat(4, 66), repeat(2, 99)}},
	integer(psbt.OutputMap, psbt.OutSPV0Label),
	{psbt.OutputMap, psbt.OutDNSSECProof, nil, []byte("\x05a@b.cproof"), [][]byte{{0}}, [][]byte{nil, {5, 'a'}}},
	proprietary(psbt.OutputMap),
}

// version is the one in which a field may stand.
func (e example) version() uint32 {
	f, _ := psbt.LookupField(e.kind, e.fieldType)
	if f.V0 == psbt.Excluded {
		return 2
	}
	return 0
}

// packet writes a packet with a field in place of one like it.
func (e example) packet(key, value []byte) []byte {
	maps := [][]byte{globalV0, nil, nil}
	if e.version() == 2 {
		maps = [][]byte{globalV2, inputV2, outputV2}
	}
	maps[e.kind] = append(without(maps[e.kind], byte(e.fieldType)), field(byte(e.fieldType), key, value)...)
	return packetOf(maps...)
}

// without leaves the fields of a type out of a run of short fields.
func without(run []byte, fieldType byte) []byte {
	var rest []byte
	for len(run) > 0 {
		keyLen, valueLen := int(run[0]), int(run[1+run[0]])
		size := 2 + keyLen + valueLen
		if run[1] != fieldType {
			rest = append(rest, run[:size]...)
		}
		run = run[size:]
	}
	return rest
}

// Every row of the field table accepts its example and refuses, by name, what
// is malformed.
func TestFieldForms(t *testing.T) {
	rows := make(map[[2]uint64]bool)
	for _, e := range examples {
		f, ok := psbt.LookupField(e.kind, e.fieldType)
		if !ok {
			t.Fatalf("no row for type %#x of map %d", e.fieldType, e.kind)
		}
		rows[[2]uint64{uint64(e.kind), e.fieldType}] = true
		t.Run(psbt.Place{Kind: e.kind}.String()+" "+f.Name, func(t *testing.T) {
			place := psbt.Place{Kind: e.kind}.String()
			for _, key := range e.badKeys {
				wantError(t, e.packet(key, e.value), place, f.Name, "malformed key: ")
			}
			if e.fieldType == psbt.GlobalVersion && e.kind == psbt.GlobalMap {
				return // its values are in TestFaults
			}
			for _, value := range e.badValues {
				wantError(t, e.packet(e.key, value), place, f.Name, "malformed value: ")
			}
			raw := e.packet(e.key, e.value)
			p, err := psbt.Parse(raw)
			silent := strings.HasPrefix(f.Name, "SP_")
			if err != nil && !silent { // those are held against each other too
				t.Fatal(err)
			}
			if err == nil && !bytes.Equal(p.Bytes(), raw) {
				t.Fatal("written back unlike what was read")
			}
		})
	}
	for _, f := range psbt.Fields() {
		if !rows[[2]uint64{uint64(f.Kind), f.Type}] {
			t.Errorf("no example of %s", f.Name)
		}
	}
}

// A transaction with witnesses is a previous transaction like any other.
func TestPrevTxWithWitness(t *testing.T) {
	p := mustParse(t, packetOf(globalV0, field(psbt.InNonWitnessUTXO, nil, prevTxWitness), nil))
	q := mustParse(t, packetOf(globalV0, field(psbt.InNonWitnessUTXO, nil, prevTx), nil))
	with, _ := p.Input(0).PrevTx()
	without, _ := q.Input(0).PrevTx()
	if with.TxID != without.TxID || with.TxID != with.Tx.TxHash() || len(with.Tx.TxOut) != 1 {
		t.Errorf("%v with a witness, %v without", with.TxID, without.TxID)
	}
}
