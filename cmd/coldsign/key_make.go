package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/text"
	"coldsign/keystore"
	"coldsign/signer/descriptor"
)

// makeFlags are common to making and importing a key.
type makeFlags struct {
	network     string
	operators   []string
	quorum      int
	passphrases []string
}

func (f *makeFlags) flags(flags *pflag.FlagSet) {
	flags.StringVar(&f.network, "network", "", networkNames())
	flags.StringSliceVar(&f.operators, "operators", []string{defaultOperator}, "names of those who each have a passphrase")
	flags.IntVar(&f.quorum, "quorum", 1, "how many of them unlock the key")
	passphraseFlag(flags, &f.passphrases)
}

// check judges the flags before any secret is asked for.
func (f *makeFlags) check(name string) error {
	if err := checkName("key", name); err != nil {
		return err
	}
	if _, ok := descriptor.NetworkByName(f.network); !ok {
		return fault.New(fault.Usage, fmt.Sprintf("--network %q: %s", f.network, networkNames()))
	}
	for i, operator := range f.operators {
		if err := checkName("operator", operator); err != nil {
			return err
		}
		if slices.Contains(f.operators[:i], operator) {
			return fault.New(fault.Usage, "--operators: "+operator+" is named twice")
		}
	}
	if f.quorum < 1 || f.quorum > len(f.operators) {
		return fault.New(fault.Usage, fmt.Sprintf("--quorum %d: of %s", f.quorum, text.Count(len(f.operators), "operator")))
	}
	return nil
}

func (p *program) keyNewCommand() *cobra.Command {
	var f makeFlags
	var source newKeySource
	c := &cobra.Command{
		Use:   "new NAME",
		Short: "Make a key and seal it",
		Long: `Make a key, seal it for its operators, and register its single-signature
wallets.

The seed comes from independent sources: the kernel's randomness and the
processor's timing, which both must pass their health tests, and dice, coins, cards
or typed noise. They are hashed with their lengths and mixed by an HMAC_DRBG
(SP 800-90A), so that one good source is enough. Too few rolls, and rolls that no
fair die makes, are refused. Keys of test networks may be made from the machine's
two sources alone.

With --dice-only the dice alone make the key: the SHA-256 of the digits is the
entropy, as other signers have it. The key is then as good as the dice and as
secret as the paper on which they were written.`,
		Example: "  coldsign key new treasury --network main --dice rolls.txt --operators alice,bob,carol --quorum 2\n" +
			"  coldsign key new test --network regtest --words 12 --passphrase-file secret.txt",
		Args: exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.makeKey("key new", args[0], f, source.generate, nil)
		},
	}
	f.flags(c.Flags())
	source.flags(c)
	c.MarkFlagRequired("network")
	return c
}

// makeKey gets the secrets of a new key, seals it, has it judged before anything
// is written, and registers its wallets.
func (p *program) makeKey(command, name string, f makeFlags, secretsOf func(*secrets, keystore.Spec) (*keystore.Material, error), judge func(*keystore.Record) error) error {
	if err := f.check(name); err != nil {
		return err
	}
	h, err := p.openHome(exclusive)
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := h.keyNamed(name); err == nil {
		return fault.New(fault.Failed, "key "+name+" exists already")
	}
	if err := checkNewNames("key", name, h.keyNames); err != nil {
		return err
	}
	for _, operator := range f.operators {
		if err := checkNewNames("operator", operator, h.peopleNames); err != nil {
			return err
		}
	}
	var record *keystore.Record
	var wallets []string
	err = p.record(h, ledger.Entry{Command: command, Detail: "key " + name}, func(entry *ledger.Entry) error {
		var files map[string][]byte
		if record, files, err = p.sealNew(name, f, secretsOf); err != nil {
			return err
		}
		entry.Detail = aboutKey(command, record, "").Detail
		if judge != nil {
			if err := judge(record); err != nil {
				return err
			}
		}
		wallets, err = h.addKey(record, files)
		return err
	})
	if err != nil {
		return err
	}
	document := madeDocument{name, record.Fingerprint.String(), record.Network, wallets}
	return p.result(document, func(out io.Writer) {
		fmt.Fprintf(out, "key %s, fingerprint %s, on %s\n", document.Name, document.Fingerprint, document.Network)
		fmt.Fprintf(out, "registered %s\n", strings.Join(document.Wallets, ", "))
	})
}

// addKey writes a new key and registers its wallets, whose names it returns. The
// wallets lie in the key's folder when it gets its name, so both are there or
// neither.
func (h *home) addKey(record *keystore.Record, files map[string][]byte) ([]string, error) {
	others, err := h.checkNewKey(record)
	if err != nil {
		return nil, err
	}
	names, wallets, err := h.firstWallets(record, others)
	if err != nil {
		return nil, err
	}
	files[unregisteredFile] = wallets
	if err := h.store.MkdirPrivate(filepath.Join(h.dir, keysFolder)); err != nil {
		return nil, err
	}
	if err := h.store.CreateFolder(h.keyFolder(record.Name), files); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, fault.New(fault.Failed, "key "+record.Name+" exists already")
		}
		return nil, fault.Path(h.keyFolder(record.Name), err)
	}
	h.deeds.wrote = append(h.deeds.wrote, hashed(keystore.RecordFile, files[keystore.RecordFile]))
	return names, h.register(record.Name)
}

// sealNew makes and seals the key; no secret is left when it returns.
func (p *program) sealNew(name string, f makeFlags, secretsOf func(*secrets, keystore.Spec) (*keystore.Material, error)) (*keystore.Record, map[string][]byte, error) {
	s, err := p.openSecrets()
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	material, err := secretsOf(s, keystore.Spec{Name: name, Network: f.network, Created: now().Unix()})
	if err != nil {
		return nil, nil, err
	}
	defer material.Close()
	operators, err := s.newOperators(name, f.operators, f.passphrases)
	if err != nil {
		return nil, nil, err
	}
	return material.Seal(operators, keystore.SealOptions{Quorum: f.quorum, WorkFactor: sealWorkFactor, Random: rand.Reader})
}

// checkNewKey refuses a second copy of a key: which of the two is suspended, or
// has a backup, must never be a question. It answers with the keys held here.
func (h *home) checkNewKey(record *keystore.Record) ([]*keystore.Record, error) {
	records, err := h.keys()
	if err != nil {
		return nil, err
	}
	for _, other := range records {
		if record.IsTwin(other) {
			return nil, fault.New(fault.Refused, fmt.Sprintf("another key has the fingerprint %s here already, %s: nothing could tell the two apart", record.Fingerprint, other.Name))
		}
		if other.Fingerprint == record.Fingerprint && other.Network == record.Network {
			return nil, fault.New(fault.Failed, fmt.Sprintf("the same key is here already, as %s", other.Name))
		}
	}
	return records, nil
}
