//go:build !linux

package harden

func notAvailable() (string, error) { return "", errNotAvailable }

var measures = []measure{
	{"not dumpable", true, notAvailable},
	{"no core file", true, notAvailable},
	{"private files", true, notAvailable},
	{"quiet tracebacks", false, notAvailable},
	{"pages locked", false, notAvailable},
	{"no new privileges", true, notAvailable},
	{"no network", true, notAvailable},
}
