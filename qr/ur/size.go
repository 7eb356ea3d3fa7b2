package ur

import "strconv"

// LastPart is the highest sequence number that a stream of n fragments needs to
// use: after it, starting over costs the reader nothing, and bounding it bounds
// the length of a part.
func LastPart(n int) uint32 { return uint32(max(1<<16-1, 4*n)) }

// FragmentFor is the longest fragment with which every part up to LastPart, of a
// message of messageLen bytes and the given type, is at most chars characters
// long. It is 0 when nothing fits.
func FragmentFor(kind string, messageLen, chars int) int {
	count := MaxParts
	length := 0
	// Fewer fragments make shorter headers; two rounds find what there is to gain.
	for range 3 {
		last := LastPart(count)
		path := len(Scheme) + len(kind) + 1 + decimals(last) + 1 + decimals(uint32(count)) + 1
		head := 1 + headLen(uint64(last)) + headLen(uint64(count)) + headLen(uint64(messageLen)) + 5 + headLen(uint64(max(length, chars/2)))
		length = min((chars-path)/2-head-4, messageLen)
		if length < 1 {
			return 0
		}
		count = (messageLen + length - 1) / length
	}
	return length
}

func decimals(n uint32) int { return len(strconv.FormatUint(uint64(n), 10)) }

// headLen is the length of a CBOR head with the given argument.
func headLen(arg uint64) int { return len(appendHead(nil, 0, arg)) }
