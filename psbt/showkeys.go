package psbt

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// pathText writes a path as "m/84h/0h/0h/1/5".
func pathText(path []uint32) string {
	const hardened = 1 << 31
	var b strings.Builder
	b.WriteByte('m')
	for _, step := range path {
		b.WriteByte('/')
		b.WriteString(strconv.FormatUint(uint64(step&^hardened), 10))
		if step&hardened != 0 {
			b.WriteByte('h')
		}
	}
	return b.String()
}

func showOrigin(_, value []byte) []Detail {
	fingerprint, path, _ := readOrigin(value)
	return []Detail{
		{"fingerprint", hex.EncodeToString(fingerprint[:])},
		{"path", pathText(path)},
	}
}

func showXPubOrigin(_, value []byte) []Detail { return showOrigin(nil, value) }

func showTapOrigin(_, value []byte) []Detail {
	hashes, fingerprint, path, _ := readTapOrigin(value)
	leaves := list{name: "leaf hash", bound: maxListed}
	for _, hash := range hashes {
		leaves.add(func() string { return hex.EncodeToString(hash[:]) })
	}
	return append([]Detail{
		{"fingerprint", hex.EncodeToString(fingerprint[:])},
		{"path", pathText(path)},
	}, leaves.all()...)
}

// showXPub shows BIP-32's parts; the network's prefix is in the version.
func showXPub(key []byte) []Detail {
	return []Detail{
		{"version", hex.EncodeToString(key[:4])},
		{"depth", strconv.Itoa(int(key[4]))},
		{"parent fingerprint", hex.EncodeToString(key[5:9])},
		{"child", pathText([]uint32{binary.BigEndian.Uint32(key[9:13])})[2:]},
		{"chain code", hex.EncodeToString(key[13:45])},
		{"public key", hex.EncodeToString(key[45:])},
	}
}

func showKeyAndLeaf(key []byte) []Detail {
	return []Detail{
		{"public key", hex.EncodeToString(key[:xOnlyLen])},
		{"leaf hash", hex.EncodeToString(key[xOnlyLen:])},
	}
}

func showControlBlock(key []byte) []Detail {
	path := list{name: "path", bound: maxListed}
	for hash := range chunks(key[compressedLen:], hashLen) {
		path.add(func() string { return hex.EncodeToString(hash) })
	}
	return append([]Detail{
		{"internal key", hex.EncodeToString(key[1:compressedLen])},
		{"parity", strconv.Itoa(int(key[0] & 1))},
	}, path.all()...)
}

func showLeafScript(_, value []byte) []Detail {
	end := len(value) - 1
	return append(scriptDetails("", value[:end]), Detail{"leaf version", hex.EncodeToString(value[end:])})
}

func showTapTree(_, value []byte) []Detail {
	leaves := list{name: "leaf", bound: maxListed}
	_, _ = readTapTree(value, func(leaf TapLeaf) {
		leaves.add(func() string {
			return fmt.Sprintf("depth %d version %02x script %x", leaf.Depth, leaf.Version, leaf.Script)
		})
	})
	return leaves.all()
}

func showMuSig2Signer(key []byte) []Detail {
	signer, _ := readMuSig2Signer(key)
	details := []Detail{
		{"participant", hex.EncodeToString(signer.Participant[:])},
		{"aggregate key", hex.EncodeToString(signer.Aggregate[:])},
	}
	if signer.LeafHash != nil {
		details = append(details, Detail{"leaf hash", hex.EncodeToString(signer.LeafHash)})
	}
	return details
}

func showKeyList(_, value []byte) []Detail {
	keys := list{name: "key", bound: maxListed}
	for key := range chunks(value, compressedLen) {
		keys.add(func() string { return hex.EncodeToString(key) })
	}
	return keys.all()
}

func showSilentAddress(_, value []byte) []Detail {
	return []Detail{
		{"scan key", hex.EncodeToString(value[:compressedLen])},
		{"spend key", hex.EncodeToString(value[compressedLen:])},
	}
}
