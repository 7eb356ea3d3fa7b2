package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"

	"coldsign/internal/fault"
	"coldsign/internal/names"
	"coldsign/signer"
	"coldsign/signer/policy"
)

// What a policy remembers, a line an entry. Like the file of coins they are
// written whole, and a damaged one is named, never passed over.
const (
	spentFile      = "spent"
	spentHeader    = "coldsign spent 1" // transaction id, satoshi, declared seconds since 1970, lock height
	requestsFile   = "requests"
	requestsHeader = "coldsign requests 1" // sequence number, requester, transaction id
)

// maxEntries bounds the file of what was spent: beyond it the oldest is
// forgotten. 100,000 transactions are far more than any period has.
const maxEntries = 100_000

// maxMemoryBytes bounds what is read of either file.
const maxMemoryBytes = 64 << 20

// readLines reads the entries of a file that begins with its header.
func (h *home) readLines(file, header string, entry func(fields []string) (string, error)) error {
	path := filepath.Join(h.dir, file)
	data, err := h.store.ReadFile(path, maxMemoryBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Path(path, err)
	}
	lines := strings.Split(string(data), "\n")
	if lines[0] != header || lines[len(lines)-1] != "" {
		return fmt.Errorf("%s: not a file that this program wrote", path)
	}
	for n, line := range lines[1 : len(lines)-1] {
		again, err := entry(strings.Split(line, " "))
		if err == nil && again != line {
			err = errors.New("not as this program writes it")
		}
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", path, n+2, err)
		}
	}
	return nil
}

func (h *home) writeLines(file, header string, lines []string) error {
	text := strings.Join(append([]string{header}, lines...), "\n") + "\n"
	return h.store.Replace(filepath.Join(h.dir, file), []byte(text))
}

func spentLine(s policy.Spent) string {
	return fmt.Sprintf("%s %d %d %d", s.TxID, s.Sats, s.Date, s.Height)
}

// spent is what was signed for here, oldest first.
func (h *home) spent() ([]policy.Spent, error) {
	var list []policy.Spent
	err := h.readLines(spentFile, spentHeader, func(fields []string) (string, error) {
		if len(fields) != 4 {
			return "", errors.New("four fields are wanted")
		}
		var s policy.Spent
		txid, err := chainhash.NewHashFromStr(fields[0])
		if err != nil {
			return "", errors.New("malformed transaction id")
		}
		sats, errSats := strconv.ParseInt(fields[1], 10, 64)
		date, errDate := strconv.ParseInt(fields[2], 10, 64)
		height, errHeight := strconv.ParseUint(fields[3], 10, 32)
		if errors.Join(errSats, errDate, errHeight) != nil || sats < 0 || date < 0 {
			return "", errors.New("malformed number")
		}
		s = policy.Spent{TxID: *txid, Sats: sats, Date: date, Height: uint32(height)}
		list = append(list, s)
		return spentLine(s), nil
	})
	return list, err
}

// rememberSpent adds a transaction, unless the very entry is there: what is signed
// again, at the same declared date and height, is spent once.
func (h *home) rememberSpent(f *policy.Facts, s policy.Spent) error {
	if slices.Contains(f.Spent, s) {
		return nil
	}
	var lines []string
	for _, old := range f.Spent {
		lines = append(lines, spentLine(old))
	}
	lines = append(lines, spentLine(s))
	return h.writeLines(spentFile, spentHeader, lines[max(0, len(lines)-maxEntries):])
}

// usedRequests are the requests that were signed for.
func (h *home) usedRequests() ([]policy.Used, error) {
	list, _, err := h.requestLines()
	return list, err
}

func (h *home) requestLines() (list []policy.Used, lines []string, err error) {
	err = h.readLines(requestsFile, requestsHeader, func(fields []string) (string, error) {
		if len(fields) != 3 || !names.Is(fields[1]) || len(fields[2]) != 2*chainhash.HashSize {
			return "", errors.New("sequence number, name and transaction id are wanted")
		}
		sequence, err := strconv.ParseUint(fields[0], 10, 64)
		if err != nil {
			return "", errors.New("malformed sequence number")
		}
		list = append(list, policy.Used{By: fields[1], Sequence: sequence})
		lines = append(lines, requestLine(fields[1], sequence, fields[2]))
		return lines[len(lines)-1], nil
	})
	return list, lines, err
}

func requestLine(by string, sequence uint64, txid string) string {
	return fmt.Sprintf("%d %s %s", sequence, by, txid)
}

// rememberRequest spends the sequence number of the request that was brought.
func (h *home) rememberRequest(f *policy.Facts, a *signer.Analysis) error {
	if f.Request == nil {
		return nil
	}
	_, lines, err := h.requestLines()
	if err != nil {
		return err
	}
	line := requestLine(f.Request.By, f.Request.Sequence, a.Tx.TxID.String())
	return h.writeLines(requestsFile, requestsHeader, append(lines, line))
}
