package doctor

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
)

func entropy(m Machine) answer {
	ready, err := m.RandomReady()
	if err != nil {
		return unknownBecause(err)
	}
	if !ready {
		return answer{Bad, "the kernel's generator is not seeded yet", "wait; make no key now"}
	}
	// Not a test of quality, but a generator that is stuck is seen.
	one, two := make([]byte, 32), make([]byte, 32)
	for _, sample := range [][]byte{one, two} {
		if err := m.Random(sample); err != nil {
			return answer{Bad, err.Error(), "make no key on this machine"}
		}
	}
	if bytes.Equal(one, two) {
		return answer{Bad, "the generator repeats itself", "make no key on this machine"}
	}
	detail := "the kernel's generator is seeded"
	if source := word(filepath.Join(m.Sys, "class/misc/hw_random/rng_current")); source != "" && source != "none" {
		detail += fmt.Sprintf("; hardware source %q", source)
	}
	return answer{OK, detail, ""}
}

func cameras(m Machine) answer {
	devices, err := filepath.Glob(filepath.Join(m.Dev, "video*"))
	if err != nil {
		return unknownBecause(err)
	}
	var found []string
	for _, d := range devices {
		name := word(filepath.Join(m.Sys, "class/video4linux", filepath.Base(d), "name"))
		found = append(found, fmt.Sprintf("%s %q", filepath.Base(d), name))
	}
	if len(found) == 0 {
		return answer{OK, "none; codes are read from image files", ""}
	}
	return answer{OK, strings.Join(found, ", "), ""}
}

// products are names that hypervisors put into the firmware's tables.
var products = []string{"KVM", "QEMU", "VMware", "VirtualBox", "Virtual Machine", "Bochs", "Xen", "Parallels", "HVM domU"}

// virtual: whoever runs the host of a virtual machine reads all its memory.
func virtual(m Machine) answer {
	var signs []string
	if cpu := word(filepath.Join(m.Proc, "cpuinfo")); cpu == "" {
		return answer{Unknown, "the kernel does not say", ""}
	} else if hasFlag(cpu, "hypervisor") {
		signs = append(signs, "the processor says so")
	}
	firmware := word(filepath.Join(m.Sys, "class/dmi/id/sys_vendor")) + " " + word(filepath.Join(m.Sys, "class/dmi/id/product_name"))
	for _, p := range products {
		if strings.Contains(firmware, p) {
			signs = append(signs, fmt.Sprintf("the firmware says %q", strings.TrimSpace(firmware)))
			break
		}
	}
	if kind := word(filepath.Join(m.Sys, "hypervisor/type")); kind != "" {
		signs = append(signs, fmt.Sprintf("the kernel says %q", kind))
	}
	if len(signs) == 0 {
		return answer{OK, "no sign of one", ""}
	}
	return answer{Warn, strings.Join(signs, "; "), "use a machine of your own: the host of this one sees every key"}
}

func hasFlag(cpuinfo, flag string) bool {
	for _, line := range strings.Split(cpuinfo, "\n") {
		name, flags, _ := strings.Cut(line, ":")
		if strings.TrimSpace(name) == "flags" {
			return strings.Contains(" "+flags+" ", " "+flag+" ")
		}
	}
	return false
}
