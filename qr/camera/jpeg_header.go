package camera

// header is what the segments before the scan of a baseline picture say (ITU-T T.81, B.2).
type header struct {
	width, height int
	components    []component
	quantizers    [4]quantizer
	dc, ac        [4]huffman
	interval      int    // minimum coded units from one restart marker to the next; 0: no such markers
	scan          []byte // what follows the header of the scan
}

// component is one of the picture's planes: luminance first, then what colour there is.
type component struct {
	id             byte
	across, down   int // blocks in each minimum coded unit
	quantizer      byte
	dcTable, table byte
}

// quantizer has the factors of coefficients in the order in which these are coded; none is 0.
type quantizer [64]int32

// segmentReaders read the segments that matter; each answers whether it knows what stands there. Other kinds of frames are not
// in the table, nor are they read.
var segmentReaders = map[byte]func(*header, []byte) bool{
	baseline:        (*header).readFrame,
	extended:        (*header).readFrame,
	huffmanTables:   (*header).readHuffman,
	quantization:    (*header).readQuantizers,
	restartInterval: (*header).readInterval,
	startOfScan:     (*header).readScan,
	adobe:           (*header).readAdobe,
}

// readHeader answers false for what is damaged or is no baseline picture of luminance and colour in one scan.
func readHeader(data []byte) (*header, bool) {
	if len(data) < 2 || data[0] != 0xff || data[1] != startOfImage {
		return nil, false
	}
	h := new(header)
	for s := range segments(data) {
		read, known := segmentReaders[s.marker]
		switch {
		case !known && s.marker != comment && (s.marker < application || s.marker > application+15):
			return nil, false
		case known && !read(h, s.body):
			return nil, false
		case s.marker == startOfScan:
			h.scan = data[s.at+4+len(s.body):]
			return h, true
		}
	}
	return nil, false
}

func (h *header) readFrame(b []byte) bool {
	if len(b) < 6 || h.components != nil || b[0] != 8 {
		return false
	}
	h.height, h.width = int(b[1])<<8|int(b[2]), int(b[3])<<8|int(b[4])
	n := int(b[5])
	if n != 1 && n != 3 || len(b) != 6+3*n || !sane(h.width, h.height) {
		return false
	}
	for i := range n {
		c := component{id: b[6+3*i], across: int(b[7+3*i] >> 4), down: int(b[7+3*i] & 15), quantizer: b[8+3*i]}
		h.components = append(h.components, c)
	}
	return h.sampled()
}

// sampled checks that luminance has the most samples, and that the planes are not red, green and blue.
func (h *header) sampled() bool {
	luma := &h.components[0]
	if len(h.components) == 1 {
		luma.across, luma.down = 1, 1 // a plane alone is not interleaved, whatever is written there (A.2.2)
	}
	names := ""
	for _, c := range h.components {
		if c.quantizer > 3 || !factor[c.across] || !factor[c.down] || c.across > luma.across || c.down > luma.down {
			return false
		}
		names += string(rune(c.id))
	}
	return names != "RGB"
}

// factor tells which sampling factors are read.
var factor = [16]bool{1: true, 2: true, 4: true}

func (h *header) readQuantizers(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 65 || b[0] > 3 { // also those of 16 bits, which cameras do not write
			return false
		}
		q := &h.quantizers[b[0]]
		for i, v := range b[1:65] {
			if q[i] = int32(v); v == 0 {
				return false
			}
		}
		b = b[65:]
	}
	return true
}

func (h *header) readHuffman(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 17 || b[0]&0xef > 3 {
			return false
		}
		n := 0
		for _, count := range b[1:17] {
			n += int(count)
		}
		if n == 0 || n > 256 || len(b) < 17+n {
			return false
		}
		t := &h.dc[b[0]&3]
		if b[0]&0x10 != 0 {
			t = &h.ac[b[0]&3]
		}
		if !t.build([16]byte(b[1:17]), b[17:17+n]) {
			return false
		}
		b = b[17+n:]
	}
	return true
}

func (h *header) readInterval(b []byte) bool {
	if len(b) != 2 {
		return false
	}
	h.interval = int(b[0])<<8 | int(b[1])
	return true
}

// readScan wants all components in one scan, and every table that they name.
func (h *header) readScan(b []byte) bool {
	n := len(h.components)
	if n == 0 || len(b) != 4+2*n || int(b[0]) != n {
		return false
	}
	for i := range h.components {
		c := &h.components[i]
		tables := b[2+2*i]
		c.dcTable, c.table = tables>>4, tables&15
		if b[1+2*i] != c.id || c.dcTable > 3 || c.table > 3 || !h.dc[c.dcTable].built || !h.ac[c.table].built {
			return false
		}
	}
	return h.quantizers[h.components[0].quantizer][0] != 0
}

// readAdobe refuses planes that are not luminance and colour.
func (h *header) readAdobe(b []byte) bool {
	return len(b) < 12 || string(b[:5]) != "Adobe" || b[11] == 1
}
