package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func base64Of(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func TestSignThenVerify(t *testing.T) {
	key := testKey(t, 0)
	data := []byte("an export")
	signed, err := key.Sign(data, "coldsign log", "home vault-1, 12 entries")
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := key.Public().Verify(data, signed)
	if err != nil || trusted != "home vault-1, 12 entries" {
		t.Errorf("%q, %v", trusted, err)
	}
	// The untrusted comment may be changed by anybody, and nothing else.
	for i := range signed {
		changed := bytes.Clone(signed)
		changed[i] ^= 1
		_, err := key.Public().Verify(data, changed)
		inComment := i >= len(untrustedPrefix) && i < bytes.IndexByte(signed, '\n')
		if (err == nil) != inComment {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	if _, err := key.Public().Verify([]byte("another"), signed); err == nil {
		t.Error("the signature passes for other data")
	}
}

func TestSignatureForms(t *testing.T) {
	key := testKey(t, 0)
	good, err := key.Sign([]byte("x"), "u", "t")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(good), "\n"), "\n")
	with := func(line int, text string) string {
		changed := append([]string(nil), lines...)
		changed[line] = text
		return strings.Join(changed, "\n") + "\n"
	}
	legacy := key.sign([]byte("x"))
	copy(legacy[:], keyAlgorithm)
	for name, c := range map[string]struct{ text, reason string }{
		"empty":                    {"", "1 lines"},
		"a line more":              {string(good) + "x\n", "5 lines"},
		"a line less":              {strings.Join(lines[:3], "\n"), "3 lines"},
		"no untrusted comment":     {with(0, "comment: u"), "line 1"},
		"not base64":               {with(1, "!"+lines[1][1:]), "line 2: malformed"},
		"too short":                {with(1, lines[1][:96]), "line 2: malformed"},
		"too long":                 {with(1, lines[1]+"AAAA"), "line 2: malformed"},
		"line ends of Windows":     {strings.ReplaceAll(string(good), "\n", "\r\n"), "line 2: malformed"},
		"not prehashed":            {with(1, base64Of(legacy[:])), "not the prehashed one"},
		"no trusted comment":       {with(2, "comment: t"), "line 3"},
		"another trusted comment":  {with(2, trustedPrefix+"T"), "not the signed one"},
		"malformed global":         {with(3, lines[3][:84]), "line 4"},
		"global signature missing": {with(3, ""), "line 4"},
	} {
		if _, err := key.Public().Verify([]byte("x"), []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v, want %q", name, err, c.reason)
		}
	}
	for _, comment := range []string{"two\nlines", "two\rlines", strings.Repeat("x", maxComment+1)} {
		if _, err := key.Sign(nil, "", comment); err == nil {
			t.Errorf("trusted comment %.20q was accepted", comment)
		}
		if _, err := key.Sign(nil, comment, ""); err == nil {
			t.Errorf("untrusted comment %.20q was accepted", comment)
		}
	}
}

func TestKeyForms(t *testing.T) {
	key := testKey(t, 7)
	public, err := ParsePublicKey(key.Public().Text())
	if err != nil || *public != *key.Public() {
		t.Errorf("public key: %v", err)
	}
	_, line, _ := strings.Cut(string(key.Public().Text()), "\n")
	if short, err := ParsePublicKey([]byte(line)); err != nil || *short != *public {
		t.Errorf("public key in one line: %v", err)
	}
	secret, err := ParseSecretKey(key.Text())
	if err != nil || *secret.Public() != *public {
		t.Errorf("secret key: %v", err)
	}
	for name, parse := range map[string]func([]byte) error{
		"public": func(b []byte) error { _, err := ParsePublicKey(b); return err },
		"secret": func(b []byte) error { _, err := ParseSecretKey(b); return err },
	} {
		text := map[string][]byte{"public": public.Text(), "secret": key.Text()}[name]
		bad := [][]byte{nil, []byte("\n"), text[:len(text)-3], append(bytes.Clone(text), 'x'), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), text[1:]}
		for _, b := range bad {
			if err := parse(b); err == nil {
				t.Errorf("%s key %q was accepted", name, b)
			}
		}
	}
	// A secret key has a checksum over all that matters of it.
	body := bytes.IndexByte(key.Text(), '\n') + 1
	for i := body; i < len(key.Text())-1; i++ {
		text := key.Text()
		text[i] = map[bool]byte{true: 'B', false: 'A'}[text[i] == 'A']
		changed, err := ParseSecretKey(text)
		if err == nil && *changed.Public() != *public {
			t.Errorf("character %d changed: another key", i-body)
		}
	}
}

