package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coldsign/internal/fault"
	"coldsign/internal/store"
	"coldsign/psbt"
)

// watchedWriter remembers the first fault of standard output, so that a result
// which went nowhere is never reported as done.
type watchedWriter struct {
	to    io.Writer
	fault error
}

func (w *watchedWriter) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err != nil && w.fault == nil {
		w.fault = fault.Path("standard output", err)
	}
	return n, err
}

// writeNew writes a whole new file and never overwrites: half a signed
// transaction, or the loss of another's, is worse than none.
func writeNew(path string, data []byte) error {
	if err := outsideHomes(path); err != nil {
		return err
	}
	err := store.New(store.OS{}).CreateNew(path, data)
	if errors.Is(err, fs.ErrExist) {
		return existsFailure(path)
	}
	if err != nil {
		return fault.Path(path, err)
	}
	return nil
}

// outsideHomes refuses a path inside a home, this one or another: what a command writes
// out could pass there for a policy, a wallet or a person's key.
func outsideHomes(path string) error {
	folder, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real // what cannot be resolved cannot be written to either
	}
	for ; ; folder = filepath.Dir(folder) {
		if isHome(folder) {
			return fault.New(fault.Usage, path+": lies in a home of coldsign, where only the program's own files are").WithHint("choose another folder")
		}
		if folder == filepath.Dir(folder) {
			return nil
		}
	}
}

// isHome recognises a home by what it has from its first act on.
func isHome(folder string) bool {
	for _, name := range []string{logFile, policyFile} {
		if info, err := os.Lstat(filepath.Join(folder, name)); err == nil && info.Mode().IsRegular() && isPrivate(folder) {
			return true
		}
	}
	return false
}

// isPrivate says whether a folder is its owner's alone, as every home and every folder in
// it is: a log that was exported to a stick does not make the stick a home.
func isPrivate(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && info.Mode().Perm()&0o077 == 0
}

// toFile is the file that --out names, "" for standard output.
func toFile(out string) string {
	if out == standardStream {
		return ""
	}
	return out
}

func existsFailure(path string) error {
	return fault.New(fault.Failed, path+": exists already").WithHint("nothing is overwritten; choose another name with --out")
}

// mustNotExist finds out before a key is used that the result would have no place.
func mustNotExist(paths ...string) error {
	for _, path := range paths {
		if path == "" {
			continue
		}
		if err := outsideHomes(path); err != nil {
			return err
		}
		if _, err := os.Lstat(path); err == nil {
			return existsFailure(path)
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil {
			return fault.Path(filepath.Dir(path), err)
		} else if !info.IsDir() {
			return fmt.Errorf("%s: not a folder", filepath.Dir(path))
		}
	}
	return nil
}

// signedName is the default name of the result, beside the input.
func signedName(path string) string {
	path = strings.TrimRight(path, string(filepath.Separator))
	return strings.TrimSuffix(path, filepath.Ext(path)) + "-signed.psbt"
}

// fileFormats are the encodings of a packet's file on the command line; the QR
// formats, one part a line, stand beside them.
var fileFormats = []struct {
	name     string
	encoding psbt.Encoding
}{
	{"binary", psbt.Binary},
	{"base64", psbt.Base64},
	{"hex", psbt.Hex},
}

func fileEncoding(name string) (psbt.Encoding, bool) {
	for _, f := range fileFormats {
		if f.name == name {
			return f.encoding, true
		}
	}
	return 0, false
}

// textual tells whether an encoding is text, which ends in a newline.
func textual(e psbt.Encoding) bool { return e != psbt.Binary }

// encodePacket writes a packet in an encoding, as a file has it.
func encodePacket(packet *psbt.Packet, e psbt.Encoding) []byte {
	data := packet.Encode(e)
	if textual(e) {
		data = append(data, '\n')
	}
	return data
}
