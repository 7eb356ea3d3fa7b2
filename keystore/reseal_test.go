package keystore

import (
	"crypto/rand"
	"errors"
	"maps"
	"testing"
)

func TestReseal(t *testing.T) {
	s, record, files := opened(t, importWords(t, ""))
	three := operators(t, "alice=a1", "bob=b1", "carol=c1")
	o := SealOptions{Quorum: 2, WorkFactor: testWorkFactor, Random: rand.Reader}
	changed, resealed, err := s.Reseal(record, three, o)
	if err != nil {
		t.Fatal(err)
	}
	if record.Quorum != 1 || len(record.Operators) != 1 {
		t.Error("the record given was changed")
	}
	back, err := ParseRecord(resealed[RecordFile])
	if err != nil || back.Quorum != 2 || len(back.Operators) != 3 || back.State != record.State {
		t.Errorf("new record: %v", err)
	}
	again := unlock(t, changed, resealed, three[1:])
	if words, err := again.Mnemonic(newArena(t), files); err != nil || string(words.Bytes()) != testWords {
		t.Errorf("the words are lost: %v", err)
	}
	if _, err := Unlock(changed, resealed, operators(t, "owner=x"), forever); !errors.Is(err, ErrQuorum) {
		t.Errorf("the former operator: %v", err)
	}
	if _, err := Unlock(changed, resealed, operators(t, "alice=x", "bob=x"), forever); err != ErrWrongPassphrase {
		t.Errorf("the former passphrase: %v", err)
	}
	foreign := *record
	foreign.Fingerprint[0] ^= 1
	if _, _, err := s.Reseal(&foreign, three, o); !errors.Is(err, ErrDamaged) {
		t.Errorf("record of another key: %v", err)
	}
}

func TestChangePassphrase(t *testing.T) {
	record, files := seal(t, importWords(t, ""), 2, operators(t, "alice=a1", "bob=b1", "carol=c1"))
	secrets := operators(t, "right=a1", "wrong=a2", "new=a3", "empty=")
	right, wrong, fresh, empty := secrets[0].Passphrase, secrets[1].Passphrase, secrets[2].Passphrase, secrets[3].Passphrase

	changed, update, err := ChangePassphrase(record, files, "alice", right, fresh, testWorkFactor)
	if err != nil || len(update) != 2 {
		t.Fatalf("%d files, %v", len(update), err)
	}
	after := maps.Clone(files)
	maps.Copy(after, update)
	half := maps.Clone(files) // the power failed between the two files
	half["alice.age"] = update["alice.age"]
	for name, c := range map[string]struct {
		record *Record
		files  map[string][]byte
		given  []string
		want   error
	}{
		"before":               {record, files, []string{"alice=a1", "bob=b1"}, nil},
		"after":                {changed, after, []string{"alice=a3", "bob=b1"}, nil},
		"after, old one":       {changed, after, []string{"alice=a1", "bob=b1"}, ErrWrongPassphrase},
		"after, without alice": {changed, after, []string{"carol=c1", "bob=b1"}, nil},
		"half":                 {record, half, []string{"alice=a3", "bob=b1"}, nil},
	} {
		s, err := Unlock(c.record, c.files, operators(t, c.given...), forever)
		if err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil {
			s.Close()
		}
	}
	if _, _, err := ChangePassphrase(record, files, "alice", wrong, fresh, testWorkFactor); err != ErrWrongPassphrase {
		t.Errorf("with the wrong passphrase: %v", err)
	}
	if _, _, err := ChangePassphrase(record, files, "alice", right, empty, testWorkFactor); err != errPassphrase {
		t.Errorf("to an empty passphrase: %v", err)
	}
	if _, _, err := ChangePassphrase(record, files, "mallory", right, fresh, testWorkFactor); !errors.Is(err, ErrQuorum) {
		t.Errorf("of a stranger: %v", err)
	}
	if _, _, err := ChangePassphrase(record, nil, "alice", right, fresh, testWorkFactor); !errors.Is(err, ErrDamaged) {
		t.Errorf("without the file: %v", err)
	}
}
