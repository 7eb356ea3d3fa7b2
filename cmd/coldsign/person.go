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

	"coldsign/internal/erase"
	"coldsign/internal/fault"
	"coldsign/internal/ledger"
	"coldsign/internal/locked"
	"coldsign/keystore"
	"coldsign/keystore/agefile"
	"coldsign/signer/policy"
)

// personsFolder holds two files for each person who was enrolled here: NAME.pub,
// a minisign public key, and NAME.age, the secret key as a standard age file that
// the person's passphrase opens.
const personsFolder = "persons"

func (h *home) personPath(name, ending string) string {
	return filepath.Join(h.dir, personsFolder, name+ending)
}

func (p *program) personCommand() *cobra.Command {
	return group("person", "The people who approve, each with a key and a passphrase of their own",
		p.personAddCommand(), p.personListCommand())
}

// personDocument is a person for programs; the key is what a policy lists.
type personDocument struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

func (p *program) personAddCommand() *cobra.Command {
	var passphrases []string
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Enrol a person: makes the key that approves for them",
		Long: `Enrol a person: makes an Ed25519 key that signs what the person says about a
review, and seals it with a passphrase that the person alone knows. The public
key is printed; approvals count once the policy lists it under the person's name.`,
		Example: "  coldsign person add alice",
		Args:    exactly(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.withHome(exclusive, func(h *home) error { return p.addPerson(h, args[0], passphrases) })
		},
	}
	passphraseFlag(c.Flags(), &passphrases)
	return c
}

func (p *program) addPerson(h *home, name string, flags []string) error {
	if err := checkName("person", name); err != nil {
		return err
	}
	if err := checkNewNames("person", name, h.peopleNames); err != nil {
		return err
	}
	var public *ledger.PublicKey
	err := p.record(h, ledger.Entry{Command: "person add", Detail: "person " + name}, func(*ledger.Entry) (err error) {
		public, err = p.enrol(h, name, flags)
		return err
	})
	if err != nil {
		return err
	}
	document := personDocument{name, public.Line()}
	return p.result(document, func(w io.Writer) {
		fmt.Fprintf(w, "person %s\nkey %s\n", name, document.Key)
	})
}

// enrol makes a person's files, the secret one first: a name without a public key
// is not enrolled.
func (p *program) enrol(h *home, name string, flags []string) (*ledger.PublicKey, error) {
	if err := h.store.MkdirPrivate(filepath.Join(h.dir, personsFolder)); err != nil {
		return nil, err
	}
	s, err := p.openSecrets()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	path, _ := passphraseFile(flags, name, name, true)
	passphrase, err := s.newPassphrase(name, "", path, passphraseFlagName)
	if err != nil {
		return nil, err
	}
	var public *ledger.PublicKey
	var sealed []byte
	erase.Do(func() {
		var key *ledger.SecretKey
		if key, err = ledger.GenerateKey(rand.Reader); err != nil {
			return
		}
		public = key.Public()
		text := key.Text()
		defer clear(text)
		sealed, err = agefile.Seal(text, passphrase.Bytes(), sealWorkFactor)
	})
	if err != nil {
		return nil, err
	}
	if err := h.store.CreateNew(h.personPath(name, ".age"), sealed); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return nil, fault.New(fault.Failed, "person "+name+" is enrolled already")
		}
		return nil, err
	}
	return public, h.store.CreateNew(h.personPath(name, ".pub"), public.Text())
}

func (p *program) personListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "The people who are enrolled here, with their keys",
		Example: "  coldsign person list --json",
		Args:    noArguments(),
		RunE: func(*cobra.Command, []string) error {
			return p.withHome(shared, func(h *home) error {
				persons, err := h.persons()
				if err != nil {
					return err
				}
				return p.result(persons, func(w io.Writer) {
					for _, person := range persons {
						fmt.Fprintf(w, "%s %s\n", person.Name, person.Key)
					}
				})
			})
		},
	}
}

// persons are those enrolled here, in the order of their names.
func (h *home) persons() ([]personDocument, error) {
	persons := []personDocument{}
	files, err := h.store.List(filepath.Join(h.dir, personsFolder))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		name, public := strings.CutSuffix(file, ".pub")
		if !public {
			continue
		}
		data, err := h.store.ReadFile(h.personPath(name, ".pub"), maxRecord)
		if err != nil {
			return nil, fault.Path(h.personPath(name, ".pub"), err)
		}
		key, err := publicKeyIn(h.personPath(name, ".pub"), data)
		if err != nil {
			return nil, err
		}
		persons = append(persons, personDocument{name, key.Line()})
	}
	return persons, nil
}

// signAs has a person sign a statement with their passphrase.
func (p *program) signAs(h *home, statement *policy.Statement, flags []string) (text, signature []byte, err error) {
	if text, err = statement.Text(); err != nil {
		return nil, nil, fault.New(fault.Usage, err.Error())
	}
	err = p.asPerson(h, statement.Name, flags, func(key *ledger.SecretKey) (err error) {
		signature, err = key.Sign(text, "signature of "+statement.Name, "approval of "+statement.Review)
		return err
	})
	return text, signature, err
}

// isEnrolled says whether a person has a passphrase here.
func (h *home) isEnrolled(name string) (bool, error) {
	persons, err := h.persons()
	return slices.ContainsFunc(persons, func(p personDocument) bool { return p.Name == name }), err
}

// asPerson opens a person's key with their passphrase, which proves who is here, and has
// it used.
func (p *program) asPerson(h *home, name string, flags []string, use func(*ledger.SecretKey) error) error {
	sealed, err := h.store.ReadFile(h.personPath(name, ".age"), maxRecord)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Failed, name+" is not enrolled here").
			WithHint("'coldsign person add " + name + "', or an approval made elsewhere with --statement")
	}
	if err != nil {
		return fault.Path(h.personPath(name, ".age"), err)
	}
	s, err := p.openSecrets()
	if err != nil {
		return err
	}
	defer s.Close()
	passphrase, err := s.personPassphrase(name, flags)
	if err != nil {
		return err
	}
	if err := h.slowDown(p, "person "+name); err != nil {
		return err
	}
	erase.Do(func() {
		var key *ledger.SecretKey
		if key, err = openPerson(sealed, passphrase.Bytes()); err == nil {
			err = use(key)
		}
	})
	if err := h.noteAttempt("person "+name, err); err != nil {
		return err
	}
	if errors.Is(err, keystore.ErrWrongPassphrase) {
		return fault.New(fault.Locked, "person "+name+": wrong passphrase")
	}
	return err
}

func (s *secrets) personPassphrase(name string, flags []string) (*locked.Buffer, error) {
	if path, given := passphraseFile(flags, name, name, true); given {
		return s.line(path)
	}
	return s.ask("for a passphrase", "Passphrase of "+name+":", (*terminal).secret, passphraseFlagName)
}

// openPerson opens a person's secret key.
func openPerson(sealed, passphrase []byte) (*ledger.SecretKey, error) {
	text, err := agefile.Open(sealed, passphrase, maxSecretFile)
	if errors.Is(err, agefile.ErrPassphrase) {
		return nil, keystore.ErrWrongPassphrase
	}
	if err != nil {
		return nil, err
	}
	defer clear(text)
	return ledger.ParseSecretKey(text)
}
