package doctor

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coldsign/internal/harden"
	"coldsign/internal/locked"
)

// good is a machine that is fit in every respect.
var good = map[string]string{
	"sys/class/net/lo/operstate":           "unknown\n",
	"sys/class/rtc/rtc0/since_epoch":       "1800000000\n",
	"sys/power/state":                      "freeze mem\n",
	"sys/class/video4linux/video0/name":    "Integrated Camera\n",
	"sys/class/misc/hw_random/rng_current": "tpm-rng-0\n",
	"sys/class/dmi/id/product_name":        "20A7\n",
	"dev/video0":                           "",
	"proc/swaps":                           "Filename\tType\tSize\tUsed\tPriority\n",
	"proc/cpuinfo":                         "processor\t: 0\nflags\t\t: fpu vme sse2\n",
	"proc/self/status":                     "Name:\tcoldsign\nTracerPid:\t0\nUid:\t1000\n",
	"proc/self/fd/0 -> /dev/tty1":          "",
	"proc/self/fd/1 -> pipe:[123]":         "",
	"proc/self/exe":                        "the program",
	"proc/sys/kernel/core_pattern":         "|/usr/lib/crash\n",
}

func build(t *testing.T, files map[string]string) Machine {
	t.Helper()
	root := t.TempDir()
	for path, content := range files {
		path, target, link := strings.Cut(path, " -> ")
		at := filepath.Join(root, path)
		err := os.MkdirAll(filepath.Dir(at), 0o700)
		if err == nil && link {
			err = os.Symlink(target, at)
		} else if err == nil {
			err = os.WriteFile(at, []byte(content), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	counter := byte(0)
	return Machine{
		Sys: filepath.Join(root, "sys"), Proc: filepath.Join(root, "proc"), Dev: filepath.Join(root, "dev"),
		Now:         func() time.Time { return time.Unix(1800000010, 0) },
		UserID:      1000,
		Erases:      true,
		Hardening:   harden.Report{{Name: "not dumpable", OK: true}, {Name: "no core file", OK: true}, {Name: "pages locked", OK: true}},
		LockMemory:  func() error { return nil },
		LockLimit:   func() (uint64, uint64) { return 8 << 20, 0 },
		RandomReady: func() (bool, error) { return true, nil },
		ClockSynced: func() (bool, error) { return false, nil },
		Random: func(b []byte) error {
			counter++
			b[0] = counter
			return nil
		},
	}
}

func TestGoodMachine(t *testing.T) {
	for _, row := range Examine(build(t, good)) {
		if row.Status != OK {
			t.Errorf("%+v", row)
		}
	}
}

func TestFindings(t *testing.T) {
	broken := errors.New("broken")
	files := func(extra map[string]string) func(map[string]string) {
		return func(all map[string]string) {
			for path, content := range extra {
				all[path] = content
			}
		}
	}
	without := func(prefix string) func(map[string]string) {
		return func(all map[string]string) {
			for path := range all {
				if strings.HasPrefix(path, prefix) {
					delete(all, path)
				}
			}
		}
	}
	unlocked := func(m *Machine) { m.Hardening[2].OK = false }
	for _, c := range []struct {
		name   string
		files  func(map[string]string)
		tweak  func(*Machine)
		id     string
		status Status
		detail string
	}{
		{"cable", files(map[string]string{"sys/class/net/eth0/operstate": "up", "sys/class/net/eth0/carrier": "1", "sys/class/net/eth0/device/x": ""}), nil, "network", Bad, `"eth0" (up, connected)`},
		{"card without cable", files(map[string]string{"sys/class/net/eth0/operstate": "down", "sys/class/net/eth0/device/x": ""}), nil, "network", Warn, `"eth0" (down)`},
		{"wireless", files(map[string]string{"sys/class/net/wlan0/operstate": "dormant", "sys/class/net/wlan0/phy80211/x": "", "sys/class/net/wlan0/device/x": ""}), nil, "network", Bad, `"wlan0" (wireless, up)`},
		{"virtual and down", files(map[string]string{"sys/class/net/ifb0/operstate": "down", "sys/class/net/bonding_masters": ""}), nil, "network", OK, `"ifb0" (virtual, down)`},
		{"tunnel", files(map[string]string{"sys/class/net/tun0/operstate": "unknown"}), nil, "network", Bad, `"tun0" (virtual, up)`},
		{"no /sys", without("sys/"), nil, "network", Unknown, ""},
		{"Bluetooth", files(map[string]string{"sys/class/bluetooth/hci0/x": ""}), nil, "radio", Bad, `Bluetooth "hci0"`},
		{"no /sys", without("sys/"), nil, "radio", Unknown, ""},
		{"a socket as standard output", files(map[string]string{"proc/self/fd/7 -> socket:[99]": ""}), nil, "inherited-sockets", Warn, "descriptor 7"},
		{"no /proc", without("proc/"), nil, "inherited-sockets", Unknown, ""},
		{"swap on disk", files(map[string]string{"proc/swaps": good["proc/swaps"] + "/dev/sda2 partition 1 0 -2\n"}), unlocked, "swap", Bad, `"/dev/sda2"`},
		{"swap on disk, pages locked", files(map[string]string{"proc/swaps": good["proc/swaps"] + "/dev/sda2 partition 1 0 -2\n"}), nil, "swap", Warn, "locked out"},
		{"swap in memory", files(map[string]string{"proc/swaps": good["proc/swaps"] + "/dev/zram0 partition 1 0 -2\n"}), unlocked, "swap", Warn, "compressed"},
		{"no /proc", without("proc/"), nil, "swap", Unknown, ""},
		{"hibernation", files(map[string]string{"sys/power/state": "freeze mem disk\n"}), nil, "hibernation", Warn, ""},
		{"no power states", without("sys/power"), nil, "hibernation", OK, ""},
		{"limit too low", nil, func(m *Machine) {
			m.LockMemory = func() error { return &locked.LimitError{Limit: 64 << 10, Cause: broken} }
		}, "locked-memory", Bad, "RLIMIT_MEMLOCK"},
		{"no limit", nil, func(m *Machine) { m.LockLimit = func() (uint64, uint64) { return locked.Unlimited, 0 } }, "locked-memory", OK, "no limit"},
		{"plain build", nil, func(m *Machine) { m.Erases = false }, "erasure", Bad, "copies of keys"},
		{"dumpable", nil, func(m *Machine) { m.Hardening[0].OK = false }, "core-dumps", Bad, `"|/usr/lib/crash"`},
		{"traced", files(map[string]string{"proc/self/status": "Name:\tx\nTracerPid:\t77\n"}), nil, "debugger", Bad, "process 77"},
		{"status without tracer", files(map[string]string{"proc/self/status": "Name:\tx\n"}), nil, "debugger", Unknown, ""},
		{"generator not seeded", nil, func(m *Machine) { m.RandomReady = func() (bool, error) { return false, nil } }, "entropy", Bad, "not seeded"},
		{"generator stuck", nil, func(m *Machine) { m.Random = func([]byte) error { return nil } }, "entropy", Bad, "repeats"},
		{"generator broken", nil, func(m *Machine) { m.Random = func([]byte) error { return broken } }, "entropy", Bad, "broken"},
		{"no such call", nil, func(m *Machine) { m.RandomReady = func() (bool, error) { return false, errors.ErrUnsupported } }, "entropy", Unknown, ""},
		{"clock at zero", nil, func(m *Machine) { m.Now = func() time.Time { return time.Unix(0, 0) } }, "clock", Bad, "1970-01-01"},
		{"clock a second early", nil, func(m *Machine) { m.Now = func() time.Time { return Floor().Add(-time.Second) } }, "clock", Bad, "before this program"},
		{"clock at the floor", nil, func(m *Machine) { m.Now = Floor }, "clock", OK, ""},
		{"clock far ahead", nil, func(m *Machine) { m.Now = func() time.Time { return Floor().Add(horizon + 1) } }, "clock", Warn, "long after"},
		{"clock set from outside", nil, func(m *Machine) { m.ClockSynced = func() (bool, error) { return true, nil } }, "clock", OK, "something sets it"},
		{"no battery", without("sys/class/rtc"), nil, "rtc", Warn, "none"},
		{"clocks disagree", files(map[string]string{"sys/class/rtc/rtc0/since_epoch": "1800003600"}), nil, "rtc", Warn, "59m50s"},
		{"odd clock", files(map[string]string{"sys/class/rtc/rtc0/since_epoch": "\x1b[2J"}), nil, "rtc", Unknown, `"\x1b[2J"`},
		{"no camera", without("dev/"), nil, "camera", OK, "none"},
		{"root", nil, func(m *Machine) { m.UserID = 0 }, "user", Warn, "root"},
		{"hypervisor flag", files(map[string]string{"proc/cpuinfo": "flags : fpu hypervisor sse2\n"}), nil, "virtual", Warn, "processor"},
		{"firmware", files(map[string]string{"sys/class/dmi/id/sys_vendor": "QEMU\n"}), nil, "virtual", Warn, `"QEMU 20A7"`},
		{"paravirtual", files(map[string]string{"sys/hypervisor/type": "xen\n"}), nil, "virtual", Warn, `"xen"`},
		{"no /proc", without("proc/"), nil, "virtual", Unknown, ""},
		{"no /proc", without("proc/"), nil, "binary", Unknown, ""},
		{"a measure failed", nil, unlocked, "process-pages-locked", Warn, ""},
	} {
		t.Run(c.id+" "+c.name, func(t *testing.T) {
			all := map[string]string{}
			files(good)(all)
			if c.files != nil {
				c.files(all)
			}
			m := build(t, all)
			if c.tweak != nil {
				c.tweak(&m)
			}
			for _, row := range Examine(m) {
				if row.ID != c.id {
					continue
				}
				if row.Status != c.status || !strings.Contains(row.Detail, c.detail) {
					t.Errorf("%+v; want %s with %q", row, c.status, c.detail)
				}
				if (row.Status == Bad || row.Status == Warn) && row.Advice == "" {
					t.Errorf("%+v has no advice", row)
				}
				return
			}
			t.Error("no such row")
		})
	}
}

func TestTableIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Examine(build(t, good)) {
		if row.ID == "" || row.Title == "" || row.Detail == "" && !strings.HasPrefix(row.ID, "process-") || seen[row.ID] {
			t.Errorf("%+v", row)
		}
		seen[row.ID] = true
	}
}

func TestBinaryHash(t *testing.T) {
	want := sha256.Sum256([]byte(good["proc/self/exe"]))
	got, err := BinaryHash(build(t, good).Proc)
	if err != nil || got != hex.EncodeToString(want[:]) {
		t.Errorf("%s, %v", got, err)
	}
}

// Every probe answers on the real machine, whatever that is.
func TestThisMachine(t *testing.T) {
	for _, row := range Examine(This(nil)) {
		text, err := json.Marshal(row)
		if err != nil || row.Detail == "" {
			t.Errorf("%+v: %v", row, err)
		}
		if testing.Verbose() {
			fmt.Println(string(text))
		}
	}
}
