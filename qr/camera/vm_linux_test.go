//go:build linux && (amd64 || arm64 || riscv64)

package camera

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"coldsign/internal/framebuffer"
	"coldsign/qr"
	"coldsign/qr/symbol"
)

// The tests in this file are steps of scripts/vm-test: they run inside a machine whose camera is a piece of memory.

// inMachine skips a step elsewhere.
func inMachine(t *testing.T) {
	if os.Getenv("COLDSIGN_VM") == "" {
		t.Skip("a step of scripts/vm-test, inside its machine")
	}
}

// message is what the machine receives.
func message() []byte {
	return []byte(strings.Repeat("a message for a machine without a network. ", 20))
}

// messageParts returns the texts of the symbols of one round.
func messageParts(t *testing.T) (out []string) {
	source, err := qr.Split("ur", qr.NewPayload(message()), qr.Options{Version: 12})
	if err != nil {
		t.Fatal(err)
	}
	for range source.Len() {
		out = append(out, source.Next())
	}
	return out
}

// TestVMText writes the parts, one a line, as a scanner types them.
func TestVMText(t *testing.T) {
	name := os.Getenv("COLDSIGN_VM_TEXT")
	if name == "" {
		t.Skip("a step of scripts/vm-test, outside its machine")
	}
	if err := os.WriteFile(name, []byte(strings.Join(messageParts(t), "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestVMReceive takes the message from the camera.
func TestVMReceive(t *testing.T) {
	inMachine(t)
	devices, err := List()
	if err != nil || len(devices) == 0 {
		t.Fatalf("cameras: %v, %v", devices, err)
	}
	best, _ := devices[0].Best()
	t.Logf("%s, %q: %d modes, best %s", devices[0].Path, devices[0].Name, len(devices[0].Modes), best)
	source, err := Open(devices[0].Path, Mode{Format: "YUYV", Width: 1280, Height: 720})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	stream := qr.NewStream()
	begin := time.Now()
	newDecode := func() func(*image.Gray) []symbol.Symbol {
		r := symbol.NewReader()
		return func(m *image.Gray) []symbol.Symbol {
			found, _ := r.Decode(m)
			return found
		}
	}
	stats, err := Run(ctx, source, Options{Workers: runtime.NumCPU(), Live: true}, newDecode, func(f Frame[[]symbol.Symbol]) bool {
		for _, s := range f.Found {
			_ = stream.Add(s.Bytes)
		}
		_, done := stream.Result()
		return !done
	})
	if err != nil {
		t.Fatal(err)
	}
	p, done := stream.Result()
	if !done || !bytes.Equal(p.Content(), message()) {
		have, want := stream.Progress()
		t.Fatalf("%d of %d parts, %+v", have, want, stats)
	}
	t.Logf("%d bytes in %v, %+v", len(p.Content()), time.Since(begin).Round(time.Millisecond), stats)
}

const shown = "FROM A MACHINE WITHOUT A NETWORK"

// TestVMShow draws on the framebuffer, then on the console, and asks for pictures of the screen.
func TestVMShow(t *testing.T) {
	inMachine(t)
	screen, err := framebuffer.Open(framebuffer.DefaultPath)
	if err != nil {
		t.Fatal(err)
	}
	large, err := symbol.Encode([]byte(strings.Repeat(shown+" ", 60)), symbol.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := screen.Show(large.Image(1)); err != nil {
		t.Fatal(err)
	}
	shot("framebuffer")
	if err := screen.Close(); err != nil {
		t.Fatal(err)
	}
	small, err := symbol.Encode([]byte(shown), symbol.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("/dev/tty0", []byte("\x1b[2J\x1b[H"+small.Terminal()), 0o600); err != nil {
		t.Fatal(err)
	}
	shot("console")
}

func shot(name string) {
	fmt.Println("SHOT " + name)
	time.Sleep(5 * time.Second)
}

// TestVMScreen reads a dump of the machine's screen, outside.
func TestVMScreen(t *testing.T) {
	name := os.Getenv("COLDSIGN_VM_SCREEN")
	if name == "" {
		t.Skip("a step of scripts/vm-test, outside its machine")
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var w, h, most int
	if _, err := fmt.Sscanf(string(b[:min(len(b), 40)]), "P6\n%d %d\n%d\n", &w, &h, &most); err != nil || len(b) < 3*w*h {
		t.Fatalf("%d bytes: %v", len(b), err)
	}
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = b[len(b)-3*w*h+3*i+1]
	}
	found, err := symbol.Decode(m)
	if err != nil || !strings.HasPrefix(string(found[0].Bytes), shown) {
		t.Fatalf("%v", err)
	}
	t.Logf("version %d read from a screen of %d by %d", found[0].Version, w, h)
}

// TestVMPlay shows the message's symbols to the camera until it is killed: frames written to vivid's output come out of its
// capture device.
func TestVMPlay(t *testing.T) {
	inMachine(t)
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
	frames := playFrames(t, int(f.width), int(f.height))
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

// playFrames draws the message's symbols as YUYV frames.
func playFrames(t *testing.T, w, h int) (out [][]byte) {
	for _, text := range messageParts(t) {
		c, err := symbol.Encode([]byte(text), symbol.Options{})
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
