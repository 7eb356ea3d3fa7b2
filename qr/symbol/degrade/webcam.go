package degrade

import (
	"image"
	"io"
	"iter"
)

// Webcam packs grey frames as JPEG pictures with colour, as cameras do. The colour is that of a lamp, with a sensor's noise.
type Webcam struct {
	Quality      int  // as image/jpeg counts
	Across, Down int  // samples of luminance for each of colour: 2 and 1 is 4:2:2, what most cameras write; 0 and 0 writes none
	Tables       bool // writes the Huffman tables, which are the usual ones (ITU-T T.81, annex K.3) and which most cameras leave out
	Interval     int  // units from one restart marker to the next; 0 for none
}

// Write writes frames as JPEG pictures one after the other.
func (c Webcam) Write(w io.Writer, frames iter.Seq[*image.Gray]) error {
	tables, err := newJPEGTables(c.Quality)
	if err != nil {
		return err
	}
	rnd := newRandom(3)
	for m := range frames {
		if _, err := w.Write(c.picture(m, tables, rnd)); err != nil {
			return err
		}
	}
	return nil
}

// picture packs a frame.
func (c Webcam) picture(m *image.Gray, t *jpegTables, rnd *random) []byte {
	colours := 2
	if c.Across == 0 {
		c.Across, c.Down, colours = 1, 1, 0
	}
	w := new(bitWriter)
	w.WriteString("\xff\xd8")
	w.Write(t.quantizers)
	if c.Tables {
		w.Write(t.huffman)
	}
	if c.Interval > 0 {
		w.Write([]byte{0xff, 0xdd, 0, 4, byte(c.Interval >> 8), byte(c.Interval)})
	}
	width, height := m.Rect.Dx(), m.Rect.Dy()
	frame := []byte{0xff, 0xc0, 0, byte(11 + 3*colours), 8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(1 + colours)}
	scan := []byte{0xff, 0xda, 0, byte(8 + 2*colours), byte(1 + colours)}
	frame, scan = append(frame, 1, byte(c.Across<<4|c.Down), 0), append(scan, 1, 0)
	for i := range colours {
		frame, scan = append(frame, byte(2+i), 0x11, 1), append(scan, byte(2+i), 0x11)
	}
	w.Write(frame)
	w.Write(append(scan, 0, 63, 0))
	c.units(w, m, t, colours, rnd)
	w.flush()
	w.WriteString("\xff\xd9")
	return w.Bytes()
}

// units writes the coded data.
func (c Webcam) units(w *bitWriter, m *image.Gray, t *jpegTables, colours int, rnd *random) {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	across, down := (width+8*c.Across-1)/(8*c.Across), (height+8*c.Down-1)/(8*c.Down)
	last := [3]int{}
	for n := range across * down {
		if c.Interval > 0 && n > 0 && n%c.Interval == 0 {
			w.flush()
			w.Write([]byte{0xff, byte(0xd0 + (n/c.Interval-1)%8)})
			last = [3]int{}
		}
		x, y := n%across*8*c.Across, n/across*8*c.Down
		for v := range c.Down {
			for u := range c.Across {
				last[0] = t.write(w, 0, last[0], func(i, j int) float64 {
					return float64(m.GrayAt(min(x+8*u+i, width-1), min(y+8*v+j, height-1)).Y) - 128
				})
			}
		}
		for i := range colours {
			warmth := float64(8 - 16*i)
			last[1+i] = t.write(w, 1, last[1+i], func(int, int) float64 { return warmth + 2*rnd.normal() })
		}
	}
}
