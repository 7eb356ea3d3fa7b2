package camera

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
)

// maxPicture bounds one picture of a stream, in bytes: it is held whole.
const maxPicture = 256 << 20

// mjpeg reads JPEG pictures one after the other.
type mjpeg struct {
	io.Closer
	r *bufio.Reader
}

func newMJPEG(r *bufio.Reader, c io.Closer) (FrameSource, float64, error) {
	return &mjpeg{c, r}, 0, nil
}

func (v *mjpeg) Next(ctx context.Context) (*image.Gray, error) { return unpacked(ctx, v) }

func (v *mjpeg) next(ctx context.Context) (pending, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := nextJPEG(v.r)
	if err != nil {
		return nil, err
	}
	return func() (*image.Gray, error) { return decodeJPEG(data) }, nil
}

var errJPEG = errors.New("camera: mjpeg: a picture should begin here")

// nextJPEG returns the bytes of the next picture, from its start to its end marker; io.EOF when there is none.
func nextJPEG(r *bufio.Reader) ([]byte, error) {
	first, err := r.ReadByte()
	if err != nil {
		return nil, io.EOF
	}
	second, err := r.ReadByte()
	if err != nil || first != 0xff || second != startOfImage {
		return nil, errJPEG
	}
	p := picture{r, []byte{first, second}}
	for {
		marker, err := p.marker()
		if err != nil {
			return nil, fmt.Errorf("camera: mjpeg: %w", noEOF(err))
		}
		if marker == endOfImage {
			return p.data, nil
		}
		if marker == 0 || marker >= firstRestart && marker < firstRestart+8 {
			continue // part of a scan
		}
		if err := p.segment(); err != nil {
			return nil, fmt.Errorf("camera: mjpeg: %w", noEOF(err))
		}
	}
}

// picture is a JPEG picture as far as it was read.
type picture struct {
	r    *bufio.Reader
	data []byte
}

// marker reads on to the next marker; in a scan that is past its data.
func (p *picture) marker() (byte, error) {
	for len(p.data) < maxPicture {
		part, err := p.r.ReadSlice(0xff)
		p.data = append(p.data, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return 0, err
		}
		c, err := p.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != 0xff {
			p.data = append(p.data, c)
			return c, nil
		}
		if err := p.r.UnreadByte(); err != nil { // padding: the marker begins with the last of them
			return 0, err
		}
	}
	return 0, errors.New("picture without an end")
}

// segment reads what follows a marker that has a length.
func (p *picture) segment() error {
	var length [2]byte
	if _, err := io.ReadFull(p.r, length[:]); err != nil {
		return err
	}
	n := int(length[0])<<8 | int(length[1])
	if n < 2 {
		return errors.New("malformed segment")
	}
	at := len(p.data) + 2
	p.data = append(append(p.data, length[:]...), make([]byte, n-2)...)
	_, err := io.ReadFull(p.r, p.data[at:])
	return err
}
