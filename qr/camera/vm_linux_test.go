//go:build linux && (amd64 || arm64 || riscv64)

package camera

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"coldsign/qr"
	"coldsign/qr/symbol"
)

// TestVMPlay is a step of scripts/vm-test, inside a machine whose camera is a piece of memory: it shows a packet as an animated
// code to that camera until it is killed. Frames written to vivid's output come out of its capture device.
func TestVMPlay(t *testing.T) {
	name := os.Getenv("COLDSIGN_VM_PLAY")
	if name == "" {
		t.Skip("a step of scripts/vm-test, inside its machine")
	}
	packet, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	camera, err := unix.Open("/dev/video0", unix.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]int32{"Loop Video": 1, "OSD Text Mode": 2} {
		if err := setControl(camera, name, value); err != nil {
			t.Fatal(err)
		}
	}
	unix.Close(camera)
	fd, err := unix.Open("/dev/video1", unix.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	const videoOutput = 2
	f := v4l2Format{kind: videoOutput, width: 1280, height: 720, pixelFormat: fourCC("YUYV"), field: fieldNone}
	if err := control(fd, vidiocSetFormat, &f); err != nil {
		t.Fatal(err)
	}
	frames := playFrames(t, packet, int(f.width), int(f.height))
	r := v4l2RequestBuffers{count: buffers, kind: videoOutput, memory: memoryMapped}
	if err := control(fd, vidiocRequestBufs, &r); err != nil {
		t.Fatal(err)
	}
	var maps [][]byte
	n := 0
	queue := func(b *v4l2Buffer) {
		frame := frames[n/8%len(frames)] // each symbol stays for eight frames
		n++
		b.bytesUsed, b.field = uint32(copy(maps[b.index], frame)), fieldNone
		if err := control(fd, vidiocQueue, b); err != nil {
			t.Fatal(err)
		}
	}
	for i := range r.count {
		b := v4l2Buffer{index: i, kind: videoOutput, memory: memoryMapped}
		if err := control(fd, vidiocQueryBuf, &b); err != nil {
			t.Fatal(err)
		}
		m, err := unix.Mmap(fd, int64(b.offset), int(b.length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			t.Fatal(err)
		}
		maps = append(maps, m)
		queue(&b)
	}
	kind := uint32(videoOutput)
	if err := control(fd, vidiocStreamOn, &kind); err != nil {
		t.Fatal(err)
	}
	for {
		b := v4l2Buffer{kind: videoOutput, memory: memoryMapped}
		if err := control(fd, vidiocDequeue, &b); err != nil {
			t.Fatal(err)
		}
		queue(&b)
	}
}

// playVersion is small enough that a packet of a few hundred bytes takes several symbols.
const playVersion = 9

// playFrames draws one round of a packet's symbols as YUYV frames.
func playFrames(t *testing.T, packet []byte, w, h int) (out [][]byte) {
	source, err := qr.Split("ur", qr.NewPayload(packet), qr.Options{Version: playVersion})
	if err != nil {
		t.Fatal(err)
	}
	if source.Len() < 2 {
		t.Fatal("one symbol is no animation")
	}
	for range source.Len() {
		c, err := symbol.Encode([]byte(source.Next()), symbol.Options{Version: playVersion})
		if err != nil {
			t.Fatal(err)
		}
		m := c.Image(h / (c.Size() + 2*symbol.QuietZone))
		frame := bytes.Repeat([]byte{60, 128}, w*h)
		left, top := (w-m.Rect.Dx())/2, (h-m.Rect.Dy())/2
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				frame[2*((top+y)*w+left+x)] = 235 - 219*m.Pix[y*m.Stride+x]
			}
		}
		out = append(out, frame)
	}
	return out
}

// setControl sets a control of a driver by its name.
func setControl(fd int, name string, value int32) error {
	type query struct { // struct v4l2_queryctrl
		id   uint32
		_    uint32
		name [32]byte
		_    [7]uint32
	}
	const next = 0x80000000
	q := query{id: next}
	for {
		if err := control(fd, request(both, 36, unsafe.Sizeof(q)), &q); err != nil {
			return fmt.Errorf("control %q: %w", name, err)
		}
		if text(q.name[:]) == name {
			return control(fd, request(both, 28, 8), &[2]int32{int32(q.id), value})
		}
		q.id |= next
	}
}
