//go:build linux && (amd64 || arm64)

package harden

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// filterCalls installs the filter for all threads at once.
func filterCalls() (string, error) {
	// no_new_privs belongs to a thread and is what permits the filter; the kernel
	// hands both on to the other threads.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return "", err
	}
	rows := denied()
	filter := program(thisMachine, rows)
	fprog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	thread, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&fprog)))
	runtime.KeepAlive(filter)
	if errno != 0 {
		return "", errno
	}
	if thread != 0 {
		return "", fmt.Errorf("thread %d has another filter", thread)
	}
	return fmt.Sprintf("seccomp filter over %d system calls, all threads", len(rows)), nil
}
