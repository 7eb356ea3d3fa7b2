package psbt

// A MuSig2Participants lists the keys behind an aggregate key (BIP-373).
type MuSig2Participants struct {
	Aggregate    [compressedLen]byte
	Participants [][compressedLen]byte
}

// A MuSig2Signer says whose nonce or partial signature a field holds.
type MuSig2Signer struct {
	Participant [compressedLen]byte
	Aggregate   [compressedLen]byte
	LeafHash    []byte // 32 bytes; nil for the key path
}

// A MuSig2Nonce is a participant's public nonce.
type MuSig2Nonce struct {
	MuSig2Signer
	Nonce [2 * compressedLen]byte
}

// A MuSig2PartialSig is a participant's partial signature.
type MuSig2PartialSig struct {
	MuSig2Signer
	Signature [32]byte
}

// MuSig2Participants returns the aggregate keys of the input.
func (in Input) MuSig2Participants() []MuSig2Participants {
	return musig2Participants(in.fields(), InMuSig2ParticipantPubKeys)
}

// MuSig2Participants returns the aggregate keys of the output.
func (out Output) MuSig2Participants() []MuSig2Participants {
	return musig2Participants(out.fields(), OutMuSig2ParticipantPubKeys)
}

// MuSig2PubNonces returns the public nonces.
func (in Input) MuSig2PubNonces() []MuSig2Nonce {
	var all []MuSig2Nonce
	for pair := range in.fields().All(InMuSig2PubNonce) {
		if signer, ok := readMuSig2Signer(pair.KeyData); ok && len(pair.Value) == 2*compressedLen {
			all = append(all, MuSig2Nonce{signer, [2 * compressedLen]byte(pair.Value)})
		}
	}
	return all
}

// MuSig2PartialSigs returns the partial signatures.
func (in Input) MuSig2PartialSigs() []MuSig2PartialSig {
	var all []MuSig2PartialSig
	for pair := range in.fields().All(InMuSig2PartialSig) {
		if signer, ok := readMuSig2Signer(pair.KeyData); ok && len(pair.Value) == 32 {
			all = append(all, MuSig2PartialSig{signer, [32]byte(pair.Value)})
		}
	}
	return all
}

func musig2Participants(m Map, fieldType uint64) []MuSig2Participants {
	var all []MuSig2Participants
	for pair := range m.All(fieldType) {
		if len(pair.KeyData) != compressedLen {
			continue
		}
		group := MuSig2Participants{Aggregate: [compressedLen]byte(pair.KeyData)}
		for key := range chunks(pair.Value, compressedLen) {
			group.Participants = append(group.Participants, [compressedLen]byte(key))
		}
		all = append(all, group)
	}
	return all
}

func readMuSig2Signer(key []byte) (MuSig2Signer, bool) {
	if checkMuSig2Signer(key) != "" {
		return MuSig2Signer{}, false
	}
	signer := MuSig2Signer{
		Participant: [compressedLen]byte(key),
		Aggregate:   [compressedLen]byte(key[compressedLen:]),
	}
	if leaf := key[2*compressedLen:]; len(leaf) != 0 {
		signer.LeafHash = leaf
	}
	return signer, true
}