func TestSecretKeyDoesNotPrint(t *testing.T) {
	key := testKey(t, 0)
	for _, v := range []any{key, *key, []*SecretKey{key}, struct{ K SecretKey }{*key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "010203") || strings.Contains(got, "1 2 3") || !strings.Contains(got, "redacted") && !strings.Contains(got, "secret") && !strings.Contains(got, "0x") {
				t.Errorf("%s prints %s", verb, got)
			}
		}
		if text, err := json.Marshal(v); err == nil {
			t.Errorf("encoded as %s", text)
		}
	}
}

// The real minisign verifies an export of ours, we verify a signature of its,
// and it signs with a key that we made.
func TestRealMinisign(t *testing.T) {
	minisign, err := exec.LookPath("minisign")
	if err != nil {
		t.Skip("skipped: minisign is not installed (Debian: apt-get install minisign)")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	run := func(args ...string) (string, error) {
		out, err := exec.Command(minisign, args...).CombinedOutput()
		return string(out), err
	}
	key := testKey(t, 0)
	lines, _ := testLog(t, key, 5)
	log := join(lines...)
	signed, err := key.Sign(log, "coldsign log", "5 entries")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(
		os.WriteFile(at("log.jsonl"), log, 0o600),
		os.WriteFile(at("log.jsonl.minisig"), signed, 0o600),
		os.WriteFile(at("home.pub"), key.Public().Text(), 0o600),
		os.WriteFile(at("home.key"), key.Text(), 0o600),
		os.WriteFile(at("changed"), append(log, '\n'), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	if out, err := run("-V", "-p", at("home.pub"), "-m", at("log.jsonl")); err != nil || !strings.Contains(out, "Trusted comment: 5 entries") {
		t.Errorf("minisign does not verify our export: %v\n%s", err, out)
	}
	if out, err := run("-V", "-p", at("home.pub"), "-m", at("changed"), "-x", at("log.jsonl.minisig")); err == nil {
		t.Errorf("minisign verifies a changed export: %s", out)
	}
	if out, err := run("-G", "-W", "-f", "-p", at("their.pub"), "-s", at("their.key")); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"home", "their"} {
		if out, err := run("-S", "-W", "-s", at(name+".key"), "-m", at("log.jsonl"), "-x", at("sig"), "-t", "by "+name); err != nil {
			t.Fatalf("minisign does not sign with the %s key: %v\n%s", name, err, out)
		}
		public, err := os.ReadFile(at(name + ".pub"))
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := ParsePublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile(at("sig"))
		if err != nil {
			t.Fatal(err)
		}
		if trusted, err := parsed.Verify(log, theirs); err != nil || trusted != "by "+name {
			t.Errorf("we do not verify minisign's signature with the %s key: %v", name, err)
		}
	}
	text, err := os.ReadFile(at("their.key"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := ParseSecretKey(text)
	if err != nil {
		t.Fatalf("we do not read minisign's secret key: %v", err)
	}
	public, _ := os.ReadFile(at("their.pub"))
	if parsed, err := ParsePublicKey(public); err != nil || *parsed != *theirs.Public() {
		t.Errorf("the two halves differ: %v", err)
	}
}

func FuzzVerifySignature(f *testing.F) {
	key := testKey(f, 0)
	good, _ := key.Sign([]byte("x"), "u", "t")
	f.Add(good)
	f.Fuzz(func(t *testing.T, text []byte) {
		trusted, err := key.Public().Verify([]byte("x"), text)
		if err == nil && trusted != "t" {
			t.Errorf("%q was signed by nobody", trusted)
		}
	})
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add(testKey(f, 0).Public().Text())
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := ParsePublicKey(text)
		if err != nil {
			return
		}
		if again, err := ParsePublicKey(k.Text()); err != nil || *again != *k {
			t.Errorf("%q: %v", text, err)
		}
	})
}
