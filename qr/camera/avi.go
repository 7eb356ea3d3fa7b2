package camera

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
)

// avi reads the video frames of an AVI file that are JPEG pictures. The file is a tree of chunks; walking it from its start
// needs no index.
type avi struct {
	io.Closer
	r *bufio.Reader
}

func newAVI(r *bufio.Reader, c io.Closer) (FrameSource, float64, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[8:]) != "AVI " {
		return nil, 0, ErrNoVideo
	}
	v := &avi{c, r}
	// The main header comes first: RIFF 'AVI ', LIST 'hdrl', 'avih'.
	id, size, err := v.chunk()
	if err != nil || id != "avih" || size < 4 || size > 1<<16 {
		return nil, 0, errors.New("camera: avi: no main header")
	}
	header := make([]byte, size+size%2)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, 0, fmt.Errorf("camera: avi: main header: %w", noEOF(err))
	}
	rate := 0.0
	if interval := binary.LittleEndian.Uint32(header); interval > 0 {
		rate = 1e6 / float64(interval)
	}
	return v, rate, nil
}

// chunk returns the name and length of the next chunk that holds data; lists are entered.
func (v *avi) chunk() (id string, size int, err error) {
	for {
		var head [8]byte
		if _, err := io.ReadFull(v.r, head[:]); err != nil {
			return "", 0, err
		}
		id, size = string(head[:4]), int(binary.LittleEndian.Uint32(head[4:]))
		if id != "LIST" && id != "RIFF" {
			return id, size, nil
		}
		if _, err := v.r.Discard(4); err != nil {
			return "", 0, err
		}
	}
}

func (v *avi) Next(ctx context.Context) (*image.Gray, error) { return unpacked(ctx, v) }

func (v *avi) next(ctx context.Context) (pending, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		id, size, err := v.chunk()
		if err != nil {
			return nil, io.EOF // files whose writing was cut off are read as far as they go
		}
		if id[2:] != "dc" && id[2:] != "db" || size == 0 {
			if _, err := v.r.Discard(size + size%2); err != nil {
				return nil, io.EOF
			}
			continue
		}
		if size > maxPicture {
			return nil, fmt.Errorf("camera: avi: a frame of %d bytes", size)
		}
		data, err := io.ReadAll(io.LimitReader(v.r, int64(size+size%2)))
		if err != nil || len(data) < size {
			return nil, io.EOF
		}
		return func() (*image.Gray, error) { return decodeJPEG(data[:size]) }, nil
	}
}
