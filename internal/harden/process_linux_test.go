package harden

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// role makes the test binary, started again, the process that is looked at.
const role = "COLDSIGN_TEST_ROLE"

// roles are what such a process can do; each prints its findings line by line.
var roles = map[string]func() int{
	"sockets":  trySockets,
	"programs": tryPrograms,
	"state":    printState,
	"work":     doOrdinaryWork,
	"guard":    beGuarded,
}

func TestMain(m *testing.M) {
	if do, ok := roles[os.Getenv(role)]; ok {
		os.Exit(do())
	}
	os.Exit(m.Run())
}

// nobody is a user without any privilege.
const nobody = 65534

// start runs the test binary in a role, as this user or as nobody.
func start(t *testing.T, as string, unprivileged bool, extra ...string) *exec.Cmd {
	t.Helper()
	if unprivileged && os.Getuid() != 0 {
		t.Skip("skipped: only root can become another user")
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(extra, role+"="+as, fmt.Sprintf("UNPRIVILEGED=%v", unprivileged), "GOTRACEBACK=")...)
	return cmd
}

// output runs the process to its end and returns what it printed.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	return string(out)
}

// users runs a test as it is and without privilege.
func users(t *testing.T, do func(t *testing.T, unprivileged bool)) {
	for name, unprivileged := range map[string]bool{"as this user": false, "as nobody": true} {
		t.Run(name, func(t *testing.T) { do(t, unprivileged) })
	}
}

// hardened applies everything in a fresh process, maybe after giving up root.
func hardened() Report {
	if os.Getenv("UNPRIVILEGED") == "true" {
		if err := syscall.Setuid(nobody); err != nil {
			panic(err)
		}
	}
	report, err := Apply()
	if err != nil {
		fmt.Println("apply:", err)
	}
	return report
}

// onEveryThread does f on this thread, on one that was there before the process
// was hardened, and on one made since.
func onEveryThread(harden func(), f func(thread string)) {
	ready, hard, done := make(chan bool), make(chan bool), make(chan bool)
	other := func(name string, wait chan bool) {
		runtime.LockOSThread()
		ready <- true
		<-wait
		f(name)
		done <- true
	}
	go other("earlier thread", hard)
	<-ready
	harden()
	close(hard)
	<-done
	go other("later thread", hard)
	<-ready
	<-done
	f("main thread")
}

func trySockets() int {
	onEveryThread(func() { hardened() }, func(thread string) {
		for family := range unix.AF_MAX {
			for _, kind := range []int{unix.SOCK_STREAM, unix.SOCK_DGRAM, unix.SOCK_RAW, unix.SOCK_SEQPACKET} {
				_, err := unix.Socket(family, kind, 0)
				_, pairErr := unix.Socketpair(family, kind, 0)
				if !errors.Is(err, unix.EPERM) || !errors.Is(pairErr, unix.EPERM) {
					fmt.Printf("%s: socket(%d, %d): %v, socketpair: %v\n", thread, family, kind, err, pairErr)
				}
			}
		}
		for name, number := range map[string]uintptr{"connect": unix.SYS_CONNECT, "bind": unix.SYS_BIND, "listen": unix.SYS_LISTEN, "accept4": unix.SYS_ACCEPT4, "sendto": unix.SYS_SENDTO, "recvmsg": unix.SYS_RECVMSG, "io_uring_setup": unix.SYS_IO_URING_SETUP} {
			if _, _, errno := unix.Syscall(number, 0, 0, 0); errno != unix.EPERM {
				fmt.Printf("%s: %s: %v\n", thread, name, errno)
			}
		}
		if runtime.GOARCH == "amd64" {
			if _, _, errno := unix.Syscall(x32Bit+unix.SYS_SOCKET, unix.AF_INET, unix.SOCK_STREAM, 0); errno != unix.EPERM {
				fmt.Printf("%s: x32 socket: %v\n", thread, errno)
			}
		}
		fmt.Println("tried on", thread)
	})
	return 0
}

func TestNoSocketOnAnyThread(t *testing.T) {
	users(t, func(t *testing.T, unprivileged bool) {
		want := "tried on earlier thread\ntried on later thread\ntried on main thread\n"
		if got := output(t, start(t, "sockets", unprivileged)); got != want {
			t.Errorf("the hardened process says:\n%s", got)
		}
	})
}

