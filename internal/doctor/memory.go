package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"coldsign/internal/locked"
)

// swap: what is swapped out stays on the disk after the program has wiped it.
func swap(m Machine) answer {
	data, err := os.ReadFile(filepath.Join(m.Proc, "swaps"))
	if err != nil {
		return unknownBecause(err)
	}
	var areas []string
	onDisk := false
	for _, line := range strings.Split(string(data), "\n")[1:] { // the first line is the heading
		if fields := strings.Fields(line); len(fields) > 0 {
			areas = append(areas, fmt.Sprintf("%q", fields[0]))
			onDisk = onDisk || !strings.HasPrefix(fields[0], "/dev/zram")
		}
	}
	const advice = "switch swap off (swapoff -a, and take it out of /etc/fstab)"
	detail := strings.Join(areas, ", ")
	switch {
	case len(areas) == 0:
		return answer{OK, "none", ""}
	case m.held("pages locked"):
		return answer{Warn, detail + "; this program's memory is locked out of it", advice}
	case onDisk:
		return answer{Bad, detail, advice}
	}
	return answer{Warn, detail + "; compressed, in memory", advice}
}

// hibernation writes all memory to the disk, locked or not.
func hibernation(m Machine) answer {
	data, err := os.ReadFile(filepath.Join(m.Sys, "power/state"))
	switch {
	case os.IsNotExist(err):
		return answer{OK, "the kernel has none", ""}
	case err != nil:
		return unknownBecause(err)
	}
	for _, state := range strings.Fields(string(data)) {
		if state == "disk" {
			return answer{Warn, "the machine can write its memory to the disk", "forbid it: kernel option nohibernate"}
		}
	}
	return answer{OK, "not possible", ""}
}

// sessionMemory is what a session locks at most.
const sessionMemory = 256 << 10

func lockAndRelease() error {
	arena, err := locked.NewArena(sessionMemory)
	if err != nil {
		return err
	}
	return arena.Destroy()
}

func lockedMemory(m Machine) answer {
	if err := m.LockMemory(); err != nil {
		return answer{Bad, err.Error(), "raise the limit: ulimit -l, LimitMEMLOCK= of the unit, or /etc/security/limits.conf"}
	}
	limit, _ := m.LockLimit()
	if limit == locked.Unlimited {
		return answer{OK, "no limit", ""}
	}
	return answer{OK, fmt.Sprintf("enough; the limit is %d KiB", limit>>10), ""}
}

func erasure(m Machine) answer {
	if m.Erases {
		return answer{OK, "registers, stacks and freed memory of secret work are wiped", ""}
	}
	return answer{Bad, "this build leaves copies of keys in memory until the program ends", "use a release build (GOEXPERIMENT=runtimesecret, Linux on amd64 or arm64)"}
}

// coreDumps: the process's own state decides; the kernel's pattern tells who
// would have got the dump.
func coreDumps(m Machine) answer {
	pattern := word(filepath.Join(m.Proc, "sys/kernel/core_pattern"))
	detail := fmt.Sprintf("this program makes none; others' go to %q", pattern)
	if m.held("not dumpable") && m.held("no core file") {
		return answer{OK, detail, ""}
	}
	return answer{Bad, fmt.Sprintf("a crash writes memory to %q", pattern), "ulimit -c 0"}
}

func debugger(m Machine) answer {
	status, err := os.ReadFile(filepath.Join(m.Proc, "self/status"))
	if err != nil {
		return unknownBecause(err)
	}
	_, line, found := strings.Cut(string(status), "\nTracerPid:")
	line, _, _ = strings.Cut(line, "\n")
	switch tracer := strings.TrimSpace(line); {
	case !found:
		return answer{Unknown, "the kernel does not say", ""}
	case tracer == "0":
		return answer{OK, "none is attached", ""}
	default:
		return answer{Bad, "process " + tracer + " is attached and sees everything", "find out what it is"}
	}
}
