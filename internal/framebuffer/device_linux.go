package framebuffer

import (
	"fmt"
	"image"
	"unsafe"

	"golang.org/x/sys/unix"
)

// DefaultPath is the console's framebuffer.
const DefaultPath = "/dev/fb0"

// Requests and structures of linux/fb.h.
const (
	getVariable = 0x4600 // FBIOGET_VSCREENINFO
	getFixed    = 0x4602 // FBIOGET_FSCREENINFO

	packedPixels = 0 // FB_TYPE_PACKED_PIXELS
)

type bitfield struct{ offset, length, msbRight uint32 }

type variableInfo struct {
	width, height, virtualWidth, virtualHeight, left, top uint32
	bitsPerPixel, grayscale                               uint32
	red, green, blue, transparent                         bitfield
	_                                                     [80]byte
}

type fixedInfo struct {
	id      [16]byte
	memory  uintptr
	length  uint32
	kind    uint32
	_, _    uint32
	_, _, _ uint16
	line    uint32
	_       uintptr
	_, _    uint32
	_, _    uint16
	_       uint16
}

// Screen is an open framebuffer.
type Screen struct {
	memory []byte
	layout Layout
	before []byte
}

// Open maps a framebuffer and keeps what it shows, to put it back.
func Open(path string) (*Screen, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, err)
	}
	defer unix.Close(fd)
	var v variableInfo
	var f fixedInfo
	if err := ask(fd, getVariable, unsafe.Pointer(&v)); err != nil {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, err)
	}
	if err := ask(fd, getFixed, unsafe.Pointer(&f)); err != nil {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, err)
	}
	if f.kind != packedPixels || v.grayscale != 0 || f.length > 1<<28 {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, ErrLayout)
	}
	l := Layout{
		Width: int(v.width), Height: int(v.height), BitsPerPixel: int(v.bitsPerPixel), Line: int(f.line),
		Offset: int(v.top)*int(f.line) + int(v.left)*int(v.bitsPerPixel)/8,
		Red:    Field{uint(v.red.offset), uint(v.red.length)},
		Green:  Field{uint(v.green.offset), uint(v.green.length)},
		Blue:   Field{uint(v.blue.offset), uint(v.blue.length)},
	}
	if err := l.check(int(f.length)); err != nil {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, err)
	}
	memory, err := unix.Mmap(fd, 0, int(f.length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("framebuffer: %s: %w", path, err)
	}
	return &Screen{memory: memory, layout: l, before: append([]byte(nil), memory...)}, nil
}

func ask(fd int, request uintptr, argument unsafe.Pointer) error {
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(argument)); errno != 0 {
		return errno
	}
	return nil
}

// Size returns the screen's pixels.
func (s *Screen) Size() (width, height int) { return s.layout.Width, s.layout.Height }

// Leave keeps the lowest lines of the screen for others, such as the console's text.
func (s *Screen) Leave(lines int) { s.layout.Height = max(1, s.layout.Height-max(0, lines)) }

// Show draws a picture as [Draw] does.
func (s *Screen) Show(m *image.Paletted) error { return Draw(s.memory, s.layout, m) }

// Close puts back what the screen showed before.
func (s *Screen) Close() error {
	copy(s.memory, s.before)
	if err := unix.Munmap(s.memory); err != nil {
		return fmt.Errorf("framebuffer: %w", err)
	}
	return nil
}
