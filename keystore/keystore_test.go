package keystore

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"

	"coldsign/internal/locked"
	"coldsign/keystore/agefile"
	"coldsign/keystore/bip32"
	"coldsign/keystore/slip39"
)

// testWorkFactor makes sealing fast.
const testWorkFactor = 4

const testWords = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

var testSpec = Spec{Name: "treasury-1", Network: "testnet4", Created: 1_700_000_000}

// forever are limits that no test reaches.
var forever = Limits{Seconds: 1 << 40, Signatures: 1 << 40, Now: func() int64 { return 0 }}

// operators puts names and passphrases, "alice=word", into locked memory.
func operators(t testing.TB, entries ...string) (list []Operator) {
	t.Helper()
	arena, err := locked.NewArena(4096)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { arena.Destroy() })
	for _, e := range entries {
		name, passphrase, _ := strings.Cut(e, "=")
		buffer, err := arena.Alloc(max(1, len(passphrase)))
		if err != nil {
			t.Fatal(err)
		}
		copy(buffer.Bytes(), passphrase)
		if passphrase == "" {
			buffer.Free()
		}
		list = append(list, Operator{name, buffer})
	}
	return list
}

func importWords(t testing.TB, passphrase string) *Material {
	t.Helper()
	m, err := ImportMnemonic(testSpec, []byte(testWords), []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func seal(t testing.TB, m *Material, quorum int, ops []Operator) (*Record, map[string][]byte) {
	t.Helper()
	record, files, err := m.Seal(ops, SealOptions{Quorum: quorum, WorkFactor: testWorkFactor, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	return record, files
}

func unlock(t testing.TB, record *Record, files map[string][]byte, ops []Operator) *Session {
	t.Helper()
	s, err := Unlock(record, files, ops, forever)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestKnownAccounts compares with the vectors of BIP-0084 and BIP-0086, whose
// mnemonic testWords is.
func TestKnownAccounts(t *testing.T) {
	m, err := build(Spec{Name: "k", Network: "main"}, Made, func(b *builder) error { return b.fromEntropy(make([]byte, 16), nil) })
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	r := m.record
	if got := r.Fingerprint.String(); got != "73c5da0a" {
		t.Errorf("fingerprint %s", got)
	}
	want := map[string]string{
		"m/86h/0h/0h": "xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ",
	}
	for _, a := range r.Accounts {
		if w, known := want[a.Path.String()]; known {
			delete(want, a.Path.String())
			if a.XPub != w {
				t.Errorf("%s: %s, want %s", a.Path, a.XPub, w)
			}
		}
	}
	if len(want) > 0 || len(r.Accounts) != len(accountKinds) {
		t.Errorf("%d accounts; missing: %v", len(r.Accounts), want)
	}
}

func TestSealAndUnlockByOneOperator(t *testing.T) {
	m := importWords(t, "")
	record, files := seal(t, m, 1, operators(t, "owner=correct horse"))
	if record.State != Inactive {
		t.Errorf("sealed key is %s", record.State)
	}
	back, err := ParseRecord(files[RecordFile])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"owner", ""} {
		s := unlock(t, back, files, operators(t, name+"=correct horse"))
		if got, err := s.XPub(record.Accounts[2].Path); err != nil || got != record.Accounts[2].XPub {
			t.Errorf("operator %q: account %s, %v", name, got, err)
		}
	}
	words, err := m.words()
	if err != nil || string(words) != testWords {
		t.Errorf("words of the material: %v", err)
	}
}

// TestOpensWithoutThisProgram opens an operator's file with age, SLIP-0039 and
// BIP-0032 alone.
func TestOpensWithoutThisProgram(t *testing.T) {
	record, files := seal(t, importWords(t, "TREZOR"), 1, operators(t, "owner=correct horse"))
	identity, err := age.NewScryptIdentity("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(files["owner.age"]), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(text, []byte("\n")); lines != 1 || !bytes.HasSuffix(text, []byte("\n")) {
		t.Errorf("%d lines", lines)
	}
	share, err := slip39.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := slip39.Combine([]slip39.Share{share}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var master bip32.Node
	if err := master.Master(seed); err != nil {
		t.Fatal(err)
	}
	// BIP-39's own vector for these words and the passphrase TREZOR.
	const want = "xprv9s21ZrQH143K3h3fDYiay8mocZ3afhfULfb5GX8kCBdno77K4HiA15Tg23wpbeF1pLfs1c5SPmYHrEpTuuRhxMwvKDwqdKiGJS9XFKzUsAF"
	if got := master.AppendXPrv(nil, bip32.MainNet); string(got) != want || master.Fingerprint() != record.Fingerprint {
		t.Errorf("master key %s", got)
	}
	if !record.Words.Passphrase {
		t.Error("the record does not say that the words need a passphrase")
	}
}

func TestQuorum(t *testing.T) {
	record, files := seal(t, importWords(t, ""), 2, operators(t, "alice=a1", "bob=b1", "carol=c1"))
	for name, c := range map[string]struct {
		given []string
		want  error
	}{
		"two":                {[]string{"alice=a1", "carol=c1"}, nil},
		"two, other order":   {[]string{"bob=b1", "alice=a1"}, nil},
		"all three":          {[]string{"alice=a1", "bob=b1", "carol=c1"}, nil},
		"one":                {[]string{"alice=a1"}, ErrQuorum},
		"nobody":             {nil, ErrQuorum},
		"one twice":          {[]string{"alice=a1", "alice=a1"}, ErrQuorum},
		"a stranger":         {[]string{"alice=a1", "mallory=b1"}, ErrQuorum},
		"without a name":     {[]string{"=a1", "=b1"}, ErrQuorum},
		"one wrong":          {[]string{"alice=a1", "bob=b2"}, ErrWrongPassphrase},
		"exchanged":          {[]string{"alice=b1", "bob=a1"}, ErrWrongPassphrase},
		"two right of three": {[]string{"alice=a1", "bob=b1", "carol=no"}, ErrWrongPassphrase},
		"empty":              {[]string{"alice=a1", "bob="}, ErrWrongPassphrase},
	} {
		s, err := Unlock(record, files, operators(t, c.given...), forever)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err == nil {
			s.Close()
		} else if strings.Contains(err.Error(), "bob") || strings.Contains(err.Error(), "alice") {
			t.Errorf("%s: the error names an operator: %v", name, err)
		}
	}
}

func TestQuorumOfOneAmongSeveral(t *testing.T) {
	record, files := seal(t, importWords(t, ""), 1, operators(t, "alice=a1", "bob=b1"))
	for _, given := range [][]string{{"alice=a1"}, {"bob=b1"}, {"alice=a1", "bob=b1"}} {
		unlock(t, record, files, operators(t, given...))
	}
}

func TestDamageIsToldFromAWrongPassphrase(t *testing.T) {
	right := operators(t, "owner=right")
	record, files := seal(t, importWords(t, ""), 1, right)
	otherRecord, otherFiles := func() (*Record, map[string][]byte) {
		m, err := Generate(testSpec, 24, testMachine())
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		return seal(t, m, 1, right)
	}()
	with := func(name string, change func(r *Record, f map[string][]byte)) {
		t.Helper()
		r, f := *record, map[string][]byte{}
		for k, v := range files {
			f[k] = bytes.Clone(v)
		}
		r.Accounts = append([]Account(nil), r.Accounts...)
		change(&r, f)
		_, err := Unlock(&r, f, right, forever)
		var d *DamagedError
		if !errors.Is(err, ErrDamaged) || !errors.As(err, &d) || d.File == "" {
			t.Errorf("%s: %v, want damage", name, err)
		}
	}
	for _, place := range []int{0, 30, 60, 100, len(files["owner.age"]) / 2, len(files["owner.age"]) - 1} {
		with("a bit", func(_ *Record, f map[string][]byte) { f["owner.age"][place] ^= 1 })
	}
	with("truncated", func(_ *Record, f map[string][]byte) { f["owner.age"] = f["owner.age"][:100] })
	with("empty", func(_ *Record, f map[string][]byte) { f["owner.age"] = nil })
	with("missing", func(_ *Record, f map[string][]byte) { delete(f, "owner.age") })
	with("another key's file", func(_ *Record, f map[string][]byte) { f["owner.age"] = otherFiles["owner.age"] })
	with("another key's fingerprint", func(r *Record, _ map[string][]byte) { r.Fingerprint = otherRecord.Fingerprint })
	with("another key's account", func(r *Record, _ map[string][]byte) { r.Accounts[0].XPub = otherRecord.Accounts[0].XPub })

	if _, err := Unlock(record, files, operators(t, "owner=wrong"), forever); err != ErrWrongPassphrase {
		t.Errorf("wrong passphrase: %v", err)
	}
}

// TestWorkOfAForgedFileIsBounded: a file must not make the machine spend minutes.
func TestWorkOfAForgedFileIsBounded(t *testing.T) {
	ops := operators(t, "owner=right")
	record, files := seal(t, importWords(t, ""), 1, ops)
	files["owner.age"] = bytes.Replace(files["owner.age"], []byte(" 4\n"), []byte(" 29\n"), 1)
	if _, err := Unlock(record, files, ops, forever); !errors.Is(err, ErrDamaged) {
		t.Errorf("work factor 29: %v", err)
	}
}

func TestSuspendedKeysStayLocked(t *testing.T) {
	ops := operators(t, "owner=right")
	record, files := seal(t, importWords(t, ""), 1, ops)
	if err := record.Change(Event{State: Suspended, By: []string{"owner"}, Reason: "audit"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Unlock(record, files, ops, forever); err != ErrSuspended {
		t.Errorf("suspended: %v", err)
	}
	if err := record.Change(Event{State: Inactive, By: []string{"owner"}, Reason: "audit done"}); err != nil {
		t.Fatal(err)
	}
	unlock(t, record, files, ops)
}

func TestSealRefuses(t *testing.T) {
	m := importWords(t, "")
	for name, c := range map[string]struct {
		quorum int
		ops    []string
	}{
		"no operators":         {1, nil},
		"quorum zero":          {0, []string{"a=1"}},
		"quorum above number":  {2, []string{"a=1"}},
		"empty passphrase":     {1, []string{"a="}},
		"one name twice":       {1, []string{"a=1", "a=2"}},
		"one name in capitals": {1, []string{"a=1", "A=2"}},
		"a path for a name":    {1, []string{"../a=1"}},
		"17 operators":         {2, strings.Fields("a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1 k=1 l=1 m=1 n=1 o=1 p=1 q=1")},
	} {
		o := SealOptions{Quorum: c.quorum, WorkFactor: testWorkFactor, Random: rand.Reader}
		if _, _, err := m.Seal(operators(t, c.ops...), o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for _, factor := range []int{0, agefile.MaxWorkFactor + 1} {
		if _, _, err := m.Seal(operators(t, "a=1"), SealOptions{1, factor, rand.Reader}); err == nil {
			t.Errorf("work factor %d: accepted", factor)
		}
	}
	if _, _, err := m.Seal(operators(t, "a=1"), SealOptions{1, testWorkFactor, bytes.NewReader(nil)}); err == nil {
		t.Error("sealed without randomness")
	}
}
