package qr

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of content, recognised by look alone: whoever uses the payload
// parses it strictly.
const (
	KindPSBT        = "psbt"
	KindTransaction = "transaction"
	KindDescriptor  = "descriptor"
	KindAccount     = "account" // several descriptors of one key
	KindKey         = "key"     // a public key
	KindAddress     = "address"
	KindSecret      = "secret" // a seed, its words or shares, or a private key: never shown unasked
	KindText        = "text"
	KindBytes       = "bytes"
)

// psbtMagic begins every PSBT (BIP-174).
var psbtMagic = []byte("psbt\xff")

// kindOf recognises binary or text content.
func kindOf(data []byte) string {
	switch {
	case bytes.HasPrefix(data, psbtMagic):
		return KindPSBT
	case isTransaction(data):
		return KindTransaction
	case !isText(data):
		return KindBytes
	case isSecretText(string(data)):
		return KindSecret
	case isDescriptor(string(data)):
		return KindDescriptor
	}
	return KindText
}

// binaryForm undoes hex or base64 around a PSBT or a transaction; anything else
// is returned as it is.
func binaryForm(data []byte) []byte {
	text := string(bytes.TrimSpace(data))
	if decoded, err := hex.DecodeString(text); err == nil && isBitcoin(decoded) {
		return decoded
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding} {
		if decoded, err := encoding.Strict().DecodeString(text); err == nil && isBitcoin(decoded) {
			return decoded
		}
	}
	return data
}

func isBitcoin(data []byte) bool {
	return bytes.HasPrefix(data, psbtMagic) || isTransaction(data)
}

// isText says whether data is text that a person could have written.
func isText(data []byte) bool {
	if len(data) == 0 || !utf8.Valid(data) {
		return false
	}
	for _, r := range string(data) {
		if unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) {
			return false
		}
	}
	return true
}

// descriptorFunctions can begin an output descriptor (BIP-380 to -390).
var descriptorFunctions = []string{
	"pk(", "pkh(", "wpkh(", "sh(", "wsh(", "tr(", "combo(", "multi(", "sortedmulti(", "rawtr(", "raw(", "addr(",
}

func isDescriptor(text string) bool {
	text = strings.TrimSpace(text)
	for _, f := range descriptorFunctions {
		if strings.HasPrefix(text, f) && strings.Contains(text, ")") {
			return true
		}
	}
	return false
}

// payloadOf fills in what is recognised from data.
func payloadOf(format, kind string, data []byte) Payload {
	data = binaryForm(data)
	p := Payload{Format: format, Type: kind, Kind: kindOf(data), Data: data}
	if isText(data) {
		p.Text = string(data)
	}
	return p
}
