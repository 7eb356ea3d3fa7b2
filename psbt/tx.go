package psbt

import (
	"encoding/binary"

	"github.com/btcsuite/btcd/wire/v2"
)

// Tx builds the unsigned transaction: the one of version 0, or the one that
// the fields of version 2 describe, with the lock time of BIP-370. Each call
// makes a new one, without scriptSigs and witnesses.
func (p *Packet) Tx() *wire.MsgTx {
	locktime, _ := p.Locktime()
	tx := &wire.MsgTx{
		Version:  p.TxVersion(),
		TxIn:     make([]*wire.TxIn, len(p.Inputs)),
		TxOut:    make([]*wire.TxOut, len(p.Outputs)),
		LockTime: locktime,
	}
	ins, outs := make([]wire.TxIn, len(p.Inputs)), make([]wire.TxOut, len(p.Outputs))
	for i := range ins {
		in := p.Input(i)
		ins[i] = wire.TxIn{PreviousOutPoint: in.OutPoint(), Sequence: in.Sequence()}
		tx.TxIn[i] = &ins[i]
	}
	for i := range outs {
		out := p.Output(i)
		outs[i] = wire.TxOut{Value: out.Amount(), PkScript: out.Script()}
		tx.TxOut[i] = &outs[i]
	}
	return tx
}

// Locktime is the lock time of the transaction. For version 2 it is determined
// as BIP-370 says ("Determining Lock Time"): the greatest of the kind that
// every asking input allows, heights before times. It fails when the inputs
// ask for kinds that exclude each other; a parsed packet has none such.
func (p *Packet) Locktime() (uint32, error) {
	if raw, ok := p.Global.Get(GlobalUnsignedTx); ok {
		if len(raw) < txLocktimeLen {
			return 0, nil
		}
		return binary.LittleEndian.Uint32(raw[len(raw)-txLocktimeLen:]), nil
	}
	var height, time uint32
	heightOnly, timeOnly := -1, -1 // an input that allows just this kind
	for i := range p.Inputs {
		h, hasHeight := p.Input(i).RequiredHeightLocktime()
		t, hasTime := p.Input(i).RequiredTimeLocktime()
		height, time = max(height, h), max(time, t)
		switch {
		case hasHeight && !hasTime:
			heightOnly = i
		case hasTime && !hasHeight:
			timeOnly = i
		}
	}
	switch {
	case heightOnly >= 0 && timeOnly >= 0:
		return 0, errorAt(Place{InputMap, max(heightOnly, timeOnly)}, "",
			"its lock time and the one of input %d are of kinds that exclude each other", min(heightOnly, timeOnly))
	case timeOnly >= 0:
		return time, nil
	case height > 0:
		return height, nil
	}
	fallback, _ := p.Global.Get(GlobalFallbackLocktime)
	return firstUint32(fallback), nil
}

// txIndex remembers where the UNSIGNED_TX stands in the global map and how it
// is laid out, so that accessors find an output without walking those before
// it. It holds only for the very map and value that it was made from.
type txIndex struct {
	global *Pair // first pair of that map
	pairs  int   // how many it had
	at     int   // of the UNSIGNED_TX; -1 in version 2
	layout txLayout
}

// reindex makes the index of the packet as it is.
func (p *Packet) reindex() {
	p.index = txIndex{at: -1, pairs: len(p.Global)}
	if len(p.Global) == 0 {
		return
	}
	p.index.global = &p.Global[0]
	for i := range p.Global {
		if p.Global[i].Type == GlobalUnsignedTx {
			p.index.at = i
			p.index.layout, _ = layoutOf(p.Global[i].Value, true)
			return
		}
	}
}

// unsignedTx returns the layout of the UNSIGNED_TX; false in version 2, or when
// the field is malformed, which cannot be in a parsed packet. A packet that was
// put together by hand is walked at each call.
func (p *Packet) unsignedTx() (txLayout, bool) {
	x := &p.index
	if len(p.Global) > 0 && x.global == &p.Global[0] && x.pairs == len(p.Global) {
		if x.at < 0 {
			return txLayout{}, false
		}
		raw, known := p.Global[x.at].Value, x.layout.raw
		if len(raw) > 0 && len(raw) == len(known) && &raw[0] == &known[0] {
			return x.layout, true
		}
	}
	raw, ok := p.Global.Get(GlobalUnsignedTx)
	if !ok {
		return txLayout{}, false
	}
	layout, reason := layoutOf(raw, true)
	return layout, reason == ""
}

// unsigned returns the bytes of the input in the UNSIGNED_TX.
func (in Input) unsigned() ([]byte, bool) {
	layout, ok := in.p.unsignedTx()
	if !ok || in.i >= layout.inputs {
		return nil, false
	}
	at := layout.inputsAt + in.i*txInMin
	return layout.raw[at : at+txInMin], true
}

// unsigned returns the bytes of the UNSIGNED_TX from the output on.
func (out Output) unsigned() ([]byte, bool) {
	layout, ok := out.p.unsignedTx()
	if !ok || out.i >= len(layout.outputAt) {
		return nil, false
	}
	return layout.raw[layout.outputAt[out.i]:], true
}
