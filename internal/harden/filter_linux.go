package harden

import "golang.org/x/sys/unix"

// A seccomp filter is a classic BPF program that the kernel runs before every
// system call, over struct seccomp_data: the call's number, the architecture,
// the instruction pointer, six arguments of 64 bits. See seccomp(2).
const (
	offsetNumber = 0
	offsetArch   = 4
	offsetArgs   = 16
	sizeArg      = 8
)

// What the filter answers.
const (
	allow = unix.SECCOMP_RET_ALLOW
	kill  = unix.SECCOMP_RET_KILL_PROCESS
	// refuse is the answer for what is forbidden.
	refuse = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	// unknown is the answer for what the caller can do in another way.
	unknown = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
)

// machine is what a filter must know of the processor's system calls.
type machine struct {
	arch uint32 // AUDIT_ARCH_…
	// x32 says that numbers from 1<<30 on are a second table of the same calls.
	x32 bool
	// newest is the highest number that was known when the denied calls were listed.
	newest uint32
}

// call is a row of the table of denied system calls.
type call struct {
	number uint32
	answer uint32
	when   *when // nil: always
}

// when narrows a row to calls with a certain argument. The arguments looked at
// here are ints: their lower 32 bits are all of them.
type when struct {
	arg, mask, equals uint32
}

const x32Bit = 1 << 30

// program compiles the table: everything not in it is allowed, up to the newest
// call known; later ones are answered as a kernel without them would.
func program(m machine, denied []call) []unix.SockFilter {
	p := []unix.SockFilter{
		load(offsetArch),
		skipIf(unix.BPF_JEQ, m.arch, 1),
		answer(kill),
		load(offsetNumber),
	}
	if m.x32 {
		p = append(p, skipUnless(unix.BPF_JGE, x32Bit, 1), answer(refuse))
	}
	p = append(p, skipUnless(unix.BPF_JGE, m.newest+1, 1), answer(unknown))
	for _, c := range denied {
		if c.when == nil {
			p = append(p, skipUnless(unix.BPF_JEQ, c.number, 1), answer(c.answer))
			continue
		}
		p = append(p,
			skipUnless(unix.BPF_JEQ, c.number, 5),
			load(offsetArgs+sizeArg*c.when.arg), // both processors are little-endian
			unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: c.when.mask},
			skipUnless(unix.BPF_JEQ, c.when.equals, 1),
			answer(c.answer),
			load(offsetNumber))
	}
	return append(p, answer(allow))
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func answer(with uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: with}
}

// skipIf passes over n instructions when the comparison with k holds.
func skipIf(comparison uint16, k uint32, n uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | comparison, K: k, Jt: n}
}

// skipUnless passes over n instructions when it does not.
func skipUnless(comparison uint16, k uint32, n uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_K | comparison, K: k, Jf: n}
}
