//go:build linux && (amd64 || arm64 || riscv64)

//lint:file-ignore U1000 the fields that are not used keep the others at the kernel's offsets

package camera

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The structures of linux/videodev2.h, as they are on 64-bit machines of little-endian order.

type v4l2Capability struct {
	driver       [16]byte
	card         [32]byte
	bus          [32]byte
	version      uint32
	capabilities uint32
	deviceCaps   uint32
	_            [3]uint32
}

type v4l2FormatDescription struct {
	index, kind, flags uint32
	description        [32]byte
	pixelFormat        uint32
	_                  [4]uint32
}

type v4l2FrameSize struct {
	index, pixelFormat, kind uint32
	size                     [6]uint32 // discrete: width, height; stepwise: least, most, step of both
	_                        [2]uint32
}

type v4l2FrameInterval struct {
	index, pixelFormat, width, height, kind uint32
	interval                                [6]uint32 // of the first: numerator, denominator, in seconds
	_                                       [2]uint32
}

type v4l2Format struct {
	kind                                 uint32
	_                                    uint32
	width, height, pixelFormat, field    uint32
	bytesPerLine, sizeImage              uint32
	colorspace, private, flags, encoding uint32
	quantization, transfer               uint32
	_                                    [152]byte
}

type v4l2StreamParameters struct {
	kind                   uint32
	capability, mode       uint32
	numerator, denominator uint32
	_                      [184]byte
}

type v4l2RequestBuffers struct {
	count, kind, memory, capabilities, flags uint32
}

type v4l2Buffer struct {
	index, kind, bytesUsed, flags, field uint32
	_                                    uint32
	timestamp                            [2]int64
	timecode                             [16]byte
	sequence, memory                     uint32
	offset                               uint32 // low half of a union of 8 bytes
	_                                    uint32
	length, _, _                         uint32
	_                                    uint32
}

const (
	bufferVideoCapture = 1
	memoryMapped       = 1
	bufferError        = 0x40 // flag: the data may be damaged
	fieldNone          = 1

	capVideoCapture = 0x1
	capStreaming    = 0x04000000
	capDeviceCaps   = 0x80000000

	sizeDiscrete = 1
)

// Requests of ioctl: direction, size of the argument, type 'V', number (asm-generic/ioctl.h).
func request(direction, number uint, size uintptr) uint {
	return direction<<30 | uint(size)<<16 | 'V'<<8 | number
}

const (
	writes = 1
	reads  = 2
	both   = reads | writes
)

var (
	vidiocQueryCap      = request(reads, 0, unsafe.Sizeof(v4l2Capability{}))
	vidiocEnumFormat    = request(both, 2, unsafe.Sizeof(v4l2FormatDescription{}))
	vidiocSetFormat     = request(both, 5, unsafe.Sizeof(v4l2Format{}))
	vidiocRequestBufs   = request(both, 8, unsafe.Sizeof(v4l2RequestBuffers{}))
	vidiocQueryBuf      = request(both, 9, unsafe.Sizeof(v4l2Buffer{}))
	vidiocQueue         = request(both, 15, unsafe.Sizeof(v4l2Buffer{}))
	vidiocDequeue       = request(both, 17, unsafe.Sizeof(v4l2Buffer{}))
	vidiocStreamOn      = request(writes, 18, 4)
	vidiocStreamOff     = request(writes, 19, 4)
	vidiocSetParameters = request(both, 22, unsafe.Sizeof(v4l2StreamParameters{}))
	vidiocEnumSizes     = request(both, 74, unsafe.Sizeof(v4l2FrameSize{}))
	vidiocEnumIntervals = request(both, 75, unsafe.Sizeof(v4l2FrameInterval{}))
)

// control is one ioctl, again when a signal broke it off.
func control[T any](fd int, request uint, argument *T) error {
	for {
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(unsafe.Pointer(argument)))
		switch {
		case errno == 0:
			return nil
		case !errors.Is(errno, unix.EINTR):
			return errno
		}
	}
}