// Without the filter a socket can be had: the test above can fail.
func TestSocketsWorkHere(t *testing.T) {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Skipf("skipped: this system denies sockets by itself: %v", err)
	}
	unix.Close(fd)
}

func tryPrograms() int {
	hardened()
	fmt.Println("exec:", errors.Is(exec.Command("/bin/true").Run(), unix.EPERM))
	fmt.Println("execve:", errors.Is(unix.Exec("/proc/self/exe", []string{"x"}, nil), unix.EPERM))
	_, _, fork := unix.RawSyscall(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0)
	fmt.Println("fork:", fork == unix.EPERM)
	fmt.Println("ptrace:", errors.Is(unix.PtraceAttach(os.Getppid()), unix.EPERM))
	_, _, peek := unix.Syscall6(unix.SYS_PROCESS_VM_READV, uintptr(os.Getppid()), 0, 0, 0, 0, 0)
	fmt.Println("peek:", peek == unix.EPERM)
	return 0
}

func TestNoOtherProgram(t *testing.T) {
	want := "exec: true\nexecve: true\nfork: true\nptrace: true\npeek: true\n"
	if got := output(t, start(t, "programs", false)); got != want {
		t.Errorf("the hardened process says:\n%s", got)
	}
}

// state is what a hardened process sees of itself.
type state struct {
	Report   Report
	Dumpable int
	Core     unix.Rlimit
	Umask    int
	Threads  []string // of each: NoNewPrivs and Seccomp
	Locked   bool
}

func printState() int {
	var s state
	onEveryThread(func() { s.Report = hardened() }, func(string) {})
	s.Dumpable, _ = unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	unix.Getrlimit(unix.RLIMIT_CORE, &s.Core)
	s.Umask = unix.Umask(0)
	tasks, _ := filepath.Glob("/proc/self/task/*/status")
	for _, task := range tasks {
		status, err := os.ReadFile(task)
		if err != nil {
			continue // the thread has ended meanwhile
		}
		s.Threads = append(s.Threads, field(status, "NoNewPrivs")+" "+field(status, "Seccomp"))
		s.Locked = field(status, "VmLck") != "0 kB"
	}
	json.NewEncoder(os.Stdout).Encode(s)
	return 0
}

func field(status []byte, name string) string {
	_, line, _ := strings.Cut(string(status), "\n"+name+":")
	line, _, _ = strings.Cut(line, "\n")
	return strings.TrimSpace(line)
}

func TestStateIsAsReported(t *testing.T) {
	users(t, func(t *testing.T, unprivileged bool) {
		var s state
		if err := json.Unmarshal([]byte(output(t, start(t, "state", unprivileged))), &s); err != nil {
			t.Fatal(err)
		}
		if s.Dumpable != 0 || s.Core.Cur != 0 || s.Core.Max != 0 || s.Umask != 0o077 {
			t.Errorf("dumpable %d, core limit %v, umask %#o", s.Dumpable, s.Core, s.Umask)
		}
		for _, thread := range s.Threads {
			if thread != "1 2" {
				t.Errorf("a thread has no_new_privs and seccomp mode %q", thread)
			}
		}
		if len(s.Threads) < 2 || len(s.Report) != len(measures) {
			t.Errorf("%d threads, %d measures", len(s.Threads), len(s.Report))
		}
		for _, m := range s.Report {
			if m.Name == "pages locked" {
				if m.OK != s.Locked {
					t.Errorf("reported %+v, and locked is %v", m, s.Locked)
				}
			} else if !m.OK {
				t.Errorf("%+v", m)
			}
			if m.Detail == "" {
				t.Errorf("%s has no detail", m.Name)
			}
		}
	})
}

func TestReportIsTrue(t *testing.T) {
	broken := errors.New("broken")
	report, err := apply([]measure{
		{"holds", true, func() (string, error) { return "well", nil }},
		{"cannot here", true, func() (string, error) { return "", errNotAvailable }},
		{"optional", false, func() (string, error) { return "", broken }},
	})
	want := Report{{"holds", true, "well"}, {"cannot here", false, errNotAvailable.Error()}, {"optional", false, "broken"}}
	if err != nil || fmt.Sprint(report) != fmt.Sprint(want) {
		t.Errorf("%v, %v", report, err)
	}
	_, err = apply([]measure{{"needed", true, func() (string, error) { return "", broken }}})
	if !errors.Is(err, broken) || err.Error() != "harden: needed: broken" {
		t.Errorf("a required measure failed: %v", err)
	}
}
