package store

import "io"

// ReadTail reads the end of a file, max bytes at most, and answers with the size
// of the whole: who appends to a long file need not read it.
func (s *Store) ReadTail(path string, max int64) (tail []byte, size int64, err error) {
	file, err := s.openOrdinary(path)
	if err != nil {
		return nil, 0, failed("read", path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, failed("read", path, err)
	}
	size = info.Size()
	if err := skip(file, size-max); err != nil {
		return nil, size, failed("read", path, err)
	}
	tail, err = io.ReadAll(io.LimitReader(file, max))
	if err != nil {
		return nil, size, failed("read", path, err)
	}
	return tail, size, nil
}

// skip passes over the first n bytes, without reading them where that can be.
func skip(file File, n int64) error {
	if n <= 0 {
		return nil
	}
	if seeker, ok := file.(io.Seeker); ok {
		_, err := seeker.Seek(n, io.SeekStart)
		return err
	}
	_, err := io.CopyN(io.Discard, file, n)
	return err
}
