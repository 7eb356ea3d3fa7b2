package doctor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// BinaryHash is the SHA-256 of the program that is running, as hex digits. proc
// is the folder /proc.
func BinaryHash(proc string) (string, error) {
	self, err := os.Open(filepath.Join(proc, "self/exe"))
	if err != nil {
		return "", err
	}
	defer self.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, self); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func binary(m Machine) answer {
	hash, err := BinaryHash(m.Proc)
	if err != nil {
		return unknownBecause(err)
	}
	return answer{OK, "SHA-256 " + hash, "compare with the release's list"}
}

func user(m Machine) answer {
	switch {
	case m.UserID < 0:
		return answer{Unknown, "this system has no user ids", ""}
	case m.UserID == 0:
		return answer{Warn, "root", "use an account of its own for signing"}
	}
	return answer{OK, fmt.Sprintf("user id %d, without privilege", m.UserID), ""}
}
