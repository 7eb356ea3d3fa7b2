// Package bench measures reading and writing packets beside
// github.com/btcsuite/btcd/psbt, in one run, on the same packets. It is a
// module of its own so that nobody else needs that package.
package bench

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"coldsign/psbt"

	"github.com/btcsuite/btcd/btcec/v2"
	theirs "github.com/btcsuite/btcd/psbt/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

const inputs = 1000

// shape is a kind of packet that is measured.
type shape struct {
	name    string
	prevTxs bool // with the previous transactions
	keys    int  // derivations, and scripts of that many keys
	signed  bool
}

var shapes = []shape{
	{"p2wpkh", false, 1, false},
	{"p2wpkh-prevtx", true, 1, false},
	{"2of3", false, 3, true},
	{"2of3-prevtx", true, 3, true},
}

// library is what reads and writes packets.
type library struct {
	name  string
	parse func(raw []byte) (write func() int, err error)
}

var libraries = []library{
	{"coldsign", func(raw []byte) (func() int, error) {
		p, err := psbt.Parse(raw)
		return func() int { return len(p.Bytes()) }, err
	}},
	{"coldsign-owned", func(raw []byte) (func() int, error) {
		p, err := psbt.ParseOwned(raw)
		return func() int { return len(p.Bytes()) }, err
	}},
	{"btcd", func(raw []byte) (func() int, error) {
		p, err := theirs.NewFromRawBytes(bytes.NewReader(raw), false)
		return func() int {
			var b bytes.Buffer
			b.Grow(len(raw))
			if p.Serialize(&b) != nil {
				return 0
			}
			return b.Len()
		}, err
	}},
}

// BenchmarkParseWrite reads a packet and writes it again.
func BenchmarkParseWrite(b *testing.B) {
	for _, s := range shapes {
		raw := s.packet()
		for _, lib := range libraries {
			b.Run(s.name+"/"+lib.name, func(b *testing.B) {
				measure(b, raw, func() (int, error) {
					write, err := lib.parse(raw)
					if err != nil {
						return 0, err
					}
					return write(), nil
				})
			})
		}
	}
}

// BenchmarkParse only reads.
func BenchmarkParse(b *testing.B) {
	for _, s := range shapes {
		raw := s.packet()
		for _, lib := range libraries {
			b.Run(s.name+"/"+lib.name, func(b *testing.B) {
				measure(b, raw, func() (int, error) {
					_, err := lib.parse(raw)
					return len(raw), err
				})
			})
		}
	}
}

// measure reports MB/s, and the bytes allocated per byte of the packet.
func measure(b *testing.B, raw []byte, work func() (int, error)) {
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if n, err := work(); err != nil || n != len(raw) {
			b.Fatalf("%d bytes written of %d: %v", n, len(raw), err)
		}
	}
	runtime.ReadMemStats(&after)
	allocated := float64(after.TotalAlloc-before.TotalAlloc) / float64(b.N)
	b.ReportMetric(allocated/float64(len(raw)), "B/inputbyte")
}

// packet makes the packet of a shape, the same at each call.
func (s shape) packet() []byte {
	tx := wire.NewMsgTx(2)
	keys := make([][]byte, s.keys)
	for i := range keys {
		_, public := btcec.PrivKeyFromBytes(digest("key", i))
		keys[i] = public.SerializeCompressed()
	}
	var prevs []*wire.MsgTx
	for i := range inputs {
		prev := wire.NewMsgTx(2)
		prev.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: [32]byte(digest("prev", i))}, bytes.Repeat([]byte{0x51}, 107), nil))
		prev.AddTxOut(wire.NewTxOut(100_000, append([]byte{0, 20}, digest("a", i)[:20]...)))
		prev.AddTxOut(wire.NewTxOut(200_000, append([]byte{0, 20}, digest("b", i)[:20]...)))
		prevs = append(prevs, prev)
		hash := prev.TxHash()
		tx.AddTxIn(wire.NewTxIn(wire.NewOutPoint(&hash, 0), nil, nil))
	}
	tx.AddTxOut(wire.NewTxOut(90_000_000, append([]byte{0, 20}, digest("out", 0)[:20]...)))
	p, err := psbt.Create(tx)
	if err != nil {
		panic(err)
	}
	for i, prev := range prevs {
		s.fill(p, i, prev, keys)
	}
	return p.Bytes()
}

func (s shape) fill(p *psbt.Packet, i int, prev *wire.MsgTx, keys [][]byte) {
	at := psbt.Place{Kind: psbt.InputMap, Index: i}
	set := func(field uint64, key, value []byte) {
		if err := p.Set(at, field, key, value); err != nil {
			panic(err)
		}
	}
	var b bytes.Buffer
	if s.prevTxs {
		_ = prev.Serialize(&b)
		set(psbt.InNonWitnessUTXO, nil, b.Bytes())
	}
	b.Reset()
	_ = wire.WriteTxOut(&b, 0, 0, prev.TxOut[0])
	set(psbt.InWitnessUTXO, nil, b.Bytes())
	script := []byte{0x52}
	for k, key := range keys {
		origin := []byte{1, 2, 3, 4}
		for _, step := range []uint32{48 | 1<<31, 1 << 31, 1 << 31, 2 | 1<<31, 0, uint32(i)} {
			origin = binary.LittleEndian.AppendUint32(origin, step)
		}
		set(psbt.InBIP32Derivation, key, origin)
		script = append(append(script, 33), key...)
		if s.signed && k < 2 {
			set(psbt.InPartialSig, key, signature(i))
		}
	}
	if s.keys > 1 {
		set(psbt.InWitnessScript, nil, append(script, 0x53, 0xae))
	}
}

// signature is well-formed and worth nothing.
func signature(i int) []byte {
	private, _ := btcec.PrivKeyFromBytes(digest("sig", i))
	r := private.PubKey().SerializeCompressed()[1:]
	r[0] = r[0]&0x3f | 1
	sig := append([]byte{0x30, 68, 2, 32}, r...)
	return append(append(append(sig, 2, 32), r...), 1)
}

func digest(label string, i int) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", label, i))
	return sum[:]
}
