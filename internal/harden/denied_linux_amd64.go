package harden

import "golang.org/x/sys/unix"

var thisMachine = machine{arch: unix.AUDIT_ARCH_X86_64, x32: true, newest: newestKnown}

// ofThisProcessor: older calls that other processors never had.
var ofThisProcessor = []uint32{
	unix.SYS_FORK, unix.SYS_VFORK, unix.SYS_IOPL, unix.SYS_IOPERM, unix.SYS_MODIFY_LDT,
	unix.SYS_USELIB, unix.SYS__SYSCTL, unix.SYS_CREATE_MODULE,
}
