package locked

import (
	"slices"
	"sync"
)

// arenas lists the living arenas. It is the one variable of this package: a
// signal handler must reach every secret without knowing who holds it.
var arenas registry

type registry struct {
	mu   sync.Mutex
	live []*Arena
}

// open makes and lists an arena. One at a time, so that what tryLock found is
// still true when memguard locks.
func (r *registry) open(size int) (*Arena, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := tryLock(size); err != nil {
		return nil, err
	}
	pages, err := newPages(size)
	if err != nil {
		return nil, err
	}
	a := &Arena{pages: pages, listed: r}
	r.live = append(r.live, a)
	return a, nil
}

func (r *registry) remove(a *Arena) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.live = slices.DeleteFunc(r.live, func(other *Arena) bool { return other == a })
}

// DestroyAll wipes every living arena: for signals and panics, right before the
// process ends. The pages stay mapped, so that a goroutine still at work reads
// zeros and does not turn a clean exit into a crash; see Arena.Alive.
func DestroyAll() {
	arenas.mu.Lock()
	defer arenas.mu.Unlock()
	for _, a := range arenas.live {
		a.wipe()
	}
}
