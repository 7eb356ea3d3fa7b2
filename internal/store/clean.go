package store

import "path/filepath"

// Clean removes what crashes left under temporary names in a folder and those
// below it, and says what that was. No other process may be writing there: hold
// the lock. Symbolic links are not followed.
func (s *Store) Clean(folder string) (removed []string, err error) {
	entries, err := s.fs.ReadDir(folder)
	if err != nil {
		return nil, failed("clean", folder, err)
	}
	here := 0
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		switch {
		case isTemp(e.Name()):
			if err := s.removeTemp(path); err != nil {
				return removed, failed("clean", path, err)
			}
			removed = append(removed, path)
			here++
		case e.IsDir():
			below, err := s.Clean(path)
			removed = append(removed, below...)
			if err != nil {
				return removed, err
			}
		}
	}
	if here == 0 {
		return removed, nil
	}
	if err := s.syncFolder(folder); err != nil {
		return removed, failed("clean", folder, err)
	}
	return removed, nil
}
