//go:build !linux

package store

import "errors"

func renameNew(old, new string) error { return renameNewByLink(old, new) }

func exchange(string, string) error { return errors.ErrUnsupported }
