package descriptor

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxImport is the largest file that is read, in bytes.
const maxImport = 1 << 20

// Imported is a wallet out of a file of some coordinator.
type Imported struct {
	Format       string // the row of the table of formats
	Name         string // as the file calls the wallet; empty when that is unprintable
	Descriptor   *Descriptor
	FirstAddress string            // as the file states it, and found to be the wallet's; else empty
	Network      *Network          // as the file states it; nil when it does not
	Names        map[string]string // people by the fingerprint of their key in hex, as the file calls them
	Notes        []string          // what the file leaves open and convention fills
}

// format is one kind of file. The first row that recognises a file reads it, and
// its error is the error: no other reader is tried.
type format struct {
	name      string
	recognise func(f *file) bool
	parse     func(f *file) ([]Imported, error)
}

func formats() []format {
	return []format{
		{"bip388", hasMembers("keys_info"), importBIP388},
		{"bip388", hasMembers("keys", "descriptor_template"), importBIP388},
		{"caravan", hasMembers("quorum", "extendedPublicKeys"), importCaravan},
		{"bitcoin-core", hasMembers("descriptors"), importCore},
		{"json", hasMembers("descriptor"), importJSON}, // Specter, Nunchuk, Krux
		{"json", hasMembers("desc"), importJSON},       // Coldcard
		{"json", isJSON, importUnknownJSON},
		{"bsms", isBSMS, importBSMS},
		{"coldcard", isColdcard, importColdcard}, // Coldcard, Sparrow, Nunchuk, Specter
		{"descriptor", isText, importText},       // a descriptor, Sparrow's text, receive and change
	}
}

// file is what the readers read.
type file struct {
	data    []byte
	lines   []string          // of a text, trimmed, without empty ones
	members map[string]member // of a JSON object
}

// Import reads the one wallet of a file, whatever its format. Errors about
// private keys hold ErrSecret.
func Import(data []byte) (Imported, error) {
	all, err := ImportAll(data)
	if err != nil {
		return Imported{}, err
	}
	if len(all) != 1 {
		return Imported{}, fmt.Errorf("import: %d wallets in one file: %s", len(all), kinds(all))
	}
	return all[0], nil
}

// ImportAll reads every wallet of a file: one, or those of an account.
func ImportAll(data []byte) ([]Imported, error) {
	if len(data) > maxImport {
		return nil, errors.New("import: a file above 1 MiB")
	}
	f, err := openFile(data)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	for _, row := range formats() {
		if !row.recognise(f) {
			continue
		}
		all, err := row.parse(f)
		if err != nil {
			return nil, fmt.Errorf("import: %s: %w", row.name, err)
		}
		for i := range all {
			all[i].Format = row.name
			if err := all[i].finish(); err != nil {
				return nil, fmt.Errorf("import: %s: %w", row.name, err)
			}
		}
		return all, nil
	}
	return nil, errors.New("import: neither a descriptor nor a wallet file that is known")
}

// openFile looks for secrets and prepares the views of the data.
func openFile(data []byte) (*file, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // the mark of UTF-8 that some editors write
	f := &file{data: data}
	if findSecret(string(data)) >= 0 {
		return nil, ErrSecret
	}
	for _, line := range strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(line); line != "" {
			f.lines = append(f.lines, line)
		}
	}
	if isJSON(f) {
		var err error
		if f.members, err = parseMembers(data); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func isText(f *file) bool { return len(f.lines) > 0 }

// finish completes what convention fills, and checks what the file states of the
// wallet.
func (w *Imported) finish() error {
	if reason, is := w.Descriptor.NoWallet(); is {
		return errors.New("no wallet: " + reason)
	}
	w.Name = printable(w.Name)
	for fingerprint, name := range w.Names {
		if w.Names[fingerprint] = printable(name); w.Names[fingerprint] == "" {
			delete(w.Names, fingerprint)
		}
	}
	if w.Network != nil && !w.Descriptor.FitsNetwork(w.Network) {
		return fmt.Errorf("keys that are not of network %s, as the file states", w.Network.Name)
	}
	return w.checkFirstAddress()
}

// checkFirstAddress refuses a file whose address is not its wallet's.
func (w *Imported) checkFirstAddress() error {
	if w.FirstAddress == "" {
		return nil
	}
	s, err := w.Descriptor.At(0, 0)
	if err != nil {
		return err
	}
	for _, n := range networks {
		if a, ok := Address(s.ScriptPubKey, n); ok && a == w.FirstAddress && w.Descriptor.FitsNetwork(n) {
			return nil
		}
	}
	return errors.New("the first address in the file is not the wallet's")
}

// printable returns a text out of a file when it can be shown on one line: short,
// valid, without control or direction characters. Else it returns nothing.
func printable(s string) string {
	const most = 100
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > most {
		return ""
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return ""
		}
	}
	return s
}

func kinds(all []Imported) string {
	list := make([]string, len(all))
	for i, w := range all {
		list[i] = w.Descriptor.Kind()
	}
	return strings.Join(list, ", ")
}

// bothBranches gives a descriptor of receive addresses its change addresses, as
// the coordinators do whose files say only the one: keys without steps get
// /<0;1>/*, and where the format means it so, /0/* becomes that.
func bothBranches(d *Descriptor, receiveOnly bool) (*Descriptor, []string, error) {
	keys := d.Keys()
	bare, receive, extended := 0, 0, 0
	for i := range keys {
		k := &keys[i]
		if k.XPub == nil || k.Unspendable() && len(k.steps) == 0 {
			continue
		}
		extended++
		n := len(k.steps)
		switch {
		case n == 0 && !k.Ranged():
			bare++
			k.steps, k.wildcard = []step{{0, 1}}, plainWildcard
		case receiveOnly && n > 0 && k.wildcard == plainWildcard && slices.Equal(k.steps[n-1], step{0}):
			receive++
			k.steps = append(slices.Clone(k.steps[:n-1]), step{0, 1})
		}
	}
	note := ""
	switch {
	case extended == 0 || d.hasMusig():
		return d, nil, nil
	case bare == extended:
		note = "the file has keys without steps; receive and change are taken to be on /0/* and /1/*"
	case receive == extended:
		note = "the file has receive addresses only; change is taken to be on /1/*"
	default:
		return d, nil, nil
	}
	both, err := newDescriptor(d.root, keys, d.slots)
	return both, []string{note}, err
}

// hasMusig says whether a key stands in a musig(), whose steps come after it.
func (d *Descriptor) hasMusig() bool {
	return slices.ContainsFunc(d.slots, func(s slot) bool { return s.musig != nil })
}
