package symbol

import (
	"math"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// mesh says how far the alignment patterns, which are found one by one, lie from where the layout puts them: paper bends, lenses
// distort, and a map of the whole is half a module off at the far end of a large symbol.
type mesh struct {
	layout *layout
	lines  []int // module coordinates of the nodes, in both directions
	nodes  [][]node
	found  float64 // share of the alignment patterns that were found
}

// node is a crossing of the mesh.
type node struct {
	shift point // from where the layout puts it
	found bool
}

// leastAlignment is the score below which a pattern counts as not found.
const leastAlignment = .5

// newMesh walks the alignment patterns from the upper left to the lower right; the neighbours found before tell where to look.
func newMesh(p *plane, l *layout, inverted bool) *mesh {
	v, err := decoder.Version_GetVersionForNumber(l.version)
	if err != nil {
		return nil
	}
	m := &mesh{layout: l, lines: v.GetAlignmentPatternCenters(), found: 1}
	n := len(m.lines)
	if n < 2 {
		return m
	}
	m.nodes = make([][]node, n)
	looked, found := 0, 0
	for j := range m.nodes {
		m.nodes[j] = make([]node, n)
		for i := range m.nodes[j] {
			k := &m.nodes[j][i]
			if (i == 0 && j == 0) || (i == n-1 && j == 0) || (i == 0 && j == n-1) {
				k.found = true // the finders hold these
				continue
			}
			x, y := float64(m.lines[i])+.5, float64(m.lines[j])+.5
			straight := l.at(x, y)
			k.shift = expected(m.nodes, i, j)
			right, down := l.vectors(x, y)
			reach := 2.0
			if n == 2 {
				reach = 3.5
			}
			looked++
			if place, score := findAlignment(p, straight.add(k.shift), right, down, reach, inverted); score > leastAlignment {
				k.shift, k.found = place.sub(straight), true
				found++
			}
		}
	}
	m.found = float64(found) / float64(looked)
	return m
}

// expected returns the shift that the found neighbours above and to the left suggest: their plane where three are known, else
// their mean.
func expected(nodes [][]node, i, j int) point {
	if i > 0 && j > 0 && nodes[j-1][i].found && nodes[j][i-1].found && nodes[j-1][i-1].found {
		return nodes[j-1][i].shift.add(nodes[j][i-1].shift).sub(nodes[j-1][i-1].shift)
	}
	sum, n := point{}, 0
	for _, d := range [][2]int{{-1, 0}, {0, -1}, {-1, -1}} {
		if x, y := i+d[0], j+d[1]; x >= 0 && y >= 0 {
			sum = sum.add(nodes[y][x].shift)
			n++
		}
	}
	if n == 0 {
		return point{}
	}
	return sum.times(1 / float64(n))
}

// findAlignment looks within reach modules around a place for the pattern that fits best.
func findAlignment(p *plane, around, right, down point, reach float64, inverted bool) (best point, score float64) {
	best, score = around, -1
	try := func(centre point, from, to, step float64) {
		for dy := from; dy <= to; dy += step {
			for dx := from; dx <= to; dx += step {
				q := centre.add(right.times(dx)).add(down.times(dy))
				// A little in favour of where it should be: data look like the pattern at times.
				off := q.sub(around).length() / right.length()
				if s := alignmentScore(p, q, right, down, inverted) - .01*off*off; s > score {
					best, score = q, s
				}
			}
		}
	}
	try(around, -.5, .5, .5)
	if score < .8 {
		try(around, -reach, reach, .5)
	}
	try(best, -.25, .25, .25)
	try(best, -.12, .12, .12)
	return best, score
}

// alignmentScore compares 5 by 5 modules with the alignment pattern: 1 when all agree, near 0 by chance.
func alignmentScore(p *plane, centre, right, down point, inverted bool) float64 {
	mean := p.mean(centre, 2.5*max(math.Abs(right.x)+math.Abs(down.x), math.Abs(right.y)+math.Abs(down.y)))
	sum, all := 0.0, 0.0
	for j := -2; j <= 2; j++ {
		for i := -2; i <= 2; i++ {
			v := mean - p.at(point{
				centre.x + right.x*float64(i) + down.x*float64(j),
				centre.y + right.y*float64(i) + down.y*float64(j),
			})
			all += math.Abs(v)
			if max(i*i, j*j) == 1 { // the light ring
				v = -v
			}
			sum += v
		}
	}
	if inverted {
		sum = -sum
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

// at returns where a place in the symbol lies in the picture: where the layout puts it, moved by what the four nodes around it
// were moved, each the more the nearer. Outside of the nodes the nearest four go on.
func (m *mesh) at(x, y float64) point {
	q := m.layout.at(x, y)
	if len(m.nodes) == 0 {
		return q
	}
	i, s := m.between(x)
	j, t := m.between(y)
	a, b := m.nodes[j][i].shift, m.nodes[j][i+1].shift
	c, d := m.nodes[j+1][i].shift, m.nodes[j+1][i+1].shift
	return point{
		q.x + (a.x*(1-s)+b.x*s)*(1-t) + (c.x*(1-s)+d.x*s)*t,
		q.y + (a.y*(1-s)+b.y*s)*(1-t) + (c.y*(1-s)+d.y*s)*t,
	}
}

// between returns the node before a coordinate and how far, as a share, the coordinate lies on the way to the next.
func (m *mesh) between(x float64) (int, float64) {
	k := len(m.lines) - 2
	for k > 0 && x < float64(m.lines[k])+.5 {
		k--
	}
	from := float64(m.lines[k]) + .5
	return k, (x - from) / (float64(m.lines[k+1]) + .5 - from)
}
