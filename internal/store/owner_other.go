//go:build !unix

package store

import "io/fs"

// ownedByUs cannot tell on this system.
func ownedByUs(fs.FileInfo) (owner uint32, ours bool) { return 0, true }
