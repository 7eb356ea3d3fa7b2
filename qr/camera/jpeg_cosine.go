package camera

// Cosines of k/16 of a half turn, in parts of 1<<places.
const (
	places = 12

	cos1 = 4017
	cos2 = 3784
	cos3 = 3406
	cos4 = 2896
	cos5 = 2276
	cos6 = 1567
	cos7 = 799
)

// kept is the number of binary places that stay between the two passes of the transform.
const kept = 4

// inverse writes the 8 by 8 pixels of a block of coefficients, of which those behind the place last are 0 (ITU-T T.81, A.3.3).
func inverse(block *[64]int32, last int, out []uint8, stride int) {
	if last == 0 {
		level := pixel((block[0]+4)>>3 + 128)
		for y := range side {
			row := (*[side]uint8)(out[y*stride:])
			for x := range row {
				row[x] = level
			}
		}
		return
	}
	// A sum of products with the cosines is twice the transform along one direction.
	const columns, rows = places + 1 - kept, places + 1 + kept
	for x := range side {
		b := block[x:]
		_ = b[56]
		if b[8]|b[16]|b[24]|b[32]|b[40]|b[48]|b[56] == 0 {
			v := (b[0]*cos4 + 1<<(columns-1)) >> columns
			b[0], b[8], b[16], b[24], b[32], b[40], b[48], b[56] = v, v, v, v, v, v, v, v
			continue
		}
		e0, e1, e2, e3, o0, o1, o2, o3 := halves(b[0], b[8], b[16], b[24], b[32], b[40], b[48], b[56], 1<<(columns-1))
		b[0], b[56] = (e0+o0)>>columns, (e0-o0)>>columns
		b[8], b[48] = (e1+o1)>>columns, (e1-o1)>>columns
		b[16], b[40] = (e2+o2)>>columns, (e2-o2)>>columns
		b[24], b[32] = (e3+o3)>>columns, (e3-o3)>>columns
	}
	for y := range side {
		b := (*[side]int32)(block[side*y:])
		row := (*[side]uint8)(out[y*stride:])
		e0, e1, e2, e3, o0, o1, o2, o3 := halves(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], 128<<rows+1<<(rows-1))
		row[0], row[7] = pixel((e0+o0)>>rows), pixel((e0-o0)>>rows)
		row[1], row[6] = pixel((e1+o1)>>rows), pixel((e1-o1)>>rows)
		row[2], row[5] = pixel((e2+o2)>>rows), pixel((e2-o2)>>rows)
		row[3], row[4] = pixel((e3+o3)>>rows), pixel((e3-o3)>>rows)
	}
}

// halves returns the sums over the even and over the odd coefficients, each for the first four places: a place and its mirror
// image differ in the sign of the odd ones. The even ones get an addend.
func halves(c0, c1, c2, c3, c4, c5, c6, c7, addend int32) (e0, e1, e2, e3, o0, o1, o2, o3 int32) {
	a, b := (c0+c4)*cos4+addend, (c0-c4)*cos4+addend
	c, d := c2*cos2+c6*cos6, c2*cos6-c6*cos2
	return a + c, b + d, b - d, a - c,
		c1*cos1 + c3*cos3 + c5*cos5 + c7*cos7,
		c1*cos3 - c3*cos7 - c5*cos1 - c7*cos5,
		c1*cos5 - c3*cos1 + c5*cos7 + c7*cos3,
		c1*cos7 - c3*cos5 + c5*cos3 - c7*cos1
}

func pixel(v int32) uint8 { return uint8(max(0, min(v, 255))) }
