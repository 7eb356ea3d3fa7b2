package degrade

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"iter"
)

// Film is an animation of symbols in front of a camera. The display and the camera keep no step: a frame whose exposure spans a
// change shows a mix of both symbols, below the line where the change came, as a rolling shutter does.
type Film struct {
	Symbols []Modules
	Shows   float64 // symbols a second on the display
	Takes   float64 // frames a second of the camera
	Frames  int     // how many are taken; the symbols repeat
	Scene   Scene
}

// exposure is the share of a frame's time in which its shutter is open, change the share of a symbol's time in which the
// display's pixels turn.
const (
	exposure = .5
	change   = .1
)

// Play yields the frames.
func (f Film) Play() iter.Seq[*image.Gray] {
	return func(yield func(*image.Gray) bool) {
		clean := f.Scene
		clean.Noise, clean.JPEG = 0, 0
		drawn := map[int]*image.Gray{}
		at := func(i int) *image.Gray {
			i %= len(f.Symbols)
			if drawn[i] == nil {
				drawn[i] = Draw(f.Symbols[i], clean)
			}
			return drawn[i]
		}
		rnd := newRandom(f.Scene.Seed + 2)
		for n := range f.Frames {
			shown := (float64(n) + .37) / f.Takes * f.Shows // symbols since the start, when the frame's first line opens
			now := int(shown)
			m := f.mix(at(now), at(now+1), shown-float64(now), rnd)
			if f.Scene.JPEG > 0 {
				m = recompress(m, f.Scene.JPEG)
			}
			if !yield(m) {
				return
			}
		}
	}
}

// mix exposes line after line while the display goes from one symbol to the next; since is the share of the first one's time
// that has passed.
func (f Film) mix(now, next *image.Gray, since float64, rnd *random) *image.Gray {
	m := image.NewGray(now.Rect)
	frame := f.Shows / f.Takes // of a symbol's time
	for y := range m.Rect.Dy() {
		opens := since + frame*(1-exposure)*float64(y)/float64(m.Rect.Dy())
		// The share of the exposure after the change, which itself takes its time.
		share := max(0, min(1, (opens+frame*exposure-1)/(frame*exposure+change)))
		for x := range m.Rect.Dx() {
			i := y*m.Stride + x
			v := float64(now.Pix[i])*(1-share) + float64(next.Pix[i])*share
			if f.Scene.Noise > 0 {
				v += f.Scene.Noise * rnd.normal()
			}
			m.Pix[i] = uint8(max(0, min(255, v+.5)))
		}
	}
	return m
}

// WriteY4M writes frames as a YUV4MPEG2 video without colour.
func WriteY4M(w io.Writer, rate int, frames iter.Seq[*image.Gray]) error {
	first := true
	for m := range frames {
		if first {
			if _, err := fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 Cmono\n", m.Rect.Dx(), m.Rect.Dy(), rate); err != nil {
				return err
			}
			first = false
		}
		if _, err := fmt.Fprint(w, "FRAME\n"); err != nil {
			return err
		}
		if _, err := w.Write(m.Pix); err != nil {
			return err
		}
	}
	return nil
}

// WriteMJPEG writes frames as most cameras pack them.
func WriteMJPEG(w io.Writer, quality int, frames iter.Seq[*image.Gray]) error {
	return Webcam{Quality: quality, Across: 2, Down: 1}.Write(w, frames)
}

// WriteAVI writes frames as an AVI file of JPEG pictures, with a main header and no index.
func WriteAVI(w io.Writer, quality, rate int, frames iter.Seq[*image.Gray]) error {
	var movie bytes.Buffer
	movie.WriteString("movi")
	for m := range frames {
		var picture bytes.Buffer
		if err := jpeg.Encode(&picture, m, &jpeg.Options{Quality: quality}); err != nil {
			return err
		}
		chunk(&movie, "00dc", picture.Bytes())
	}
	header := make([]byte, 56)
	binary.LittleEndian.PutUint32(header, uint32(1e6/rate))
	var list, body bytes.Buffer
	list.WriteString("hdrl")
	chunk(&list, "avih", header)
	body.WriteString("AVI ")
	chunk(&body, "LIST", list.Bytes())
	chunk(&body, "LIST", movie.Bytes())
	var file bytes.Buffer
	chunk(&file, "RIFF", body.Bytes())
	_, err := w.Write(file.Bytes())
	return err
}

func chunk(b *bytes.Buffer, id string, data []byte) {
	b.WriteString(id)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(data))))
	b.Write(data)
	if len(data)%2 == 1 {
		b.WriteByte(0)
	}
}
