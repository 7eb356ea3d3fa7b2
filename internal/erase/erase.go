// Package erase runs secret work so that nothing of it stays in memory.
//
// Ordinary Go leaves copies of a key in registers, on stacks and in dead heap
// objects; measured, a single derivation and signature leaves more than twenty.
// Where the program is built with GOEXPERIMENT=runtimesecret for linux/amd64 or
// linux/arm64, the work runs inside runtime/secret.Do, which wipes registers and
// stack when it ends and marks its heap objects to be wiped when the collector
// frees them. Elsewhere the same functions call the work directly, and Enabled
// says so: a build that cannot erase must tell it to the person using it.
//
// Neither Do nor Wrap covers goroutines started by the work, global variables
// it writes, or objects that existed before it began. The last includes buffers
// that a library keeps in a pool: fmt does, so secret work must not format.
// Secrets that must live longer than a call belong in coldsign/internal/locked.
package erase

import "runtime"

// Do runs f, then collects, so that on return nothing f left behind remains:
// registers, stack, and every heap object that f allocated and nobody holds.
// A panic in f passes through after the same erasure; the panic's value itself
// lives as long as somebody holds it. The collection costs a few milliseconds:
// surround a whole operation with Do, and use Wrap for its many short steps.
func Do(f func()) {
	defer Collect()
	run(f)
}

// Wrap runs f with registers and stack erased at its end, but does not collect:
// heap objects of f are erased by the next Collect. It costs some microseconds,
// so that it can surround each of many signatures, also those made on other
// goroutines, which an outer Do does not cover.
func Wrap(f func()) { run(f) }

// Collect erases the heap objects that earlier calls of Do and Wrap made and
// that nobody holds any more. It collects twice, because what lies in a
// sync.Pool outlives the first collection.
func Collect() {
	runtime.GC()
	runtime.GC()
}

// Enabled reports whether this build really erases. Without it, Do and Wrap
// only call their function.
func Enabled() bool { return enabled }

// Bytes overwrites b with zeros. It is not inlined, so the compiler cannot see
// that nobody reads b afterwards and leave the writes out.
//
//go:noinline
func Bytes(b []byte) {
	clear(b)
	runtime.KeepAlive(b)
}
