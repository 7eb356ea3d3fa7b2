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

	"coldsign/internal/fault"
	"coldsign/signer"
)

// coinsFile remembers the coins of ours in the transactions that were signed here,
// with their amounts: two signings of different lies about one coin, or about whose
// it is, must not happen on one machine.
const coinsFile = "coins"

// coinsHeader begins the file and names its layout: a line a coin, of outpoint,
// satoshi, id of the unsigned transaction, seconds since 1970, whether it was signed
// for (and with ANYONECANPAY the name of all else that was signed), the wallet and its
// index, and who signed. The first layout had signed coins
// alone, without wallet and index.
const (
	coinsHeader  = "coldsign coins 2\n"
	coinsHeader1 = "coldsign coins 1\n"
)

// What the memory says of a coin: it was signed for, or it stood beside one as ours.
const (
	coinSigned = "signed"
	coinOurs   = "ours"
	coinOpen   = "open:" // signed with ANYONECANPAY; the transaction without its inputs follows
)

// noWallet stands for the wallet of a coin out of the first layout.
const noWallet = "-"

// maxCoins bounds the file: 100,000 coins are 15 MB and more than a vault
// spends in its life. Beyond it the oldest are forgotten.
const maxCoins = 100_000

// maxCoinsBytes bounds what is read.
const maxCoinsBytes = 64 << 20

// coin is one line of the file.
type coin struct {
	outpoint wire.OutPoint
	sats     int64
	signed   bool
	open     chainhash.Hash // of the transaction without its inputs; zero: the signature names all inputs
	wallet   string         // noWallet: it was not written down
	index    uint32
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
		return nil, fault.Path(path, err)
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
	parse := parseCoin
	if !ok {
		body, ok = bytes.CutPrefix(data, []byte(coinsHeader1))
		parse = parseCoin1
	}
	if !ok || len(body) > 0 && body[len(body)-1] != '\n' {
		return nil, errors.New("not a file of coins that this program wrote")
	}
	var list []coin
	for n, line := range strings.Split(strings.TrimSuffix(string(body), "\n"), "\n") {
		if line == "" && len(body) == 0 {
			break
		}
		c, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+2, err)
		}
		list = append(list, c)
	}
	return list, nil
}

func parseCoin(line string) (coin, error) {
	f := strings.SplitN(line, " ", 8)
	if len(f) != 8 {
		return coin{}, errors.New("eight fields are wanted")
	}
	c, err := coinOf(f[0], f[1], f[2], f[3], f[7])
	if err != nil {
		return c, err
	}
	index, err := strconv.ParseUint(f[6], 10, 31)
	if err != nil || f[5] == "" {
		return c, errors.New("malformed wallet or index")
	}
	if rest, ok := strings.CutPrefix(f[4], coinOpen); ok {
		if err := chainhash.Decode(&c.open, rest); err != nil {
			return c, errors.New("malformed name of a transaction without its inputs")
		}
	}
	c.signed, c.wallet, c.index = f[4] != coinOurs, f[5], uint32(index)
	return c, c.same(line)
}

// parseCoin1 reads a line of the first layout.
func parseCoin1(line string) (coin, error) {
	f := strings.SplitN(line, " ", 5)
	if len(f) != 5 {
		return coin{}, errors.New("five fields are wanted")
	}
	c, err := coinOf(f[0], f[1], f[2], f[3], f[4])
	if err != nil {
		return c, err
	}
	c.signed, c.wallet = true, noWallet
	return c, c.same(strings.Join([]string{f[0], f[1], f[2], f[3], coinSigned, noWallet, "0", f[4]}, " "))
}

// same holds a coin against the line that it was read from.
func (c coin) same(line string) error {
	if c.String() != line {
		return errors.New("not as this program writes it")
	}
	return nil
}

func coinOf(point, sats, txid, when, by string) (c coin, err error) {
	outpoint, err := wire.NewOutPointFromString(point)
	if err != nil {
		return c, errors.New("malformed outpoint")
	}
	id, err := chainhash.NewHashFromStr(txid)
	if err != nil || len(txid) != 2*chainhash.HashSize {
		return c, errors.New("malformed transaction id")
	}
	c.outpoint, c.by.TxID, c.by.By = *outpoint, *id, by
	if c.sats, err = strconv.ParseInt(sats, 10, 64); err != nil {
		return c, errors.New("malformed amount")
	}
	if c.by.When, err = strconv.ParseInt(when, 10, 64); err != nil {
		return c, errors.New("malformed time")
	}
	return c, nil
}

