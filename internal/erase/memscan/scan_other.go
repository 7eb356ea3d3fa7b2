//go:build !linux

package memscan

import "errors"

// Search needs /proc/self/mem, which only Linux has.
func Search([]Needle) ([]Hit, error) { return nil, errors.ErrUnsupported }
