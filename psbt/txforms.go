package psbt

// Least sizes in bytes, to bound counts before anything is allocated.
const (
	outPointLen    = 36
	txInMin        = outPointLen + 1 + 4 // with an empty scriptSig
	txOutMin       = 8 + 1
	witnessItemMin = 1
	segwitMarker   = 0x00
	segwitFlag     = 0x01
	txVersionLen   = 4
	txLocktimeLen  = 4
	sequenceLen    = 4
	finalSequence  = 0xffffffff
)

// txLayout says where the parts of an UNSIGNED_TX stand. As no input has a
// scriptSig, all inputs take txInMin bytes.
type txLayout struct {
	raw      []byte
	inputs   int
	inputsAt int
	outputs  int
	outputAt []uint32
}

// checkUnsignedTx asks for a transaction without witness form and with empty
// scriptSigs (BIP-174).
func checkUnsignedTx(raw []byte) string {
	_, reason := layoutOf(raw, false)
	return reason
}

// layoutOf reads an unsigned transaction; the offsets of its outputs are
// collected when asked for.
func layoutOf(raw []byte, collect bool) (txLayout, string) {
	r := reader{b: raw}
	layout := txLayout{raw: raw}
	r.skip(txVersionLen)
	layout.inputs = r.count(txInMin)
	layout.inputsAt = r.at
	for range layout.inputs {
		r.skip(outPointLen)
		if r.compactSize() != 0 {
			r.fail("an input has a scriptSig")
		}
		r.skip(sequenceLen)
	}
	layout.outputs = r.count(txOutMin)
	if collect {
		layout.outputAt = make([]uint32, layout.outputs)
	}
	for i := range layout.outputs {
		if collect {
			layout.outputAt[i] = uint32(r.at)
		}
		skipTxOut(&r)
	}
	r.skip(txLocktimeLen)
	return layout, r.end()
}

func skipTxOut(r *reader) {
	r.skip(8)
	r.varBytes()
}

// checkTxOut asks for exactly one output: amount and script.
func checkTxOut(value []byte) string {
	r := reader{b: value}
	skipTxOut(&r)
	return r.end()
}

// checkWitness asks for exactly one stack.
func checkWitness(value []byte) string {
	r := reader{b: value}
	skipWitness(&r)
	return r.end()
}

// skipWitness steps over a stack and returns its number of items.
func skipWitness(r *reader) int {
	items := r.count(witnessItemMin)
	for range items {
		r.varBytes()
	}
	return items
}

// maxTxSize is the weight of a block: no transaction that was mined has more
// bytes.
const maxTxSize = 4_000_000

// checkTx asks for a whole transaction in network form (BIP-144).
func checkTx(raw []byte) string {
	if len(raw) > maxTxSize {
		return "larger than a block"
	}
	_, reason := spanTx(raw)
	return reason
}

// txSpan says where the parts of a transaction in network form stand; the
// transaction id covers version, body and lock time.
type txSpan struct {
	bodyAt, bodyEnd  int // counts, inputs and outputs
	outputs          int
	outputsAt        int
	inputs, inputsAt int
}

// spanTx walks a transaction without allocating.
func spanTx(raw []byte) (txSpan, string) {
	r := reader{b: raw}
	var s txSpan
	r.skip(txVersionLen)
	segwit := r.left() >= 2 && raw[r.at] == segwitMarker && raw[r.at+1] == segwitFlag
	if segwit {
		r.skip(2)
	}
	s.bodyAt = r.at
	s.inputs = r.count(txInMin)
	s.inputsAt = r.at
	if s.inputs == 0 {
		r.fail("transaction has no inputs")
	}
	for range s.inputs {
		r.skip(outPointLen)
		r.varBytes()
		r.skip(sequenceLen)
	}
	s.outputs = r.count(txOutMin)
	s.outputsAt = r.at
	for range s.outputs {
		skipTxOut(&r)
	}
	s.bodyEnd = r.at
	if segwit {
		items := 0
		for i := 0; i < s.inputs && r.reason == ""; i++ {
			items += skipWitness(&r)
		}
		if items == 0 {
			r.fail("witness form without a witness")
		}
	}
	r.skip(txLocktimeLen)
	return s, r.end()
}

// readTxOut decodes the output at the start of b.
func readTxOut(b []byte) (amount int64, script []byte) {
	r := reader{b: b}
	amount = int64(r.uint64())
	return amount, r.varBytes()
}
