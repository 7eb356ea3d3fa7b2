// Package pins is temporary.
package pins

import (
	_ "filippo.io/age"
	_ "github.com/awnumar/memguard"
	_ "github.com/btcsuite/btcd/address/v2/base58"
	_ "github.com/btcsuite/btcd/address/v2/bech32"
	_ "github.com/btcsuite/btcd/btcec/v2"
	_ "github.com/btcsuite/btcd/btcutil/v2/hdkeychain"
	_ "github.com/btcsuite/btcd/chaincfg/v2"
	_ "github.com/btcsuite/btcd/txscript/v2"
	_ "github.com/btcsuite/btcd/wire/v2"
	_ "github.com/creack/pty"
	_ "github.com/decred/dcrd/dcrec/secp256k1/v4"
	_ "github.com/klauspost/compress/flate"
	_ "github.com/makiuchi-d/gozxing"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/skip2/go-qrcode"
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/cobra/doc"
	_ "golang.org/x/crypto/scrypt"
	_ "golang.org/x/crypto/chacha20poly1305"
	_ "golang.org/x/crypto/hkdf"
	_ "golang.org/x/sys/unix"
	_ "golang.org/x/term"
	_ "golang.org/x/text/unicode/norm"
	_ "pgregory.net/rapid"
)
