package sshsig

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const testNamespace = "coldsign-approval"

// file is one of testdata: a key, a statement, and what "ssh-keygen -Y sign" of
// OpenSSH 9 made of them with either hash.
func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func testKey(t testing.TB) *PublicKey {
	t.Helper()
	k, err := ParsePublicKey(string(file(t, "key.pub")))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestVerifyOpenSSH(t *testing.T) {
	k, message := testKey(t), file(t, "statement.txt")
	if !strings.HasPrefix(string(file(t, "key.pub")), k.Line()+" ") {
		t.Errorf("line %q", k.Line())
	}
	for _, name := range []string{"sha512.sig", "sha256.sig"} {
		signature := file(t, name)
		if err := k.Verify(message, signature, testNamespace); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if k.Verify(message, signature, "file") == nil {
			t.Errorf("%s: counts for another namespace", name)
		}
		for i := range message {
			bent := bytes.Clone(message)
			bent[i] ^= 1
			if k.Verify(bent, signature, testNamespace) == nil {
				t.Fatalf("%s: counts for another message (byte %d)", name, i)
			}
		}
	}
}

// TestVerifyEveryByte flips each bit of a signature's body, cuts it, and adds to it.
func TestVerifyEveryByte(t *testing.T) {
	k, message := testKey(t), file(t, "statement.txt")
	block, _ := pem.Decode(file(t, "sha512.sig"))
	verify := func(body []byte) error {
		armored := "-----BEGIN SSH SIGNATURE-----\n" + base64.StdEncoding.EncodeToString(body) + "\n-----END SSH SIGNATURE-----\n"
		return k.Verify(message, []byte(armored), testNamespace)
	}
	if err := verify(block.Bytes); err != nil {
		t.Fatal(err)
	}
	for i := range block.Bytes {
		for bit := range 8 {
			bent := bytes.Clone(block.Bytes)
			bent[i] ^= 1 << bit
			if verify(bent) == nil {
				t.Errorf("byte %d bit %d: accepted", i, bit)
			}
		}
		if verify(block.Bytes[:i]) == nil {
			t.Errorf("cut to %d bytes: accepted", i)
		}
	}
	if verify(append(bytes.Clone(block.Bytes), 0)) == nil {
		t.Error("with a byte more: accepted")
	}
}

func TestArmor(t *testing.T) {
	k, message, signature := testKey(t), file(t, "statement.txt"), string(file(t, "sha512.sig"))
	for what, text := range map[string]string{
		"nothing":         "",
		"text before it":  "hello\n" + signature,
		"text after it":   signature + "hello\n",
		"two of them":     signature + signature,
		"another type":    strings.ReplaceAll(signature, "SSH SIGNATURE", "PRIVATE KEY"),
		"with headers":    strings.Replace(signature, "-----\n", "-----\nA: b\n\n", 1),
		"without bounds":  signature + strings.Repeat("\n", maxArmor),
		"without its end": signature[:len(signature)/2],
	} {
		if k.Verify(message, []byte(text), testNamespace) == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func TestParsePublicKeyFaults(t *testing.T) {
	line := testKey(t).Line()
	for what, text := range map[string]string{
		"nothing":      "",
		"another type": strings.Replace(line, "ssh-ed25519", "ssh-rsa", 1),
		"two lines":    line + "\n" + line,
		"cut":          line[:len(line)-4],
		"longer":       line[:len(line)-4] + "AAAAAAAA",
		"no base64":    line[:len(line)-1] + "*",
	} {
		if _, err := ParsePublicKey(text); err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func FuzzVerify(f *testing.F) {
	k, message := testKey(f), file(f, "statement.txt")
	good := file(f, "sha512.sig")
	f.Add(good)
	f.Add(file(f, "sha256.sig"))
	f.Fuzz(func(t *testing.T, signature []byte) {
		err := k.Verify(message, signature, testNamespace)
		block, _ := pem.Decode(signature)
		if err == nil && len(block.Bytes) > 300 {
			t.Fatal("more than a signature was accepted")
		}
	})
}
