package store_test

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"coldsign/internal/store"
)

// The same changes on the real file system.
func TestChangesOnTheRealFileSystem(t *testing.T) {
	s := store.New(store.OS{})
	home := filepath.Join(t.TempDir(), "a", "home")
	keys := filepath.Join(home, "keys")
	policy, k := filepath.Join(home, "policy.json"), filepath.Join(keys, "k")
	steps := []struct {
		name string
		do   func() error
		want error
	}{
		{"mkdir", func() error { return s.MkdirPrivate(keys + "/") }, nil},
		{"mkdir again", func() error { return s.MkdirPrivate(keys) }, nil},
		{"private", func() error { return s.CheckPrivate(home) }, nil},
		{"create", func() error { return s.CreateNew(policy, []byte("1")) }, nil},
		{"create again", func() error { return s.CreateNew(policy, []byte("2")) }, fs.ErrExist},
		{"replace", func() error { return s.Replace(policy, []byte("3")) }, nil},
		{"append", func() error { return s.Append(policy, []byte("4"), 1) }, nil},
		{"folder", func() error { return s.CreateFolder(k, map[string][]byte{"a": []byte("a"), "b": []byte("b")}) }, nil},
		{"folder again", func() error { return s.CreateFolder(k, nil) }, fs.ErrExist},
		{"replace folder", func() error { return s.ReplaceFolder(k, map[string][]byte{"c": []byte("c")}) }, nil},
		{"create over a folder", func() error { return s.CreateNew(k, nil) }, fs.ErrExist},
		{"no such folder", func() error { return s.CreateNew(filepath.Join(home, "absent", "x"), nil) }, fs.ErrNotExist},
	}
	for _, step := range steps {
		if err := step.do(); !errors.Is(err, step.want) {
			t.Fatalf("%s: %v, want %v", step.name, err, step.want)
		}
	}
	if data, err := s.ReadFile(policy, 2); err != nil || string(data) != "34" {
		t.Errorf("read %q, %v", data, err)
	}
	var large *store.TooLargeError
	if _, err := s.ReadFile(policy, 1); !errors.As(err, &large) {
		t.Errorf("a file beyond its bound: %v", err)
	}
	if names, err := s.List(k); err != nil || !slices.Equal(names, []string{"c"}) {
		t.Errorf("folder holds %v, %v", names, err)
	}
	for path, want := range map[string]fs.FileMode{home: 0o700, keys: 0o700, k: 0o700, policy: 0o600, filepath.Join(k, "c"): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v; want %v", path, info.Mode(), err, want)
		}
	}
	for _, folder := range []string{home, keys} {
		entries, err := os.ReadDir(folder)
		for _, e := range entries {
			if !slices.Contains([]string{"keys", "k", "policy.json"}, e.Name()) {
				t.Errorf("left over: %s, %v", e.Name(), err)
			}
		}
	}
}

func TestCleanRemovesLeftoversAlone(t *testing.T) {
	home := t.TempDir()
	for _, folder := range []string{".coldsign-1.tmp", "keys/k", "keys/.coldsign-0.tmp", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(home, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{".coldsign-0.tmp", "keys/k/.coldsign-7.tmp", "keys/k/key.json", "keys/.coldsign-0.tmp/key.json", ".coldsign", "a.tmp", "elsewhere/.coldsign-0.tmp"} {
		if err := os.WriteFile(filepath.Join(home, file), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	linked := t.TempDir()
	os.WriteFile(filepath.Join(linked, ".coldsign-0.tmp"), nil, 0o600)
	if err := os.Symlink(linked, filepath.Join(home, "link")); err != nil {
		t.Fatal(err)
	}
	s := store.New(store.OS{})
	removed, err := s.Clean(home)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	filepath.WalkDir(home, func(path string, e fs.DirEntry, err error) error {
		if !e.IsDir() {
			left = append(left, strings.TrimPrefix(path, home+"/"))
		}
		return err
	})
	if want := []string{".coldsign", "a.tmp", "keys/k/key.json", "link"}; !slices.Equal(left, want) || len(removed) != 5 {
		t.Errorf("left %v after removing %v", left, removed)
	}
	if _, err := os.Stat(filepath.Join(linked, ".coldsign-0.tmp")); err != nil {
		t.Error("a symbolic link was followed")
	}
	if removed, err := s.Clean(home); removed != nil || err != nil {
		t.Errorf("cleaning twice removed %v, %v", removed, err)
	}
}

func TestCheckPrivate(t *testing.T) {
	s := store.New(store.OS{})
	parent := t.TempDir()
	path := func(name string, mode fs.FileMode) string {
		p := filepath.Join(parent, name)
		if err := errors.Join(os.Mkdir(p, 0o700), os.Chmod(p, mode)); err != nil {
			t.Fatal(err)
		}
		return p
	}
	file, link := filepath.Join(parent, "file"), filepath.Join(parent, "link")
	os.WriteFile(file, nil, 0o600)
	os.Symlink(path("good", 0o700), link)
	cases := map[string]string{
		filepath.Join(parent, "good"): "",
		path("stricter", 0o500):       "",
		path("group reads", 0o740):    "0740",
		path("others enter", 0o701):   "0701",
		path("others write", 0o702):   "0702",
		file:                          "not a folder",
		link:                          "symbolic link",
		link + "/":                    "symbolic link",
	}
	if os.Getuid() == 0 {
		foreign := path("foreign", 0o700)
		os.Chown(foreign, 65534, 65534)
		cases[foreign] = "user 65534"
	}
	for path, reason := range cases {
		err := s.CheckPrivate(path)
		var private *store.PrivateError
		if reason == "" && err != nil || reason != "" && (!errors.As(err, &private) || !strings.Contains(private.Reason, reason)) {
			t.Errorf("%s: %v, want %q", path, err, reason)
		}
	}
	if err := s.CheckPrivate(filepath.Join(parent, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}

// lockHolder makes the test binary a process that holds the lock of a folder
// until its input ends.
const lockHolder = "COLDSIGN_TEST_LOCK"

func TestMain(m *testing.M) {
	if folder := os.Getenv(lockHolder); folder != "" {
		if _, err := store.LockFolder(folder, 0, nil); err != nil {
			os.Exit(1)
		}
		os.Stdout.WriteString("locked\n")
		bufio.NewReader(os.Stdin).ReadString('\n')
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestOneProcessHasTheLock(t *testing.T) {
	home := t.TempDir()
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), lockHolder+"="+home)
	stdin, _ := holder.StdinPipe()
	stdout, _ := holder.StdoutPipe()
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "locked\n" {
		t.Fatal(line, err)
	}
	told := 0
	if _, err := store.LockFolder(home, 50*time.Millisecond, func() { told++ }); !errors.Is(err, store.ErrBusy) || told != 1 {
		t.Errorf("while another process has the lock: %v, told %d times", err, told)
	}
	// A process that is killed gives the lock back: no stale lock.
	lock, err := store.LockFolder(home, 10*time.Second, func() { holder.Process.Signal(syscall.SIGKILL) })
	if err != nil {
		t.Fatalf("after the holder's death: %v", err)
	}
	holder.Wait()
	stdin.Close()
	if err := lock.Unlock(); err != nil {
		t.Error(err)
	}
	lock, err = store.LockFolder(home, 0, func() { t.Error("told to wait for a free lock") })
	if err != nil {
		t.Fatal(err)
	}
	lock.Unlock()
}
