package symbol

import "image"

// track is where a symbol was read: on which of the pictures, by which finders, and whether as a bent page.
type track struct {
	triple
	level int
	bent  bool
}

// moved returns the track with its finders as they were measured.
func (t track) moved(upperLeft, upperRight, lowerLeft frame) track {
	for f, is := range map[*finder]frame{&t.upperLeft: upperLeft, &t.upperRight: upperRight, &t.lowerLeft: lowerLeft} {
		f.centre, f.module = is.centre, (is.right.length()+is.down.length())/2
	}
	return t
}

// follow reads symbols where others were in the picture before: those of an animation stand in one place, and to look for
// them anew takes most of the time. It answers what it read, and whether all are still in their places, readable or not.
func (r *Reader) follow(m image.Image, tracks []track) (found []Symbol, standing bool) {
	g := toGray(m)
	r.levels[0].load(g)
	r.tracks = nil
	loaded := 0
	for _, t := range tracks {
		for ; loaded < t.level; loaded++ {
			r.levels[loaded+1].halve(&r.levels[loaded])
		}
		s, seen := r.readOn(&t)
		switch seen {
		case nothing:
			return nil, false
		case place:
			r.tracks = append(r.tracks, t)
		case whole:
			found = append(found, s)
		}
	}
	return found, true
}
