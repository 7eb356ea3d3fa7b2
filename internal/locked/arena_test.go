package locked

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"unsafe"

	"pgregory.net/rapid"
)

func newArena(t testing.TB, size int) *Arena {
	t.Helper()
	a, err := NewArena(size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Destroy(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func alloc(t testing.TB, a *Arena, n int) *Buffer {
	t.Helper()
	b, err := a.Alloc(n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestArenaIsFilledToItsEnd(t *testing.T) {
	page := os.Getpagesize()
	a := newArena(t, 1)
	whole := alloc(t, a, page)
	whole.Bytes()[page-1] = 1
	if _, err := a.Alloc(1); !errors.Is(err, ErrFull) {
		t.Errorf("a byte more than a page: %v", err)
	}
	whole.Free()
	if b := alloc(t, a, page); b.Bytes()[page-1] != 0 {
		t.Error("a freed secret is seen by the next owner of its place")
	}
}

func TestSizesBelowOneAreRefused(t *testing.T) {
	for _, size := range []int{0, -1} {
		if _, err := NewArena(size); err == nil {
			t.Errorf("NewArena(%d) was accepted", size)
		}
		if _, err := newArena(t, 1).Alloc(size); err == nil {
			t.Errorf("Alloc(%d) was accepted", size)
		}
	}
}

func TestDestroyEmptiesBuffers(t *testing.T) {
	a, err := NewArena(1)
	if err != nil {
		t.Fatal(err)
	}
	b := alloc(t, a, 32)
	b.Bytes()[0] = 1
	for range 2 {
		if err := a.Destroy(); err != nil {
			t.Fatal(err)
		}
	}
	if b.Bytes() != nil || b.Len() != 0 || a.Alive() {
		t.Error("a buffer outlived its arena")
	}
	b.Wipe()
	b.Free()
	if _, err := a.Alloc(1); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Alloc after Destroy: %v", err)
	}
}

func TestDestroyAllWipesButKeepsMapped(t *testing.T) {
	first, second := newArena(t, 1), newArena(t, 1)
	var slices [][]byte
	for _, a := range []*Arena{first, second} {
		bytes := alloc(t, a, 32).Bytes()
		bytes[31] = 1
		slices = append(slices, bytes)
	}
	DestroyAll()
	DestroyAll()
	for _, s := range slices {
		if !bytes.Equal(s, make([]byte, 32)) {
			t.Error("a secret survived DestroyAll")
		}
	}
	if first.Alive() || second.Alive() {
		t.Error("an arena is alive after DestroyAll")
	}
	if _, err := first.Alloc(1); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Alloc after DestroyAll: %v", err)
	}
}

// Whatever is allocated and freed in whatever order: each buffer is zeroed,
// aligned, and nobody else's.
func TestBuffersNeverOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, err := NewArena(2 * os.Getpagesize())
		if err != nil {
			t.Fatal(err)
		}
		defer a.Destroy()
		var held []*Buffer
		for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(held) > 0 && rapid.Bool().Draw(t, "free") {
				i := rapid.IntRange(0, len(held)-1).Draw(t, "which")
				held[i].Free()
				held = append(held[:i], held[i+1:]...)
				continue
			}
			b, err := a.Alloc(rapid.IntRange(1, 2000).Draw(t, "n"))
			if errors.Is(err, ErrFull) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), make([]byte, b.Len())) {
				t.Fatal("a new buffer is not zero")
			}
			if uintptr(unsafe.Pointer(&b.Bytes()[0]))%align != 0 {
				t.Fatal("a buffer is not aligned")
			}
			held = append(held, b)
			for _, b := range held {
				fill(b, byte(step+1))
			}
			for i, b := range held {
				fill(b, byte(i))
			}
			for i, b := range held {
				if !bytes.Equal(b.Bytes(), bytes.Repeat([]byte{byte(i)}, b.Len())) {
					t.Fatal("buffers overlap")
				}
			}
		}
	})
}

func fill(b *Buffer, with byte) {
	bytes := b.Bytes()
	for i := range bytes {
		bytes[i] = with
	}
}

func BenchmarkAllocFree(b *testing.B) {
	a := newArena(b, 1)
	for b.Loop() {
		buffer, err := a.Alloc(32)
		if err != nil {
			b.Fatal(err)
		}
		buffer.Free()
	}
}

func BenchmarkNewArenaDestroy(b *testing.B) {
	for b.Loop() {
		a, err := NewArena(1 << 16)
		if err != nil {
			b.Fatal(err)
		}
		a.Destroy()
	}
}
