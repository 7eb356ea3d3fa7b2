// Package faultfs is a file system for tests of what a crash or a fault leaves
// behind: Mem knows what a power cut would lose, and Faults fails or stops at
// any chosen system call.
package faultfs

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"coldsign/internal/store"
)

// Mem is a file system in memory that keeps, beside what programs see, what is
// surely on the disk: the bytes of synced files and the names of synced folders.
type Mem struct {
	mu   sync.Mutex
	root *node
}

var _ store.FS = (*Mem)(nil)

// node is a file or a folder, as seen and as synced.
type node struct {
	mode           fs.FileMode
	data, synced   []byte
	names, settled map[string]*node // nil for a file
}

func newFolder(mode fs.FileMode) *node {
	return &node{mode: mode | fs.ModeDir, names: map[string]*node{}, settled: map[string]*node{}}
}

// NewMem returns a file system with an empty folder for each path.
func NewMem(folders ...string) *Mem {
	m := &Mem{root: newFolder(0o755)}
	for _, path := range folders {
		at := m.root
		for _, name := range split(path) {
			if at.names[name] == nil {
				at.names[name] = newFolder(0o700)
				at.settled[name] = at.names[name]
			}
			at = at.names[name]
		}
	}
	return m
}

// Survival says what of the unsynced state a power cut leaves on the disk.
type Survival int

// A disk may write names and bytes in any order, so each may survive alone.
const (
	SyncedOnly Survival = iota // nothing unsynced
	Names                      // names, but not the bytes of the files
	Bytes                      // bytes, but no names
	Torn                       // names, and the first half of unsynced bytes
	Everything                 // all that programs saw
)

// Survivals lists all of them.
var Survivals = []Survival{SyncedOnly, Names, Bytes, Torn, Everything}

// String names the survival for test output.
func (s Survival) String() string {
	return [...]string{"synced only", "names", "bytes", "torn", "everything"}[s]
}

// Crash returns the file system that is found after a power cut now.
func (m *Mem) Crash(keep Survival) *Mem {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Mem{root: m.root.crash(keep)}
}

func (n *node) crash(keep Survival) *node {
	after := &node{mode: n.mode}
	if n.names == nil {
		switch keep {
		case SyncedOnly, Names:
			after.data = n.synced
		case Bytes, Everything:
			after.data = n.data
		case Torn:
			after.data = torn(n.synced, n.data)
		}
		after.data = bytes.Clone(after.data)
		after.synced = after.data
		return after
	}
	names := n.names
	if keep == SyncedOnly || keep == Bytes {
		names = n.settled
	}
	after.names = map[string]*node{}
	for name, child := range names {
		after.names[name] = child.crash(keep)
	}
	after.settled = maps.Clone(after.names)
	return after
}

// torn is what half of an unfinished write leaves: of a longer file the synced
// bytes and half of the new ones.
func torn(synced, data []byte) []byte {
	if bytes.HasPrefix(data, synced) {
		return data[:len(synced)+(len(data)-len(synced))/2]
	}
	return data[:len(data)/2]
}

// Tree returns all that programs see: file contents by path, folders as "path/".
func (m *Mem) Tree() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	tree := map[string]string{}
	m.root.walk("", tree)
	return tree
}

func (n *node) walk(path string, tree map[string]string) {
	for name, child := range n.names {
		at := path + "/" + name
		if child.names == nil {
			tree[at] = string(child.data)
			continue
		}
		tree[at+"/"] = ""
		child.walk(at, tree)
	}
}

func split(path string) []string {
	return strings.FieldsFunc(filepath.ToSlash(filepath.Clean(path)), func(r rune) bool { return r == '/' })
}

// find returns the folder that holds path, and path's last name.
func (m *Mem) find(op, path string) (*node, string, error) {
	names := split(path)
	if len(names) == 0 {
		return nil, "", &fs.PathError{Op: op, Path: path, Err: syscall.EINVAL}
	}
	at := m.root
	for _, name := range names[:len(names)-1] {
		next := at.names[name]
		if next == nil {
			return nil, "", &fs.PathError{Op: op, Path: path, Err: syscall.ENOENT}
		}
		if next.names == nil {
			return nil, "", &fs.PathError{Op: op, Path: path, Err: syscall.ENOTDIR}
		}
		at = next
	}
	return at, names[len(names)-1], nil
}

// info describes a node as Lstat and ReadDir do.
type info struct {
	name string
	node *node
	size int64
}

func (i info) Name() string               { return i.name }
func (i info) Size() int64                { return i.size }
func (i info) Mode() fs.FileMode          { return i.node.mode }
func (i info) ModTime() time.Time         { return time.Time{} }
func (i info) IsDir() bool                { return i.node.names != nil }
func (i info) Sys() any                   { return nil }
func (i info) Type() fs.FileMode          { return i.node.mode.Type() }
func (i info) Info() (fs.FileInfo, error) { return i, nil }

// handle is an open file.
type handle struct {
	m      *Mem
	node   *node
	at     int
	append bool
}

func (h *handle) Read(b []byte) (int, error) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if h.at >= len(h.node.data) {
		return 0, io.EOF
	}
	n := copy(b, h.node.data[h.at:])
	h.at += n
	return n, nil
}

func (h *handle) Write(b []byte) (int, error) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if h.append {
		h.at = len(h.node.data)
	}
	grown := slices.Concat(h.node.data[:h.at], b)
	if len(grown) < len(h.node.data) {
		grown = append(grown, h.node.data[len(grown):]...)
	}
	h.node.data, h.at = grown, h.at+len(b)
	return len(b), nil
}

func (h *handle) Sync() error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	h.node.synced = bytes.Clone(h.node.data)
	h.node.settled = maps.Clone(h.node.names)
	return nil
}

func (h *handle) Truncate(size int64) error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	h.node.data = bytes.Clone(h.node.data[:size])
	return nil
}

func (h *handle) Stat() (fs.FileInfo, error) {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	return info{"", h.node, int64(len(h.node.data))}, nil
}

func (h *handle) Close() error { return nil }

// Open opens or makes a file, or opens a folder to be synced.
func (m *Mem) Open(path string, flags int, mode fs.FileMode) (store.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(split(path)) == 0 {
		return &handle{m: m, node: m.root}, nil
	}
	folder, name, err := m.find("open", path)
	if err != nil {
		return nil, err
	}
	found := folder.names[name]
	switch {
	case found == nil && flags&os.O_CREATE == 0:
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOENT}
	case found == nil:
		found = &node{mode: mode}
		folder.names[name] = found
	case flags&os.O_EXCL != 0:
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.EEXIST}
	}
	if flags&os.O_TRUNC != 0 {
		found.data = nil
	}
	return &handle{m: m, node: found, append: flags&os.O_APPEND != 0}, nil
}
