// Package symbols proves by the linked program that it cannot reach a network.
// Its import list cannot: libraries import net for types of addresses. But the
// linker keeps only what can be called, so a program without a function that
// makes or uses a socket, or asks a name server, has no way to do either. What
// calls the kernel by number is not seen here; package layers tells who may, and
// the filter of package harden stops it.
package symbols

import (
	"debug/elf"
	"errors"
	"regexp"
)

// Rule describes functions that must not be linked.
type Rule struct {
	Why     string
	Pattern *regexp.Regexp // of a symbol as `go tool nm` prints it
}

// Rules lists them. A function literal inside has the same beginning as its
// function, so the patterns are not anchored at the end.
var Rules = []Rule{
	{"opens a connection", regexp.MustCompile(`^net\.(\(\*(Dialer|sysDialer)\)|Dial|dial|doDial)`)},
	{"waits for connections", regexp.MustCompile(`^net\.(\(\*(ListenConfig|sysListener|TCPListener|UnixListener)\)|Listen|listen|FileListener)`)},
	{"uses a connection", regexp.MustCompile(`^net\.(\(\*(netFD|conn|TCPConn|UDPConn|IPConn|UnixConn)\)|newFD|File(Conn|PacketConn)|Pipe)`)},
	{"makes a socket", regexp.MustCompile(`^net\.(socket|internetSocket|unixSocket|sysSocket|interfaceTable|interfaceAddrTable)`)},
	{"asks a name server", regexp.MustCompile(`^net\.(\(\*(Resolver|conf|resolverConfig)\)|[lL]ookup(Host|IP|Addr|CNAME|MX|NS|TXT|SRV|Port|Static)|goLookup|cgoLookup|dns|Resolve|exchange)`)},
	{"speaks a network protocol", regexp.MustCompile(`^(net/(http|rpc|smtp|textproto)|crypto/tls|vendor/golang\.org/x/net/http[^.]*|golang\.org/x/(net|crypto/ssh)[^.]*)\.|^vendor/golang\.org/x/net/dns/dnsmessage\.\(`)},
	{"calls the kernel's socket functions", regexp.MustCompile(`^(syscall|golang\.org/x/sys/unix|internal/syscall/unix)\.(rawS|raws|[sS])(ocket|ocketpair|ocketPair)\b`)},
	{"calls the kernel's socket functions", regexp.MustCompile(`^(syscall|golang\.org/x/sys/unix|internal/syscall/unix)\.([cC]onnect|[bB]ind(ToDevice|ToInterface)?|[lL]isten|[aA]ccept4?|[sS]end(to|msg|msgN|Msg|mmsg)\w*|[rR]ecv(from|msg|Msg|mmsg)\w*|[sS]hutdown|[gG]etsock\w+|[gG]etpeername|[sS]etsockopt\w*)\b`)},
	{"waits on a socket", regexp.MustCompile(`^internal/poll\.(\(\*FD\)\.(Accept|Connect|WriteTo|WriteMsg|ReadFrom|ReadMsg|RawSockopt|SetsockoptInt|Shutdown)|accept)`)},
	{"starts another program", regexp.MustCompile(`^(os\.(StartProcess|startProcess)|syscall\.(StartProcess|ForkExec|forkExec|forkAndExecInChild|Exec)|os/exec\.)`)},
}

// Found is a symbol that a rule forbids.
type Found struct{ Symbol, Why string }

// Check returns the forbidden ones among the symbols of a program.
func Check(symbols []string) []Found {
	var found []Found
	for _, s := range symbols {
		for _, r := range Rules {
			if r.Pattern.MatchString(s) {
				found = append(found, Found{s, r.Why})
				break
			}
		}
	}
	return found
}

// CheckStatic returns why an ELF program needs other files to run, nil when it
// does not.
func CheckStatic(path string) error {
	file, err := elf.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			return errors.New("it names a dynamic loader (PT_INTERP)")
		}
	}
	libraries, err := file.ImportedLibraries()
	if err == nil && len(libraries) > 0 {
		err = errors.New("it needs shared libraries")
	}
	return err
}
