//go:build linux && (amd64 || arm64)

package harden

import (
	"slices"

	"golang.org/x/sys/unix"
)

// newestKnown is the last system call of Linux that these tables were made with
// (6.19). Raise it only after reading what the newer ones do.
const newestKnown = unix.SYS_RSEQ_SLICE_YIELD

// denied are the system calls that the filter takes away.
func denied() []call {
	var rows []call
	for _, n := range slices.Concat(network, programs, others, kernel, ipc, ofThisProcessor) {
		rows = append(rows, call{number: n, answer: refuse})
	}
	return append(rows, conditional...)
}

// network: making and using sockets of every family. read and write on a socket
// that was inherited still work: a shell may have given one as standard output.
var network = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG, unix.SYS_RECVFROM, unix.SYS_RECVMSG, unix.SYS_RECVMMSG,
	unix.SYS_GETSOCKNAME, unix.SYS_GETPEERNAME, unix.SYS_GETSOCKOPT, unix.SYS_SETSOCKOPT, unix.SYS_SHUTDOWN,
	// io_uring does the same without a system call that a filter sees.
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
}

// programs: starting others; new processes are denied by conditional.
var programs = []uint32{unix.SYS_EXECVE, unix.SYS_EXECVEAT}

// others: looking into other processes, or taking their files.
var others = []uint32{
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PROCESS_MADVISE,
	unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP,
}

// kernel: changing the machine, or parts of the kernel that attackers like.
var kernel = []uint32{
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_KEXEC_LOAD, unix.SYS_KEXEC_FILE_LOAD, unix.SYS_REBOOT,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE,
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE, unix.SYS_OPEN_TREE_ATTR,
	unix.SYS_FSOPEN, unix.SYS_FSMOUNT, unix.SYS_FSCONFIG, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR,
	unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_PERSONALITY,
	unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_FANOTIFY_INIT,
	unix.SYS_SWAPON, unix.SYS_SWAPOFF, unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_QUOTACTL_FD, unix.SYS_SYSLOG,
	unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME,
	unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
}

// ipc: ways to other processes that no file's permissions guard.
var ipc = []uint32{
	unix.SYS_SHMGET, unix.SYS_SHMAT, unix.SYS_MSGGET, unix.SYS_MSGSND, unix.SYS_MSGRCV, unix.SYS_SEMGET, unix.SYS_SEMOP,
	unix.SYS_MQ_OPEN, unix.SYS_MQ_TIMEDSEND, unix.SYS_MQ_TIMEDRECEIVE,
}

// conditional rows look at an argument.
var conditional = []call{
	// New threads are needed, new processes are not.
	{unix.SYS_CLONE, refuse, &when{arg: 0, mask: unix.CLONE_THREAD, equals: 0}},
	// clone3 hides its flags behind a pointer; whoever has none falls back on clone.
	{unix.SYS_CLONE3, unknown, nil},
	// Typing into the terminal's input, to be read by the shell afterwards.
	{unix.SYS_IOCTL, refuse, &when{arg: 1, mask: ^uint32(0), equals: unix.TIOCSTI}},
	{unix.SYS_IOCTL, refuse, &when{arg: 1, mask: ^uint32(0), equals: unix.TIOCLINUX}},
}
