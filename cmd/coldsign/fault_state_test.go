package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"coldsign/internal/harden"
	"coldsign/internal/store"
	"coldsign/keystore"
)

// homeState is what of a home may not be lost or half there: of each key its
// state and who opens it, the wallets, and how many coins were signed for.
type homeState struct {
	keys    map[string]string
	wallets []string
	coins   int
}

// stateOf reads a home the way the commands do, and proves every key by
// opening it. An error means that the home does not open.
func (w *faultWalk) stateOf(disk store.FS) (homeState, error) {
	p := &program{disk: disk, err: io.Discard, quiet: true, homeDir: w.home, guard: harden.NewGuard()}
	s := homeState{keys: map[string]string{}}
	return s, p.withHome(exclusive, func(h *home) error {
		records, err := h.keys()
		if err != nil {
			return err
		}
		for _, record := range records {
			opened, err := w.opens(p, h, record)
			if err != nil {
				return fmt.Errorf("key %s: %w", record.Name, err)
			}
			s.keys[record.Name] = string(record.State) + " " + opened
		}
		wallets, err := h.wallets()
		if err != nil {
			return err
		}
		for _, wallet := range wallets {
			s.wallets = append(s.wallets, wallet.file.Name)
		}
		coins, err := h.coins()
		s.coins = len(coins)
		return err
	})
}

// opens says with whose passphrases a key opens: those of before or the new ones.
func (w *faultWalk) opens(p *program, h *home, record *keystore.Record) (string, error) {
	if record.State == keystore.Destroyed {
		return "", nil
	}
	sealed, err := h.sealedFiles(record)
	if err != nil {
		return "", err
	}
	names := []string{}
	for _, o := range record.Operators {
		names = append(names, o.Operator)
	}
	asleep := *record
	asleep.State = keystore.Inactive
	for _, flags := range [][]string{w.before, w.after} {
		s, err := p.openSecrets()
		if err != nil {
			return "", err
		}
		operators, err := s.operatorsOf(record, flags)
		if err == nil {
			var session *keystore.Session
			session, err = keystore.Unlock(&asleep, sealed, operators, keystore.Limits{Seconds: sessionSeconds, Now: sinceStart()})
			if err == nil {
				session.Close()
			}
		}
		s.Close()
		switch {
		case err == nil:
			return fmt.Sprint(names, flags), nil
		case !errors.Is(err, keystore.ErrWrongPassphrase):
			return "", err
		}
	}
	return "", errors.New("opens with no passphrases")
}

// between tells whether a state is the old or the new one. Of a command in steps
// some of the new wallets may be missing.
func (s homeState) between(old, new homeState, steps bool) bool {
	wallets := slices.Equal(s.wallets, old.wallets) || slices.Equal(s.wallets, new.wallets)
	if steps {
		wallets = contains(s.wallets, old.wallets) && contains(new.wallets, s.wallets)
	}
	return wallets && (maps.Equal(s.keys, old.keys) || maps.Equal(s.keys, new.keys)) && (s.coins == old.coins || s.coins == new.coins)
}

func (s homeState) equal(other homeState) bool { return s.between(other, other, false) }

func contains(all, some []string) bool {
	return !slices.ContainsFunc(some, func(one string) bool { return !slices.Contains(all, one) })
}
