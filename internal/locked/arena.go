// Package locked keeps secrets that live longer than one call: in pages that
// are locked against swapping, left out of core dumps, fenced by guard pages,
// and wiped when they are given back.
//
// memguard spends a whole page of RLIMIT_MEMLOCK on every buffer and panics,
// having purged all others, when the limit is reached. So a session takes one
// arena of a few pages, here, and every secret of it is a piece of that arena.
// Whether the pages can be locked is tried beforehand, and a machine that
// cannot lock them gets an error: there is no fallback to ordinary memory.
package locked

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"

	"coldsign/internal/erase"

	"github.com/awnumar/memguard"
)

var (
	// ErrFull says that an arena has no free stretch of the wanted length.
	ErrFull = errors.New("locked memory: arena is full")
	// ErrDestroyed says that an arena's secrets are wiped already.
	ErrDestroyed = errors.New("locked memory: arena is destroyed")
)

// align is the alignment of every buffer, so that a buffer can hold any type.
const align = 16

// Arena is one stretch of locked memory. Its methods may be called from several
// goroutines; what is written into its buffers is the callers' to order.
type Arena struct {
	mu     sync.Mutex
	pages  *memguard.LockedBuffer
	live   []*Buffer // by ascending start
	wiped  bool      // by DestroyAll; the pages are still mapped
	listed *registry
}

// NewArena locks at least size bytes, rounded up to whole pages. When the
// machine does not allow it, the error is a *LimitError.
func NewArena(size int) (*Arena, error) {
	if size <= 0 {
		return nil, fmt.Errorf("locked memory: arena of %d bytes", size)
	}
	page := os.Getpagesize()
	size = (size + page - 1) / page * page
	return arenas.open(size)
}

// newPages makes one memguard buffer. memguard panics when it cannot lock; the
// trial in tryLock makes that all but impossible, and here it becomes an error.
func newPages(size int) (pages *memguard.LockedBuffer, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			pages, err = nil, fmt.Errorf("locked memory: %v", cause)
		}
	}()
	pages = memguard.NewBuffer(size)
	if !pages.IsAlive() {
		return nil, errors.New("locked memory: no buffer was made")
	}
	return pages, nil
}

// Alloc returns a zeroed buffer of n bytes, ErrFull, or ErrDestroyed.
func (a *Arena) Alloc(n int) (*Buffer, error) {
	if n <= 0 {
		return nil, fmt.Errorf("locked memory: buffer of %d bytes", n)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.alive() {
		return nil, ErrDestroyed
	}
	start, at := 0, 0
	for ; at < len(a.live) && a.live[at].start-start < n; at++ {
		start = roundUp(a.live[at].end)
	}
	if a.pages.Size()-start < n {
		return nil, fmt.Errorf("%w: %d bytes wanted", ErrFull, n)
	}
	b := &Buffer{arena: a, start: start, end: start + n}
	a.live = slices.Insert(a.live, at, b)
	return b, nil
}

func roundUp(n int) int { return (n + align - 1) / align * align }

// Alive reports whether the arena still holds its secrets. Whoever wrote
// something made from them asks afterwards, before others may rely on it: after
// DestroyAll, slices taken earlier read as zeros.
func (a *Arena) Alive() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.alive()
}

func (a *Arena) alive() bool { return !a.wiped && a.pages.IsAlive() }

// Destroy wipes the arena and gives its pages back. Buffers of it are empty
// afterwards; slices taken from them must not be used any more. It may be
// called again. The error says that something had written across the arena's
// borders; the secrets are wiped all the same.
func (a *Arena) Destroy() (err error) {
	a.listed.remove(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.live = nil
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("locked memory: %v", cause)
		}
	}()
	a.pages.Destroy()
	return nil
}

// wipe zeroes the arena but leaves it mapped.
func (a *Arena) wipe() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.alive() {
		erase.Bytes(a.pages.Bytes())
	}
	a.wiped = true
}

// String says what an arena is, never what it holds.
func (a *Arena) String() string { return "locked.Arena(secret)" }
