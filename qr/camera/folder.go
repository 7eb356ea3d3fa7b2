package camera

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxFile bounds the files read whole.
const maxFile = 256 << 20

// Folder yields the frames of the pictures in a folder, in the order of their names; decode turns the bytes of a file into its
// frames. Hidden files and folders are left out; a file that decode refuses is a damaged frame.
func Folder(dir string, decode func([]byte) ([]*image.Gray, error)) (FrameSource, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("camera: %w", err)
	}
	f := &folder{dir: dir, decode: decode}
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			f.names = append(f.names, e.Name())
		}
	}
	return f, nil
}

type folder struct {
	dir    string
	names  []string
	decode func([]byte) ([]*image.Gray, error)
	frames []*image.Gray
}

func (f *folder) Next(ctx context.Context) (*image.Gray, error) {
	for len(f.frames) == 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(f.names) == 0 {
			return nil, io.EOF
		}
		name := f.names[0]
		f.names = f.names[1:]
		data, err := readBounded(filepath.Join(f.dir, name))
		if err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrDamaged, name, err)
		}
		if f.frames, err = f.decode(data); err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrDamaged, name, err)
		}
	}
	m := f.frames[0]
	f.frames = f.frames[1:]
	return m, nil
}

func (f *folder) Close() error { return nil }

func readBounded(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(data) > maxFile {
		return nil, fmt.Errorf("larger than %d bytes", maxFile)
	}
	return data, err
}
