package faultfs

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"syscall"
)

// Mkdir makes one folder.
func (m *Mem) Mkdir(path string, mode fs.FileMode) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	folder, name, err := m.find("mkdir", path)
	if err != nil {
		return err
	}
	if folder.names[name] != nil {
		return &fs.PathError{Op: "mkdir", Path: path, Err: syscall.EEXIST}
	}
	folder.names[name] = newFolder(mode)
	return nil
}

// Rename moves a file or folder and replaces a file.
func (m *Mem) Rename(old, new string) error {
	return m.move(old, new, func(from, to *node) (*node, syscall.Errno) {
		if to != nil && (from.names != nil || to.names != nil) {
			return nil, syscall.EEXIST
		}
		return nil, 0
	})
}

// RenameNew moves a file or folder to a name that is free.
func (m *Mem) RenameNew(old, new string) error {
	return m.move(old, new, func(_, to *node) (*node, syscall.Errno) {
		if to != nil {
			return nil, syscall.EEXIST
		}
		return nil, 0
	})
}

// Exchange swaps two files or folders.
func (m *Mem) Exchange(one, other string) error {
	return m.move(one, other, func(_, to *node) (*node, syscall.Errno) {
		if to == nil {
			return nil, syscall.ENOENT
		}
		return to, 0
	})
}

// move gives old's node the new name; judge says what old's name then has, or why not.
func (m *Mem) move(old, new string, judge func(from, to *node) (*node, syscall.Errno)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fromFolder, fromName, err := m.find("rename", old)
	if err != nil {
		return err
	}
	toFolder, toName, err := m.find("rename", new)
	if err != nil {
		return err
	}
	from, to := fromFolder.names[fromName], toFolder.names[toName]
	if from == nil {
		return &os.LinkError{Op: "rename", Old: old, New: new, Err: syscall.ENOENT}
	}
	left, errno := judge(from, to)
	if errno != 0 {
		return &os.LinkError{Op: "rename", Old: old, New: new, Err: errno}
	}
	delete(fromFolder.names, fromName)
	if left != nil {
		fromFolder.names[fromName] = left
	}
	toFolder.names[toName] = from
	return nil
}

// Remove removes a file or an empty folder.
func (m *Mem) Remove(path string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	folder, name, err := m.find("remove", path)
	if err != nil {
		return err
	}
	found := folder.names[name]
	switch {
	case found == nil:
		return &fs.PathError{Op: "remove", Path: path, Err: syscall.ENOENT}
	case len(found.names) > 0:
		return &fs.PathError{Op: "remove", Path: path, Err: syscall.ENOTEMPTY}
	}
	delete(folder.names, name)
	return nil
}

// ReadDir lists a folder by name.
func (m *Mem) ReadDir(path string) ([]fs.DirEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.root
	if len(split(path)) > 0 {
		folder, name, err := m.find("readdir", path)
		if err != nil {
			return nil, err
		}
		at = folder.names[name]
	}
	switch {
	case at == nil:
		return nil, &fs.PathError{Op: "readdir", Path: path, Err: syscall.ENOENT}
	case at.names == nil:
		return nil, &fs.PathError{Op: "readdir", Path: path, Err: syscall.ENOTDIR}
	}
	var entries []fs.DirEntry
	for _, name := range slices.Sorted(maps.Keys(at.names)) {
		entries = append(entries, info{name, at.names[name], int64(len(at.names[name].data))})
	}
	return entries, nil
}

// Lstat describes a file or folder.
func (m *Mem) Lstat(path string) (fs.FileInfo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	folder, name, err := m.find("lstat", path)
	if err != nil {
		return nil, err
	}
	found := folder.names[name]
	if found == nil {
		return nil, &fs.PathError{Op: "lstat", Path: path, Err: syscall.ENOENT}
	}
	return info{name, found, int64(len(found.data))}, nil
}
