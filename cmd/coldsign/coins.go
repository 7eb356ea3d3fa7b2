package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"coldsign/signer"
)

// coinsFile remembers the coins that were signed for here, with their amounts:
// two signings of different lies about one coin must not happen on one machine.
const coinsFile = "coins"

// coinsHeader begins the file and names its layout: a line a coin, of outpoint,
// satoshi, id of the unsigned transaction, seconds since 1970, and who signed.
const coinsHeader = "coldsign coins 1\n"

// maxCoins bounds the file: 100,000 coins are 15 MB and more than a vault
// spends in its life. Beyond it the oldest are forgotten.
const maxCoins = 100_000

// maxCoinsBytes bounds what is read.
const maxCoinsBytes = 64 << 20

// coin is one line of the file.
type coin struct {
	outpoint wire.OutPoint
	sats     int64
	by       signer.SignedBy
}

// coins reads the memory of this machine.
func (h *home) coins() ([]coin, error) {
	path := filepath.Join(h.dir, coinsFile)
	data, err := h.store.ReadFile(path, maxCoinsBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, pathError(path, err)
	}
	list, err := parseCoins(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// parseCoins reads the file strictly; a damaged one is named, never passed over.
func parseCoins(data []byte) ([]coin, error) {
	body, ok := bytes.CutPrefix(data, []byte(coinsHeader))
	if !ok || len(body) > 0 && body[len(body)-1] != '\n' {
		return nil, errors.New("not a file of coins that this program wrote")
	}
	var list []coin
	for n, line := range strings.Split(strings.TrimSuffix(string(body), "\n"), "\n") {
		if line == "" && len(body) == 0 {
			break
		}
		c, err := parseCoin(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+2, err)
		}
		list = append(list, c)
	}
	return list, nil
}

func parseCoin(line string) (coin, error) {
	var c coin
	fields := strings.SplitN(line, " ", 5)
	if len(fields) != 5 {
		return c, errors.New("five fields are wanted")
	}
	outpoint, err := wire.NewOutPointFromString(fields[0])
	if err != nil {
		return c, errors.New("malformed outpoint")
	}
	txid, err := chainhash.NewHashFromStr(fields[2])
	if err != nil || len(fields[2]) != 2*chainhash.HashSize {
		return c, errors.New("malformed transaction id")
	}
	c.outpoint, c.by.TxID = *outpoint, *txid
	if c.sats, err = strconv.ParseInt(fields[1], 10, 64); err != nil {
		return c, errors.New("malformed amount")
	}
	if c.by.When, err = strconv.ParseInt(fields[3], 10, 64); err != nil {
		return c, errors.New("malformed time")
	}
	c.by.By = fields[4]
	if c.String() != line {
		return c, errors.New("not as this program writes it")
	}
	return c, nil
}

func (c coin) String() string {
	return fmt.Sprintf("%s %d %s %d %s", c.outpoint, c.sats, c.by.TxID, c.by.When, c.by.By)
}

// history is what the signer wants to know of the coins.
func history(list []coin) signer.History {
	h := signer.History{
		Seen:        make(map[wire.OutPoint]int64, len(list)),
		SignedCoins: make(map[wire.OutPoint]signer.SignedBy, len(list)),
		SignedTxs:   map[chainhash.Hash]signer.SignedBy{},
	}
	for _, c := range list {
		h.Seen[c.outpoint] = c.sats
		h.SignedCoins[c.outpoint] = c.by
		h.SignedTxs[c.by.TxID] = c.by
	}
	return h
}

// rememberCoins writes down what has been signed, before any of it leaves.
func (h *home) rememberCoins(a *signer.Analysis, who []string) error {
	list, err := h.coins()
	if err != nil {
		return err
	}
	by := signer.SignedBy{TxID: a.Tx.TxID, When: now().Unix(), By: strings.Join(who, ", ")}
	var signed []coin
	for _, in := range a.Inputs {
		if in.Standing == signer.Signable {
			signed = append(signed, coin{in.OutPoint, in.Coin.Sats, by})
		}
	}
	list = withSigned(list, signed)
	list = list[max(0, len(list)-maxCoins):]
	var out bytes.Buffer
	out.WriteString(coinsHeader)
	for _, c := range list {
		out.WriteString(c.String() + "\n")
	}
	return h.store.Replace(filepath.Join(h.dir, coinsFile), out.Bytes())
}

// withSigned is the memory with coins that have just been signed for. A coin that was
// signed again in the same transaction has one entry; those of the transaction that
// were signed before and not now keep theirs.
func withSigned(list, signed []coin) []coin {
	type entry struct {
		outpoint wire.OutPoint
		txid     chainhash.Hash
	}
	again := make(map[entry]bool, len(signed))
	for _, c := range signed {
		again[entry{c.outpoint, c.by.TxID}] = true
	}
	list = slices.DeleteFunc(list, func(c coin) bool { return again[entry{c.outpoint, c.by.TxID}] })
	return append(list, signed...)
}
