package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// iface is a network interface as the kernel shows it in /sys/class/net.
type iface struct {
	name               string
	up, carrier        bool
	wireless, physical bool
}

func (i iface) String() string {
	var words []string
	for _, w := range []struct {
		is   bool
		word string
	}{{i.wireless, "wireless"}, {!i.physical, "virtual"}, {i.up, "up"}, {!i.up, "down"}, {i.carrier, "connected"}} {
		if w.is {
			words = append(words, w.word)
		}
	}
	return fmt.Sprintf("%q (%s)", i.name, strings.Join(words, ", "))
}

const loopback = "lo"

// interfaces lists all network interfaces but the loopback.
func interfaces(sys string) ([]iface, error) {
	folder := filepath.Join(sys, "class/net")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []iface
	for _, e := range entries {
		at := filepath.Join(folder, e.Name())
		if _, err := os.Stat(filepath.Join(at, "operstate")); e.Name() == loopback || err != nil {
			continue // a file such as bonding_masters is no interface
		}
		state := word(filepath.Join(at, "operstate"))
		all = append(all, iface{
			name:     e.Name(),
			up:       state != "down" && state != "notpresent",
			carrier:  word(filepath.Join(at, "carrier")) == "1",
			wireless: exists(filepath.Join(at, "wireless")) || exists(filepath.Join(at, "phy80211")),
			physical: exists(filepath.Join(at, "device")),
		})
	}
	return all, nil
}

// network: an interface that is up is a way out; one that is down is one command
// away from it. Virtual ones that are down come with the kernel and mean nothing.
func network(m Machine) answer {
	all, err := interfaces(m.Sys)
	if err != nil {
		return unknownBecause(err)
	}
	a := answer{OK, "none but the loopback", ""}
	var names []string
	for _, i := range all {
		names = append(names, i.String())
		switch {
		case i.up || i.carrier:
			a.status, a.advice = Bad, "disconnect this machine for good: a signer has no network"
		case i.physical && a.status == OK:
			a.status, a.advice = Warn, "remove the network card or its driver"
		}
	}
	if len(names) > 0 {
		a.detail = strings.Join(names, ", ")
	}
	return a
}

// radioClasses are the kernel's folders of transmitters.
var radioClasses = []struct{ folder, name string }{
	{"ieee80211", "wireless network"}, {"bluetooth", "Bluetooth"}, {"wwan", "mobile network"}, {"nfc", "near field"},
}

func radios(m Machine) answer {
	var found []string
	for _, class := range radioClasses {
		entries, err := os.ReadDir(filepath.Join(m.Sys, "class", class.folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return unknownBecause(err)
		}
		for _, e := range entries {
			found = append(found, fmt.Sprintf("%s %q", class.name, e.Name()))
		}
	}
	if !exists(filepath.Join(m.Sys, "class")) {
		return answer{Unknown, "the kernel does not say", ""}
	}
	if len(found) == 0 {
		return answer{OK, "none", ""}
	}
	return answer{Bad, strings.Join(found, ", "), "take the radios out or switch them off in the firmware"}
}

// inheritedSockets: the filter denies new sockets, but read and write on one
// that was given to the process still work.
func inheritedSockets(m Machine) answer {
	entries, err := os.ReadDir(filepath.Join(m.Proc, "self/fd"))
	if err != nil {
		return unknownBecause(err)
	}
	var found []string
	for _, e := range entries {
		if target, err := os.Readlink(filepath.Join(m.Proc, "self/fd", e.Name())); err == nil && strings.HasPrefix(target, "socket:") {
			found = append(found, "descriptor "+e.Name())
		}
	}
	if len(found) == 0 {
		return answer{OK, "no open descriptor is a socket", ""}
	}
	return answer{Warn, strings.Join(found, ", "), "start the program from this machine's own terminal"}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// word is the trimmed content of a small file, "" when it cannot be read.
func word(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}
