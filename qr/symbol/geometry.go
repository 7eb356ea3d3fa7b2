package symbol

import "math"

// point is a place or a direction in the picture, in pixels.
type point struct{ x, y float64 }

func (a point) add(b point) point        { return point{a.x + b.x, a.y + b.y} }
func (a point) sub(b point) point        { return point{a.x - b.x, a.y - b.y} }
func (a point) times(k float64) point    { return point{a.x * k, a.y * k} }
func (a point) cross(b point) float64    { return a.x*b.y - a.y*b.x }
func (a point) dot(b point) float64      { return a.x*b.x + a.y*b.y }
func (a point) length() float64          { return math.Hypot(a.x, a.y) }
func (a point) distance(b point) float64 { return a.sub(b).length() }
func middle(a, b point) point            { return point{(a.x + b.x) / 2, (a.y + b.y) / 2} }
func (a point) unit() point {
	if l := a.length(); l > 0 {
		return a.times(1 / l)
	}
	return point{}
}

// homography is a projective map from module coordinates to the picture, row by row. Module (x, y) covers the unit square
// from (x, y); its centre is at (x+.5, y+.5).
type homography [9]float64

func (h *homography) at(x, y float64) point {
	d := h[6]*x + h[7]*y + h[8]
	return point{(h[0]*x + h[1]*y + h[2]) / d, (h[3]*x + h[4]*y + h[5]) / d}
}

// corner returns the map that takes three corners of the square from (low, low) to (high, high) to three places. The weights say
// how the scale changes from the first corner to the other two, which is all that a tilt can add: 1 means that it does not.
func corner(low, high float64, upperLeft, upperRight, lowerLeft point, right, down float64) homography {
	// In coordinates s, t from 0 to 1 over the square: (A(1-s-t) + B·right·s + C·down·t) / (1-s-t + right·s + down·t).
	b, c := upperRight.times(right), lowerLeft.times(down)
	sx, tx := b.sub(upperLeft), c.sub(upperLeft)
	sw, tw := right-1, down-1
	k := 1 / (high - low)
	return homography{
		sx.x * k, tx.x * k, upperLeft.x - (sx.x+tx.x)*k*low,
		sx.y * k, tx.y * k, upperLeft.y - (sx.y+tx.y)*k*low,
		sw * k, tw * k, 1 - (sw+tw)*k*low,
	}
}
