//go:build unix

package store

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByUs tells the owner of a file and whether that is this process's user.
// A file system without owners (a test's) has none to object to.
func ownedByUs(info fs.FileInfo) (owner uint32, ours bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, true
	}
	return stat.Uid, int(stat.Uid) == os.Geteuid()
}