func (c coin) String() string {
	mark := coinOurs
	switch {
	case c.open != chainhash.Hash{}:
		mark = coinOpen + c.open.String()
	case c.signed:
		mark = coinSigned
	}
	return fmt.Sprintf("%s %d %s %d %s %s %d %s", c.outpoint, c.sats, c.by.TxID, c.by.When, mark, c.wallet, c.index, c.by.By)
}

// history is what the signer wants to know of the coins.
func history(list []coin) signer.History {
	h := signer.History{
		Seen:        make(map[wire.OutPoint]int64, len(list)),
		SignedCoins: make(map[wire.OutPoint]signer.SignedBy, len(list)),
		SignedTxs:   map[chainhash.Hash]signer.SignedBy{},
		SignedOpen:  map[chainhash.Hash][]wire.OutPoint{},
		Highest:     map[string]uint32{},
	}
	for _, c := range list {
		h.Seen[c.outpoint] = c.sats
		if c.signed {
			h.SignedCoins[c.outpoint] = c.by
		}
		if c.open != (chainhash.Hash{}) {
			h.SignedOpen[c.open] = append(h.SignedOpen[c.open], c.outpoint)
		}
		h.Highest[c.wallet] = max(h.Highest[c.wallet], c.index)
		before, known := h.SignedTxs[c.by.TxID]
		c.by.Ours = before.Ours
		switch {
		case c.wallet == noWallet:
			c.by.Ours = nil
		case !known:
			c.by.Ours = map[wire.OutPoint]bool{}
		}
		if c.by.Ours != nil {
			c.by.Ours[c.outpoint] = true
		}
		h.SignedTxs[c.by.TxID] = c.by
	}
	return h
}

// rememberCoins writes down what has been signed, before any of it leaves: all coins
// of ours in the transaction, those that were signed for and those beside them.
func (h *home) rememberCoins(a *signer.Analysis, who []string) error {
	list, err := h.coins()
	if err != nil {
		return err
	}
	by := signer.SignedBy{TxID: a.Tx.TxID, When: now().Unix(), By: strings.Join(who, ", ")}
	var ours []coin
	for _, in := range a.Inputs {
		if o := in.Owner; o != nil {
			c := coin{outpoint: in.OutPoint, sats: in.Coin.Sats, signed: in.Standing == signer.Signable, wallet: o.Wallet.Name, index: o.Index, by: by}
			if in.SignsOpen() {
				c.open = a.Tx.WithoutInputs
			}
			ours = append(ours, c)
		}
	}
	list = newest(withSigned(list, ours), maxCoins)
	var out bytes.Buffer
	out.WriteString(coinsHeader)
	for _, c := range list {
		out.WriteString(c.String() + "\n")
	}
	return h.store.Replace(filepath.Join(h.dir, coinsFile), out.Bytes())
}

// withSigned is the memory with the coins of a transaction that has just been signed.
// A coin has one entry for each transaction; one that was signed for before, and was
// not now, stays signed.
func withSigned(list, ours []coin) []coin {
	type entry struct {
		outpoint wire.OutPoint
		txid     chainhash.Hash
	}
	at := make(map[entry]int, len(ours))
	for i, c := range ours {
		at[entry{c.outpoint, c.by.TxID}] = i
	}
	list = slices.DeleteFunc(list, func(c coin) bool {
		i, again := at[entry{c.outpoint, c.by.TxID}]
		if again && c.signed && !ours[i].signed {
			ours[i].signed, ours[i].by = true, c.by
		}
		if again && c.open != (chainhash.Hash{}) {
			ours[i].open = c.open
		}
		return again
	})
	return append(list, ours...)
}

// newest drops the oldest entries beyond a number, and those of a transaction that
// would lose a part of its entries: half a memory of whose its coins were is none.
func newest(list []coin, most int) []coin {
	if len(list) <= most {
		return list
	}
	cut := map[chainhash.Hash]bool{}
	for _, c := range list[:len(list)-most] {
		cut[c.by.TxID] = true
	}
	return slices.DeleteFunc(list, func(c coin) bool { return cut[c.by.TxID] })
}
