// Package message knows the formats of signed messages: those of BIP-322, which
// sign a transaction that can never be mined in the message's place, and the
// older one of Bitcoin Core with the header bytes of BIP-137. It makes what is to
// be signed, writes signatures down, and verifies them. It holds no keys.
package message
