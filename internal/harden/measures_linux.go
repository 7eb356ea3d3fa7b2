package harden

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// measures in the order they are taken: the filter last, as it may forbid what
// the others call.
var measures = []measure{
	{"not dumpable", true, notDumpable},
	{"no core file", true, noCoreFile},
	{"private files", true, privateFiles},
	{"quiet tracebacks", false, quietTracebacks},
	{"pages locked", false, lockPages},
	{"no new privileges", true, noNewPrivileges},
	{"no network", true, filterCalls},
}

// notDumpable keeps other processes of the same user from reading this one's
// memory, and the kernel from writing it out.
func notDumpable() (string, error) {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return "", err
	}
	state, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err == nil && state != 0 {
		err = fmt.Errorf("the state is %d", state)
	}
	return "no debugger, no dump", err
}

func noCoreFile() (string, error) {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return "", err
	}
	var now unix.Rlimit
	err := unix.Getrlimit(unix.RLIMIT_CORE, &now)
	if err == nil && (now.Cur != 0 || now.Max != 0) {
		err = fmt.Errorf("the limit is %d", now.Cur)
	}
	return "RLIMIT_CORE is 0", err
}

func privateFiles() (string, error) {
	unix.Umask(0o077)
	return "umask 077", nil
}

// quietTracebacks keeps values out of what a crash prints. The environment can
// ask for more than the program may refuse.
func quietTracebacks() (string, error) {
	debug.SetTraceback("none")
	if level := os.Getenv("GOTRACEBACK"); level != "" && level != "none" {
		return "", fmt.Errorf("the environment asks for GOTRACEBACK=%q", level)
	}
	return "a crash prints no stack", nil
}

// lockPages keeps all of the process from being swapped out. Pages are locked
// when they are first used: Go reserves over a gigabyte that it never touches.
// Without privilege the limit of locked memory is usually too low for it.
func lockPages() (string, error) {
	err := unix.Mlockall(unix.MCL_CURRENT | unix.MCL_FUTURE | unix.MCL_ONFAULT)
	if errors.Is(err, unix.ENOMEM) || errors.Is(err, unix.EPERM) {
		var limit unix.Rlimit
		unix.Getrlimit(unix.RLIMIT_MEMLOCK, &limit)
		return "", fmt.Errorf("the limit of locked memory is %d KiB (RLIMIT_MEMLOCK); keys and passphrases are locked all the same", limit.Cur/1024)
	}
	return "all memory stays out of swap", err
}

func noNewPrivileges() (string, error) {
	return "set-user-id programs gain nothing", unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
}
