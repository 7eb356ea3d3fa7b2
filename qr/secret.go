package qr

import (
	"bytes"
	"strings"
)

// isSecretText recognises what must not be shown unasked: extended private keys,
// mnemonics of BIP-39 and SLIP-39 by their shape, codex32, SeedQR digits.
func isSecretText(text string) bool {
	for _, field := range strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune(" \t\r\n(),/]{}\"", r)
	}) {
		if isPrivateKeyText(field) {
			return true
		}
	}
	return isMnemonic(text) || isSeedQR(text)
}

// isPrivateKeyText knows BIP-32 private keys (xprv, tprv and the script-typed
// letters), BIP-93 strings and age identities.
func isPrivateKeyText(field string) bool {
	if len(field) >= 111 && len(field) <= 112 && field[1:4] == "prv" && strings.ContainsRune("xtyzuvYZUV", rune(field[0])) {
		return true
	}
	lower := strings.ToLower(field)
	return len(lower) >= 48 && strings.HasPrefix(lower, "ms1") || strings.HasPrefix(lower, "age-secret-key-1")
}

// mnemonicLengths are the word counts of BIP-39 and SLIP-39.
var mnemonicLengths = map[int]bool{12: true, 15: true, 18: true, 20: true, 21: true, 24: true, 33: true}

// isMnemonic goes by shape: as many words as a mnemonic has, each of three to
// eight letters. A sentence of prose taken for one does no harm.
func isMnemonic(text string) bool {
	fields := strings.Fields(text)
	if !mnemonicLengths[len(fields)] {
		return false
	}
	for _, word := range fields {
		if len(word) < 3 || len(word) > 8 || strings.Trim(strings.ToLower(word), "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return true
}

// isSeedQR: 12 or 24 word indexes of four digits, each below 2048.
func isSeedQR(text string) bool {
	digits := []byte(strings.TrimSpace(text))
	if len(digits) != 48 && len(digits) != 96 {
		return false
	}
	if len(bytes.Trim(digits, "0123456789")) != 0 {
		return false
	}
	for i := 0; i < len(digits); i += 4 {
		if string(digits[i:i+4]) > "2047" {
			return false
		}
	}
	return true
}
