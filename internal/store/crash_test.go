package store_test

import (
	"errors"
	"io/fs"
	"maps"
	"strings"
	"syscall"
	"testing"

	"coldsign/internal/store"
	"coldsign/internal/store/faultfs"
)

// A change is one thing that the store does, with the state before and after.
type change struct {
	name          string
	before, after map[string]string // path -> content; "folder/" -> ""
	do            func(*store.Store) error
}

var changes = []change{
	{
		"CreateNew",
		map[string]string{"/home/": ""},
		map[string]string{"/home/": "", "/home/policy.json": "new policy"},
		func(s *store.Store) error { return s.CreateNew("/home/policy.json", []byte("new policy")) },
	},
	{
		"Replace",
		map[string]string{"/home/": "", "/home/policy.json": "old policy"},
		map[string]string{"/home/": "", "/home/policy.json": "new policy"},
		func(s *store.Store) error { return s.Replace("/home/policy.json", []byte("new policy")) },
	},
	{
		"Replace what is not there",
		map[string]string{"/home/": ""},
		map[string]string{"/home/": "", "/home/coins": "coins"},
		func(s *store.Store) error { return s.Replace("/home/coins", []byte("coins")) },
	},
	{
		"Remove",
		map[string]string{"/home/": "", "/home/vault.json": "vault", "/home/other.json": "other"},
		map[string]string{"/home/": "", "/home/other.json": "other"},
		func(s *store.Store) error { return s.Remove("/home/vault.json") },
	},
	{
		"CreateFolder",
		map[string]string{"/home/": "", "/home/keys/": ""},
		map[string]string{"/home/": "", "/home/keys/": "", "/home/keys/k/": "", "/home/keys/k/key.json": "record", "/home/keys/k/alice.age": "sealed a", "/home/keys/k/bob.age": "sealed b"},
		func(s *store.Store) error {
			return s.CreateFolder("/home/keys/k", map[string][]byte{"key.json": []byte("record"), "alice.age": []byte("sealed a"), "bob.age": []byte("sealed b")})
		},
	},
	{
		"ReplaceFolder",
		map[string]string{"/home/": "", "/home/keys/": "", "/home/keys/k/": "", "/home/keys/k/key.json": "record", "/home/keys/k/alice.age": "sealed a", "/home/keys/k/bob.age": "sealed b"},
		map[string]string{"/home/": "", "/home/keys/": "", "/home/keys/k/": "", "/home/keys/k/key.json": "record 2", "/home/keys/k/alice.age": "sealed a2", "/home/keys/k/carol.age": "sealed c"},
		func(s *store.Store) error {
			return s.ReplaceFolder("/home/keys/k", map[string][]byte{"key.json": []byte("record 2"), "alice.age": []byte("sealed a2"), "carol.age": []byte("sealed c")})
		},
	},
}

// build makes a file system that holds the state, all of it on the disk.
func build(t *testing.T, state map[string]string) *faultfs.Mem {
	t.Helper()
	m := faultfs.NewMem("/")
	s := store.New(m)
	for path := range state {
		if strings.HasSuffix(path, "/") {
			if err := s.MkdirPrivate(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	for path, data := range state {
		if strings.HasSuffix(path, "/") {
			continue
		}
		if err := s.CreateNew(path, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// visible is the state without what lies under temporary names.
func visible(m *faultfs.Mem) map[string]string {
	tree := m.Tree()
	maps.DeleteFunc(tree, func(path, _ string) bool { return strings.Contains(path, "/.coldsign-") })
	return tree
}

func (c change) oldOrNew(state map[string]string) bool {
	return maps.Equal(state, c.before) || maps.Equal(state, c.after)
}

func TestDone(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			m := build(t, c.before)
			if err := c.do(store.New(m)); err != nil {
				t.Fatal(err)
			}
			for _, keep := range faultfs.Survivals {
				if got := m.Crash(keep).Tree(); !maps.Equal(got, c.after) {
					t.Errorf("power cut right after success (%v survives): %v", keep, got)
				}
			}
		})
	}
}

// Killed at every call, whatever the disk kept: the old state or the new. And
// the next run cleans up and can do the same thing.
func TestKilledAnywhere(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			points := 0
			for n := 1; ; n++ {
				m := build(t, c.before)
				faults := faultfs.KillAt(m, n)
				c.do(store.New(faults))
				if !faults.Reached() {
					break
				}
				points++
				for _, keep := range faultfs.Survivals {
					after := m.Crash(keep)
					if got := visible(after); !c.oldOrNew(got) {
						t.Errorf("killed at %s, %v survives: %v", faults.Place(), keep, got)
					}
					c.recovers(t, after, faults.Place())
				}
			}
			if points < 3 {
				t.Errorf("only %d fault points", points)
			}
		})
	}
}

