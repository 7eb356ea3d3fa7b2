package store

import (
	"io/fs"
	"os"
)

// renameNewByLink gives a file its second name, which fails when that is taken,
// and takes the first away. A folder cannot be linked, but rename(2) replaces
// none that holds anything.
func renameNewByLink(old, new string) error {
	info, err := os.Lstat(old)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		if err := os.Link(old, new); err != nil {
			return err
		}
		return os.Remove(old)
	}
	if _, err := os.Lstat(new); err == nil {
		return &os.LinkError{Op: "rename", Old: old, New: new, Err: fs.ErrExist}
	}
	return os.Rename(old, new)
}
