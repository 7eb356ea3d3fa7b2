package symbol

import "errors"

var errGIF = errors.New("truncated or malformed")

// gifSize walks the blocks of a GIF file without unpacking them and returns the number of its frames and the sum of their
// pixels: image/gif would keep all frames before anybody could count.
func gifSize(data []byte) (frames, pixels int, err error) {
	const header, extension, picture, trailer = 13, 0x21, 0x2c, 0x3b
	if len(data) < header {
		return 0, 0, errGIF
	}
	at := header + colourTable(data[10])
	for at < len(data) {
		switch data[at] {
		case trailer:
			return frames, pixels, nil
		case extension:
			at += 2
		case picture:
			if at+10 > len(data) {
				return 0, 0, errGIF
			}
			w := int(data[at+5]) | int(data[at+6])<<8
			h := int(data[at+7]) | int(data[at+8])<<8
			frames++
			pixels += w * h
			at += 10 + colourTable(data[at+9]) + 1 // and the LZW code size
		default:
			return 0, 0, errGIF
		}
		if at, err = skipBlocks(data, at); err != nil {
			return 0, 0, err
		}
	}
	return frames, pixels, nil // without a trailer: the decoder says what it thinks of that
}

// colourTable returns the bytes of the table that the flags announce.
func colourTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks steps over data sub-blocks: a length, as many bytes, until the length is 0.
func skipBlocks(data []byte, at int) (int, error) {
	for at < len(data) {
		n := int(data[at])
		at += 1 + n
		if n == 0 {
			return at, nil
		}
	}
	return at, errGIF
}
