package store_test

import (
	"path/filepath"
	"testing"

	"coldsign/internal/store"
	"coldsign/internal/store/faultfs"
)

func TestReadTail(t *testing.T) {
	for name, s := range map[string]*store.Store{"os": store.New(store.OS{}), "mem": store.New(faultfs.NewMem("/home"))} {
		path := "/home/log"
		if name == "os" {
			path = filepath.Join(t.TempDir(), "log")
		}
		if err := s.CreateNew(path, []byte("0123456789")); err != nil {
			t.Fatal(err)
		}
		for max, want := range map[int64]string{0: "", 3: "789", 10: "0123456789", 99: "0123456789"} {
			tail, size, err := s.ReadTail(path, max)
			if err != nil || size != 10 || string(tail) != want {
				t.Errorf("%s: last %d: %q of %d, %v; want %q of 10", name, max, tail, size, err, want)
			}
		}
	}
}
