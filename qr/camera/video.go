package camera

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// ErrNoVideo is what [Video] returns for bytes of another kind.
var ErrNoVideo = errors.New("camera: not a Y4M, MJPEG or AVI video")

// videoKinds are the videos understood, by their first bytes.
var videoKinds = []struct {
	magic string
	open  func(*bufio.Reader, io.Closer) (FrameSource, float64, error)
}{
	{"YUV4MPEG2 ", newY4M},
	{"RIFF", newAVI},
	{"\xff\xd8\xff", newMJPEG},
}

// IsVideo tells whether the bytes begin like a video that [Video] reads. A single JPEG picture begins like an MJPEG stream.
func IsVideo(head []byte) bool {
	for _, k := range videoKinds {
		if strings.HasPrefix(string(head), k.magic) {
			return true
		}
	}
	return false
}

// Video yields the frames of a video stream and tells its rate, 0 when the stream does not: Y4M (YUV4MPEG2), AVI with MJPEG
// frames, or JPEG pictures one after the other. Closing it closes r.
func Video(r io.ReadCloser) (source FrameSource, rate float64, err error) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(16) // what is shorter is no video
	for _, k := range videoKinds {
		if strings.HasPrefix(string(head), k.magic) {
			return k.open(b, r)
		}
	}
	return nil, 0, ErrNoVideo
}
