package locked

import "fmt"

// Unlimited is the value of a limit that is none.
const Unlimited = ^uint64(0)

// LimitError says that the machine does not let the process lock the memory.
type LimitError struct {
	Want   uint64 // bytes
	Limit  uint64 // bytes; RLIMIT_MEMLOCK, the soft one
	Locked uint64 // bytes locked already
	Cause  error  // what the kernel answered
}

func (e *LimitError) Error() string {
	limit := "none"
	if e.Limit != Unlimited {
		limit = kib(e.Limit)
	}
	return fmt.Sprintf("locked memory: %s wanted, %s locked already, limit %s (RLIMIT_MEMLOCK): %v", kib(e.Want), kib(e.Locked), limit, e.Cause)
}

func (e *LimitError) Unwrap() error { return e.Cause }

// kib prints bytes in the unit that `ulimit -l` takes.
func kib(bytes uint64) string { return fmt.Sprintf("%d KiB", bytes/1024) }
