package qr

import (
	"bytes"
	"errors"
	"fmt"
)

// maxPayload bounds what is collected or inflated, in bytes. It matches
// ur.MaxMessage.
const maxPayload = 16 << 20

// errMixed says that two parts of one number differ. Formats without a checksum
// cannot tell a misread part from a second message under the same header, and a
// payload put together from two messages would be worse than none.
var errMixed = errors.New("differs from the same part read before; starting over")

// collector gathers the numbered parts of a message without redundancy.
type collector struct {
	parts [][]byte
	have  int
	size  int // bytes
}

// add takes part index of total.
func (c *collector) add(index, total int, data []byte) error {
	switch {
	case c.parts == nil:
		c.parts = make([][]byte, total)
	case len(c.parts) != total:
		return ErrForeign
	}
	if old := c.parts[index]; old != nil {
		if bytes.Equal(old, data) {
			return nil
		}
		*c = collector{}
		return fmt.Errorf("%w: part %d of %d %w", ErrForeign, index+1, total, errMixed)
	}
	if c.size+len(data) > maxPayload {
		return fmt.Errorf("part %d of %d: more than %d bytes in all", index+1, total, maxPayload)
	}
	c.parts[index] = data
	c.have++
	c.size += len(data)
	return nil
}

func (c *collector) complete() bool { return c.parts != nil && c.have == len(c.parts) }

func (c *collector) join() []byte { return bytes.Join(c.parts, nil) }

func (c *collector) progress() (have, want int) { return c.have, len(c.parts) }
