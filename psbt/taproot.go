package psbt

// A TapScriptSig is a signature for one leaf (BIP-371).
type TapScriptSig struct {
	XOnly     [xOnlyLen]byte
	LeafHash  [hashLen]byte
	Signature []byte // 64 bytes, or 65 with a sighash type
}

// A TapLeafScript is a leaf of the coin's script tree and the path to it.
type TapLeafScript struct {
	ControlBlock []byte
	Script       []byte
	Version      byte
}

// A TapDerivation says where a taproot key comes from and which leaves use it;
// no leaf stands for the internal key.
type TapDerivation struct {
	XOnly       [xOnlyLen]byte
	LeafHashes  [][hashLen]byte
	Fingerprint [fingerprintLen]byte
	Path        []uint32
}

// TapKeySig is the signature of the key path.
func (in Input) TapKeySig() ([]byte, bool) { return in.fields().Get(InTapKeySig) }

// TapScriptSigs returns the signatures of leaves.
func (in Input) TapScriptSigs() []TapScriptSig {
	var all []TapScriptSig
	for pair := range in.fields().All(InTapScriptSig) {
		if len(pair.KeyData) == xOnlyLen+hashLen {
			all = append(all, TapScriptSig{
				[xOnlyLen]byte(pair.KeyData), [hashLen]byte(pair.KeyData[xOnlyLen:]), pair.Value})
		}
	}
	return all
}

// TapLeafScripts returns the leaves that the packet offers.
func (in Input) TapLeafScripts() []TapLeafScript {
	var all []TapLeafScript
	for pair := range in.fields().All(InTapLeafScript) {
		if end := len(pair.Value) - 1; end >= 0 {
			all = append(all, TapLeafScript{pair.KeyData, pair.Value[:end:end], pair.Value[end]})
		}
	}
	return all
}

// TapDerivations returns the TAP_BIP32_DERIVATION fields.
func (in Input) TapDerivations() []TapDerivation {
	return tapDerivations(in.fields(), InTapBIP32Derivation)
}

// TapInternalKey is the key that the coin's output key was made from.
func (in Input) TapInternalKey() ([xOnlyLen]byte, bool) {
	return xOnlyField(in.fields(), InTapInternalKey)
}

// TapMerkleRoot is the root of the coin's script tree; absent for a coin
// without scripts.
func (in Input) TapMerkleRoot() ([]byte, bool) { return in.fields().Get(InTapMerkleRoot) }

// TapInternalKey is the key that the output key is made from.
func (out Output) TapInternalKey() ([xOnlyLen]byte, bool) {
	return xOnlyField(out.fields(), OutTapInternalKey)
}

// TapTree returns the leaves of the output's script tree, depth first; false
// when the output has none.
func (out Output) TapTree() ([]TapLeaf, bool) {
	value, ok := out.fields().Get(OutTapTree)
	if !ok {
		return nil, false
	}
	var leaves []TapLeaf
	_, reason := readTapTree(value, func(leaf TapLeaf) { leaves = append(leaves, leaf) })
	return leaves, reason == ""
}

// TapDerivations returns the TAP_BIP32_DERIVATION fields.
func (out Output) TapDerivations() []TapDerivation {
	return tapDerivations(out.fields(), OutTapBIP32Derivation)
}

func xOnlyField(m Map, fieldType uint64) (key [xOnlyLen]byte, ok bool) {
	v, ok := m.Get(fieldType)
	if !ok || len(v) != xOnlyLen {
		return key, false
	}
	return [xOnlyLen]byte(v), true
}

func tapDerivations(m Map, fieldType uint64) []TapDerivation {
	var all []TapDerivation
	for pair := range m.All(fieldType) {
		hashes, fingerprint, path, ok := readTapOrigin(pair.Value)
		if ok && len(pair.KeyData) == xOnlyLen {
			all = append(all, TapDerivation{[xOnlyLen]byte(pair.KeyData), hashes, fingerprint, path})
		}
	}
	return all
}

func readTapOrigin(value []byte) (hashes [][hashLen]byte, fingerprint [fingerprintLen]byte, path []uint32, ok bool) {
	r := reader{b: value}
	n := r.count(hashLen)
	for hash := range chunks(r.take(uint64(n)*hashLen), hashLen) {
		hashes = append(hashes, [hashLen]byte(hash))
	}
	if r.reason != "" {
		return nil, fingerprint, nil, false
	}
	fingerprint, path, ok = readOrigin(value[r.at:])
	return hashes, fingerprint, path, ok
}
