package keystore

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"coldsign/internal/locked"
	"coldsign/keystore/bip39"
	"coldsign/keystore/codex32"
	"coldsign/keystore/slip39"
)

func newArena(t testing.TB) *locked.Arena {
	t.Helper()
	arena, err := locked.NewArena(8192)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { arena.Destroy() })
	return arena
}

func contents(buffers []*locked.Buffer) (texts [][]byte) {
	for _, b := range buffers {
		texts = append(texts, b.Bytes())
	}
	return texts
}

// opened is a session of the material and its record and files.
func opened(t testing.TB, m *Material) (*Session, *Record, map[string][]byte) {
	t.Helper()
	ops := operators(t, "owner=x")
	record, files := seal(t, m, 1, ops)
	return unlock(t, record, files, ops), record, files
}

func sameKey(t *testing.T, what string, record *Record, m *Material, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer m.Close()
	if r := m.record; r.Fingerprint != record.Fingerprint {
		t.Errorf("%s: key %s, want %s", what, r.Fingerprint, record.Fingerprint)
	}
}

func TestBackupOfWords(t *testing.T) {
	s, record, files := opened(t, importWords(t, "TREZOR"))
	words, err := s.Mnemonic(newArena(t), files)
	if err != nil || string(words.Bytes()) != testWords {
		t.Fatalf("words: %v", err)
	}
	m, err := ImportMnemonic(testSpec, words.Bytes(), []byte("TREZOR"))
	sameKey(t, "words", record, m, err)

	other := "legal winner thank year wave sausage worth useful legal winner thank yellow"
	var checksum *bip39.ChecksumError
	for name, c := range map[string]struct {
		words, passphrase string
		want              error
	}{
		"right":           {testWords, "TREZOR", nil},
		"in capitals":     {strings.ToUpper(testWords), "TREZOR", nil},
		"without":         {testWords, "", ErrOtherSecret},
		"other words":     {other, "TREZOR", ErrOtherSecret},
		"wrong last word": {strings.Replace(testWords, "about", "abandon", 1), "TREZOR", checksum},
	} {
		err := s.CheckMnemonic([]byte(c.words), []byte(c.passphrase))
		if c.want == error(checksum) {
			if !errors.As(err, &checksum) {
				t.Errorf("%s: %v", name, err)
			}
		} else if err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestWordsFileIsChecked(t *testing.T) {
	s, _, files := opened(t, importWords(t, ""))
	_, _, others := opened(t, importWords(t, "TREZOR"))
	sealed := files[wordsFile]
	flipped := bytes.Clone(sealed)
	flipped[30] ^= 1
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"whole": {sealed, nil}, "of another key": {others[wordsFile], ErrDamaged}, "changed": {flipped, ErrDamaged},
		"cut off": {sealed[:len(sealed)-1], ErrDamaged}, "short": {sealed[:10], ErrDamaged}, "empty": {[]byte{}, ErrDamaged},
	} {
		if _, err := s.Mnemonic(newArena(t), map[string][]byte{wordsFile: c.file}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := s.Mnemonic(newArena(t), nil); err != ErrNoWords {
		t.Errorf("missing: %v", err)
	}
}

func TestBackupAsSLIP39(t *testing.T) {
	s, record, _ := opened(t, importWords(t, ""))
	plan := slip39.Plan{GroupThreshold: 1, Groups: []slip39.Group{{Threshold: 2, Count: 3}}}
	buffers, err := s.SLIP39(newArena(t), plan, []byte("pass"), rand.Reader)
	if err != nil || len(buffers) != 3 {
		t.Fatalf("%d shares, %v", len(buffers), err)
	}
	shares := contents(buffers)
	m, err := ImportSLIP39(testSpec, shares[1:], []byte("pass"))
	sameKey(t, "shares", record, m, err)
	if err := s.CheckSLIP39(shares[:2], []byte("pass")); err != nil {
		t.Errorf("two shares: %v", err)
	}
	if err := s.CheckSLIP39(shares[:2], []byte("other")); err != ErrOtherSecret {
		t.Errorf("another passphrase: %v", err)
	}
	var missing *slip39.MissingError
	if err := s.CheckSLIP39(shares[:1], []byte("pass")); !errors.As(err, &missing) {
		t.Errorf("one share: %v", err)
	}
	broken := bytes.Replace(shares[1], []byte(" "), []byte(" zzz "), 1)
	if err := s.CheckSLIP39([][]byte{shares[0], broken}, nil); err == nil || !strings.Contains(err.Error(), "share 2: ") {
		t.Errorf("a broken share: %v", err)
	}
}

func TestBackupAsCodex32(t *testing.T) {
	s, record, _ := opened(t, importWords(t, ""))
	buffers, err := s.Codex32(newArena(t), 2, 3, rand.Reader)
	if err != nil || len(buffers) != 3 {
		t.Fatalf("%d shares, %v", len(buffers), err)
	}
	shares := contents(buffers)
	m, err := ImportCodex32(testSpec, shares[:2])
	sameKey(t, "shares", record, m, err)
	if err := s.CheckCodex32(shares[1:]); err != nil {
		t.Errorf("two shares: %v", err)
	}
	whole, err := s.Codex32(newArena(t), 0, 1, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if share, err := codex32.Parse(whole[0].Bytes()); err != nil || !share.IsSecret() || share.ID() != "w0za" {
		t.Errorf("whole: %v, %v", share, err)
	}
	m, err = ImportCodex32(testSpec, contents(whole))
	sameKey(t, "whole", record, m, err)
}

func TestImportSeedQR(t *testing.T) {
	r := importWords(t, "TREZOR").record
	m, err := ImportSeedQR(testSpec, []byte(strings.Repeat("0000", 11)+"0003"), []byte("TREZOR"))
	sameKey(t, "digits", &r, m, err)
	m, err = ImportSeedQR(testSpec, make([]byte, 16), []byte("TREZOR"))
	sameKey(t, "compact", &r, m, err)
}

// TestChildMnemonic: the vector of BIP-0085 for twelve words.
func TestChildMnemonic(t *testing.T) {
	m, err := ImportXPrv(testSpec, asTestNet(t, "xprv9s21ZrQH143K2LBWUUQRFXhucrQqBpKdRRxNVq2zBqsx8HVqFk2uYo8kmbaLLHRdqtQpUm98uKfu3vca1LqdGhUtyoFnCNkfmXRyPXLjbKb"))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	s, _, files := opened(t, m)
	words, err := s.ChildMnemonic(newArena(t), 12, 0)
	if err != nil || string(words.Bytes()) != "girl mad pet galaxy egg matter matrix prison refuse sense ordinary nose" {
		t.Errorf("child: %q, %v", words.Bytes(), err)
	}
	// A key from an xprv has neither words nor a seed.
	if _, err := s.Mnemonic(newArena(t), files); err != ErrNoWords {
		t.Errorf("words: %v", err)
	}
	if _, err := s.Codex32(newArena(t), 0, 1, rand.Reader); err != ErrNoSeed {
		t.Errorf("codex32: %v", err)
	}
	if err := s.CheckMnemonic([]byte(testWords), nil); err != ErrNoSeed {
		t.Errorf("check: %v", err)
	}
}

func TestClosedSessionRevealsNothing(t *testing.T) {
	s, record, files := opened(t, importWords(t, ""))
	s.Close()
	arena := newArena(t)
	_, words := s.Mnemonic(arena, files)
	_, shares := s.SLIP39(arena, slip39.Plan{GroupThreshold: 1, Groups: []slip39.Group{{Threshold: 1, Count: 1}}}, nil, rand.Reader)
	_, codex := s.Codex32(arena, 0, 1, rand.Reader)
	_, child := s.ChildMnemonic(arena, 12, 0)
	_, _, reseal := s.Reseal(record, operators(t, "a=1"), SealOptions{1, testWorkFactor, rand.Reader})
	for name, err := range map[string]error{
		"words": words, "shares": shares, "codex32": codex, "child": child, "reseal": reseal,
		"check": s.CheckMnemonic([]byte(testWords), nil),
	} {
		if err != ErrClosed {
			t.Errorf("%s: %v", name, err)
		}
	}
}
