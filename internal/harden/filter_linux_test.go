//go:build linux && (amd64 || arm64)

package harden

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// request is what the kernel shows to a filter.
type request struct {
	number, arch uint32
	args         [6]uint32
}

// run interprets the few instructions that program emits, as the kernel does.
func run(t *testing.T, filter []unix.SockFilter, r request) uint32 {
	t.Helper()
	word := func(offset uint32) uint32 {
		switch {
		case offset == offsetNumber:
			return r.number
		case offset == offsetArch:
			return r.arch
		case offset >= offsetArgs && (offset-offsetArgs)%sizeArg == 0:
			return r.args[(offset-offsetArgs)/sizeArg]
		}
		t.Fatalf("load from offset %d", offset)
		return 0
	}
	accumulator := uint32(0)
	for at := 0; at < len(filter); at++ {
		jump := func(taken bool) {
			if taken {
				at += int(filter[at].Jt)
			} else {
				at += int(filter[at].Jf)
			}
		}
		k := filter[at].K
		switch filter[at].Code {
		case unix.BPF_LD | unix.BPF_W | unix.BPF_ABS:
			accumulator = word(k)
		case unix.BPF_ALU | unix.BPF_AND | unix.BPF_K:
			accumulator &= k
		case unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K:
			jump(accumulator == k)
		case unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K:
			jump(accumulator >= k)
		case unix.BPF_RET | unix.BPF_K:
			return k
		default:
			t.Fatalf("instruction %d: code %#x", at, filter[at].Code)
		}
	}
	t.Fatal("the program runs past its end")
	return 0
}

var testMachines = map[string]machine{
	"amd64": {arch: unix.AUDIT_ARCH_X86_64, x32: true, newest: 500},
	"arm64": {arch: unix.AUDIT_ARCH_AARCH64, newest: 500},
}

// Every number from 0 to beyond the newest gets the table's answer.
func TestProgramAnswersAsTheTable(t *testing.T) {
	table := []call{
		{number: 41, answer: refuse},
		{number: 56, answer: refuse, when: &when{arg: 0, mask: 0x100, equals: 0}},
		{number: 16, answer: refuse, when: &when{arg: 1, mask: ^uint32(0), equals: 7}},
		{number: 16, answer: unknown, when: &when{arg: 1, mask: ^uint32(0), equals: 8}},
		{number: 435, answer: unknown},
		{number: 0, answer: refuse},
	}
	for name, m := range testMachines {
		filter := program(m, table)
		want := func(r request) uint32 {
			for _, c := range table {
				if c.number == r.number && (c.when == nil || r.args[c.when.arg]&c.when.mask == c.when.equals) {
					return c.answer
				}
			}
			if r.number > m.newest {
				return unknown
			}
			return allow
		}
		for number := range uint32(600) {
			for _, arg := range []uint32{0, 7, 8, 0x100, 0x10f} {
				r := request{number: number, arch: m.arch, args: [6]uint32{arg, arg}}
				if got := run(t, filter, r); got != want(r) {
					t.Errorf("%s: call %d with %#x: answer %#x, want %#x", name, number, arg, got, want(r))
				}
				r.arch ^= 1
				if got := run(t, filter, r); got != kill {
					t.Errorf("%s: call %d of another architecture: answer %#x", name, number, got)
				}
			}
		}
		for _, number := range []uint32{x32Bit, x32Bit + 1, x32Bit + 41, ^uint32(0)} {
			if got := run(t, filter, request{number: number, arch: m.arch}); got == allow || m.x32 && got != refuse {
				t.Errorf("%s: call %#x: answer %#x", name, number, got)
			}
		}
	}
}

// The table of this build: what must go is gone, what the program needs stays.
func TestDeniedTable(t *testing.T) {
	filter := program(thisMachine, denied())
	if len(filter) > 4096 {
		t.Errorf("%d instructions are more than the kernel takes", len(filter))
	}
	ask := func(number uint32, args ...uint32) uint32 {
		r := request{number: number, arch: thisMachine.arch}
		copy(r.args[:], args)
		return run(t, filter, r)
	}
	for _, number := range slices.Concat(network, programs, others, kernel, ipc, ofThisProcessor) {
		if ask(number) != refuse {
			t.Errorf("call %d is not refused", number)
		}
	}
	for _, c := range []struct {
		name   string
		number uint32
		args   []uint32
		want   uint32
	}{
		{"new thread", unix.SYS_CLONE, []uint32{unix.CLONE_VM | unix.CLONE_THREAD | unix.CLONE_SIGHAND}, allow},
		{"new process", unix.SYS_CLONE, []uint32{uint32(unix.SIGCHLD)}, refuse},
		{"new process that shares memory", unix.SYS_CLONE, []uint32{unix.CLONE_VM | unix.CLONE_VFORK}, refuse},
		{"clone3", unix.SYS_CLONE3, nil, unknown},
		{"terminal size", unix.SYS_IOCTL, []uint32{0, unix.TIOCGWINSZ}, allow},
		{"terminal mode", unix.SYS_IOCTL, []uint32{0, unix.TCSETS}, allow},
		{"a camera's frame", unix.SYS_IOCTL, []uint32{0, 0xc0585611}, allow},
		{"typing for the user", unix.SYS_IOCTL, []uint32{0, unix.TIOCSTI}, refuse},
		{"pasting for the user", unix.SYS_IOCTL, []uint32{0, unix.TIOCLINUX}, refuse},
		{"newest", newestKnown, nil, allow},
		{"newer", newestKnown + 1, nil, unknown},
	} {
		if got := ask(c.number, c.args...); got != c.want {
			t.Errorf("%s: answer %#x, want %#x", c.name, got, c.want)
		}
	}
	for _, number := range []uint32{
		unix.SYS_READ, unix.SYS_WRITE, unix.SYS_OPENAT, unix.SYS_CLOSE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2,
		unix.SYS_LINKAT, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_FLOCK, unix.SYS_FTRUNCATE, unix.SYS_GETDENTS64, unix.SYS_STATX,
		unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MADVISE, unix.SYS_MLOCK, unix.SYS_MUNLOCK, unix.SYS_FUTEX, unix.SYS_TGKILL,
		unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2, unix.SYS_PIPE2, unix.SYS_PPOLL, unix.SYS_NANOSLEEP,
		unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK, unix.SYS_GETRANDOM, unix.SYS_CLOCK_GETTIME,
		unix.SYS_ADJTIMEX, unix.SYS_EXIT, unix.SYS_EXIT_GROUP, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_PRCTL, unix.SYS_PRLIMIT64,
	} {
		if ask(number) != allow {
			t.Errorf("call %d, which the program needs, is not allowed", number)
		}
	}
}
