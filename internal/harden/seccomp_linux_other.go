//go:build linux && !amd64 && !arm64

package harden

import "fmt"

// filterCalls: the tables are made for two processors.
func filterCalls() (string, error) {
	return "", fmt.Errorf("%w: no filter for this processor", errNotAvailable)
}
