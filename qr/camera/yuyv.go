package camera

import (
	"fmt"
	"image"
)

// greyYUYV takes the luminance out of a YUYV 4:2:2 frame: every other byte of lines that are stride bytes long.
func greyYUYV(data []byte, width, height, stride int) (*image.Gray, error) {
	stride = max(stride, 2*width)
	if len(data) < (height-1)*stride+2*width {
		return nil, fmt.Errorf("%w: %d bytes for %d by %d pixels", ErrDamaged, len(data), width, height)
	}
	m := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		row, line := m.Pix[y*m.Stride:][:width], data[y*stride:][:2*width]
		for x := range row {
			row[x] = line[2*x]
		}
	}
	return m, nil
}
