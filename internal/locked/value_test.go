package locked

import (
	"errors"
	"testing"
	"unsafe"
)

func TestNewLiesInTheArena(t *testing.T) {
	type work struct {
		key  [32]byte
		word uint64
		done bool
	}
	a := newArena(t, 1)
	if _, err := a.Alloc(3); err != nil { // the next place is not aligned by itself
		t.Fatal(err)
	}
	v, err := New[work](a)
	if err != nil {
		t.Fatal(err)
	}
	if *v != (work{}) {
		t.Errorf("not zero: %v", *v)
	}
	pages := a.pages.Bytes()
	at, start := uintptr(unsafe.Pointer(v)), uintptr(unsafe.Pointer(&pages[0]))
	if at < start || at+unsafe.Sizeof(*v) > start+uintptr(len(pages)) || at%unsafe.Alignof(*v) != 0 {
		t.Errorf("at %#x, the arena at %#x", at, start)
	}
	v.key[31], v.word = 7, 9
	other, err := New[work](a)
	if err != nil || *other != (work{}) || other == v {
		t.Errorf("a second one: %v, %v", other, err)
	}
	a.wipe()
	if *v != (work{}) {
		t.Error("not wiped with the arena")
	}
	if _, err := New[work](a); !errors.Is(err, ErrDestroyed) {
		t.Errorf("of a wiped arena: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	a := newArena(t, 1)
	for name, err := range map[string]error{
		"a pointer":  second(New[*int](a)),
		"a slice":    second(New[struct{ b []byte }](a)),
		"a string":   second(New[[2]string](a)),
		"a function": second(New[struct{ f func() }](a)),
	} {
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := New[[1 << 20]byte](a); !errors.Is(err, ErrFull) {
		t.Errorf("larger than the arena: %v", err)
	}
}

func second[T any](_ *T, err error) error { return err }