// recovers cleans and, when the change has not happened, does it.
func (c change) recovers(t *testing.T, m *faultfs.Mem, place string) {
	t.Helper()
	s := store.New(m)
	if _, err := s.Clean("/home"); err != nil {
		t.Errorf("after %s: %v", place, err)
	}
	if !maps.Equal(m.Tree(), c.after) {
		if err := c.do(s); err != nil {
			t.Errorf("after %s: %v", place, err)
		}
	}
	if got := m.Tree(); !maps.Equal(got, c.after) {
		t.Errorf("after %s, cleaning and trying again: %v", place, got)
	}
}

// Any one call fails: the old state with an error, or the new one; and nothing
// is left under a temporary name, but where the very cleaning failed.
func TestFailedAnywhere(t *testing.T) {
	for _, c := range changes {
		for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
			t.Run(c.name+" "+cause.Error(), func(t *testing.T) {
				for n := 1; ; n++ {
					m := build(t, c.before)
					faults := faultfs.FailAt(m, n, cause)
					err := c.do(store.New(faults))
					if !faults.Reached() {
						break
					}
					state := visible(m)
					switch {
					case err == nil && !maps.Equal(state, c.after):
						t.Errorf("%s: no error, and the state is %v", faults.Place(), state)
					case err != nil && !errors.Is(err, cause):
						t.Errorf("%s: the cause is lost: %v", faults.Place(), err)
					case !c.oldOrNew(state):
						t.Errorf("%s: %v", faults.Place(), state)
					}
					moved := maps.Equal(state, c.after)
					if !moved && !maps.Equal(m.Tree(), state) {
						t.Errorf("%s: left %v", faults.Place(), m.Tree())
					}
					if err != nil && strings.Contains(err.Error(), ".coldsign-") && !moved {
						t.Errorf("%s: the error names the temporary file: %v", faults.Place(), err)
					}
					c.recovers(t, m, faults.Place())
				}
			})
		}
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	state := map[string]string{"/home/": "", "/home/policy.json": "mine", "/home/keys/": "", "/home/keys/k/": "", "/home/keys/k/key.json": "mine", "/home/keys/empty/": ""}
	m := build(t, state)
	s := store.New(m)
	for path, do := range map[string]func(string) error{
		"/home/policy.json": func(p string) error { return s.CreateNew(p, []byte("other")) },
		"/home/keys":        func(p string) error { return s.CreateNew(p, []byte("other")) },
		"/home/keys/k":      func(p string) error { return s.CreateFolder(p, map[string][]byte{"key.json": []byte("other")}) },
		"/home/keys/empty":  func(p string) error { return s.CreateFolder(p, nil) },
	} {
		if err := do(path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if got := m.Tree(); !maps.Equal(got, state) {
		t.Errorf("the state changed: %v", got)
	}
}

// Two writers meet after both saw the name free: one of them is told.
func TestNothingIsOverwrittenInARace(t *testing.T) {
	m := build(t, map[string]string{"/home/": ""})
	err := store.New(&racer{m, m}).CreateNew("/home/policy.json", []byte("second"))
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second writer: %v", err)
	}
	if got := m.Tree()["/home/policy.json"]; got != "first" {
		t.Errorf("the first writer's file holds %q", got)
	}
}

// racer writes the file itself right after the name was seen to be free.
type racer struct {
	store.FS
	m *faultfs.Mem
}

func (r *racer) Lstat(path string) (fs.FileInfo, error) {
	info, err := r.m.Lstat(path)
	return info, errors.Join(err, store.New(r.m).CreateNew(path, []byte("first")))
}
