//go:build linux && (amd64 || arm64 || riscv64)

package camera

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"

	"golang.org/x/sys/unix"
)

// buffers is how many frames the driver may fill while one is read.
const buffers = 4

// device is a camera that streams into mapped memory.
type device struct {
	fd     int
	path   string
	format v4l2Format
	maps   [][]byte
}

// Open starts a camera. With the zero Mode the best one it offers is used.
func Open(path string, m Mode) (FrameSource, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("camera: %s: %w", path, err)
	}
	d := &device{fd: fd, path: path}
	if err := d.start(m); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (d *device) start(m Mode) error {
	offered, err := describe(d.fd, d.path)
	if err != nil {
		return err
	}
	if m == (Mode{}) {
		var ok bool
		if m, ok = offered.Best(); !ok {
			return fmt.Errorf("camera: %s: offers neither MJPG nor YUYV frames", d.path)
		}
	}
	d.format = v4l2Format{kind: bufferVideoCapture, width: uint32(m.Width), height: uint32(m.Height), pixelFormat: formats[m.Format], field: fieldNone}
	if err := control(d.fd, vidiocSetFormat, &d.format); err != nil {
		return fmt.Errorf("camera: %s: %s: %w", d.path, m, err)
	}
	if d.format.pixelFormat != formats[m.Format] || !sane(int(d.format.width), int(d.format.height)) {
		return fmt.Errorf("camera: %s: %s is not what the device gives", d.path, m)
	}
	if m.Rate > 0 {
		// A device that cannot choose its rate keeps its own.
		p := v4l2StreamParameters{kind: bufferVideoCapture, numerator: 1000, denominator: uint32(m.Rate * 1000)}
		_ = control(d.fd, vidiocSetParameters, &p)
	}
	if err := d.mapBuffers(); err != nil {
		return fmt.Errorf("camera: %s: %w", d.path, err)
	}
	kind := uint32(bufferVideoCapture)
	if err := control(d.fd, vidiocStreamOn, &kind); err != nil {
		return fmt.Errorf("camera: %s: start: %w", d.path, err)
	}
	return nil
}

func (d *device) mapBuffers() error {
	r := v4l2RequestBuffers{count: buffers, kind: bufferVideoCapture, memory: memoryMapped}
	if err := control(d.fd, vidiocRequestBufs, &r); err != nil {
		return fmt.Errorf("buffers: %w", err)
	}
	for i := range r.count {
		b := v4l2Buffer{index: i, kind: bufferVideoCapture, memory: memoryMapped}
		if err := control(d.fd, vidiocQueryBuf, &b); err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		m, err := unix.Mmap(d.fd, int64(b.offset), int(b.length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		d.maps = append(d.maps, m)
		if err := control(d.fd, vidiocQueue, &b); err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
	}
	if len(d.maps) == 0 {
		return errors.New("the driver gives no buffers")
	}
	return nil
}

// pollMilliseconds is how long a wait for a frame lasts before the context is looked at again.
const pollMilliseconds = 100

// Next returns the newest frame that the driver has; older ones that wait go back to it unread.
func (d *device) Next(ctx context.Context) (*image.Gray, error) { return unpacked(ctx, d) }

func (d *device) next(ctx context.Context) (pending, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ready := []unix.PollFd{{Fd: int32(d.fd), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, pollMilliseconds)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return nil, fmt.Errorf("camera: %s: %w", d.path, err)
		}
		if n <= 0 {
			continue
		}
		newest, err := d.dequeue()
		if errors.Is(err, unix.EAGAIN) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("camera: %s: frame: %w", d.path, err)
		}
		for {
			b, err := d.dequeue()
			if err != nil {
				break // no newer one
			}
			if err := d.queue(newest); err != nil {
				return nil, err
			}
			newest = b
		}
		m, err := d.grey(newest)
		if back := d.queue(newest); back != nil {
			return nil, back
		}
		return m, err
	}
}

func (d *device) dequeue() (v4l2Buffer, error) {
	b := v4l2Buffer{kind: bufferVideoCapture, memory: memoryMapped}
	err := control(d.fd, vidiocDequeue, &b)
	if err == nil && int(b.index) >= len(d.maps) {
		err = fmt.Errorf("buffer %d is not ours", b.index)
	}
	return b, err
}

func (d *device) queue(b v4l2Buffer) error {
	if err := control(d.fd, vidiocQueue, &b); err != nil {
		return fmt.Errorf("camera: %s: buffer: %w", d.path, err)
	}
	return nil
}

// grey copies a frame out of a buffer.
func (d *device) grey(b v4l2Buffer) (pending, error) {
	data := d.maps[b.index]
	if b.flags&bufferError != 0 || int(b.bytesUsed) > len(data) {
		return nil, ErrDamaged
	}
	data = data[:b.bytesUsed]
	if d.format.pixelFormat == formats["MJPG"] {
		data = bytes.Clone(data)
		return func() (*image.Gray, error) { return decodeJPEG(data) }, nil
	}
	m, err := greyYUYV(data, int(d.format.width), int(d.format.height), int(d.format.bytesPerLine))
	return now(m), err
}

// Close stops the camera and gives its memory back.
func (d *device) Close() error {
	kind := uint32(bufferVideoCapture)
	_ = control(d.fd, vidiocStreamOff, &kind)
	for _, m := range d.maps {
		_ = unix.Munmap(m)
	}
	d.maps = nil
	return unix.Close(d.fd)
}
