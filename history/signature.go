package history

import "slices"

// A signature has pairBits bits for pairs of bytes, which share them, two for each
// pair, and tripleBits more for triples, one for each.
const pairBits, tripleBits = 1024, 512

// signatures are small sets of the pairs and triples of bytes in texts. A text can
// hold a word only where its signature holds every bit of the word's, and so most
// texts need not be read. Triples are needed for words that are made of frequent
// pairs.
type signatures []*segment

// segmentBlocks is how many blocks of 64 texts a segment has.
const segmentBlocks, segmentTexts = 8, 8 * 64

// segment has the signatures of some texts, bit by bit: plane b says in each of its
// words of 64 texts whether their signatures have bit b, so that a word is looked up
// for 64 texts at once.
type segment struct {
	planes [pairBits + tripleBits][segmentBlocks]uint64
	texts  []statement // that are not looked at yet; nil once the planes can be used
}

// claim begins the segments that texts make up and that are not begun yet. The caller
// completes them, see [index.sign].
func (s *signatures) claim(texts []statement) (begun []*segment) {
	for n := len(*s); (n+1)*segmentTexts <= len(texts); n++ {
		begun = append(begun, &segment{texts: texts[n*segmentTexts : (n+1)*segmentTexts]})
		*s = append(*s, begun[len(begun)-1])
	}
	return begun
}

// fill completes a segment block by block: the bits of a block fit into the nearest
// cache.
func (s *segment) fill() {
	for block := range segmentBlocks {
		var planes [pairBits + tripleBits]uint64
		for i := range 64 {
			addBits(&planes, s.texts[64*block+i].text, uint64(1)<<i)
		}
		for b, bits := range planes {
			s.planes[b][block] = bits
		}
	}
}

// addBits adds the bits of a text, which are those that bitsOf has for a word.
func addBits(planes *[pairBits + tripleBits]uint64, text string, bit uint64) {
	if len(text) == 0 {
		return
	}
	last := uint32(text[0])
	for i := 1; i < len(text); i++ {
		last = last<<8 | uint32(text[i])
		planes[pairBit(last)] |= bit
		planes[otherPairBit(last)] |= bit
		if i > 1 {
			planes[tripleBit(last)] |= bit
		}
	}
}

// The bits of the last two and three of some bytes.
func pairBit(bytes uint32) uint32      { return bytes & 0xffff * 0x9e3779b1 >> 22 }
func otherPairBit(bytes uint32) uint32 { return bytes & 0xffff * 0x85ebca6b >> 22 }
func tripleBit(bytes uint32) uint32    { return pairBits + bytes&0xffffff*0x9e3779b1>>23 }

// block returns which of 64 texts, from the 64×block-th, have all of the bits; where
// there are no signatures yet, all may.
func (s signatures) block(block int, bits []uint32) uint64 {
	mask := ^uint64(0)
	if block/segmentBlocks >= len(s) || s[block/segmentBlocks].texts != nil {
		return mask
	}
	planes := &s[block/segmentBlocks].planes
	for _, b := range bits {
		if mask &= planes[b][block%segmentBlocks]; mask == 0 {
			break
		}
	}
	return mask
}

// bitsOf are the bits that a text with every word has, each once.
func bitsOf(words []string) []uint32 {
	var bits []uint32
	for _, word := range words {
		for i := 1; i < len(word); i++ {
			pair := uint32(word[i-1])<<8 | uint32(word[i])
			bits = append(bits, pairBit(pair), otherPairBit(pair))
			if i > 1 {
				bits = append(bits, tripleBit(uint32(word[i-2])<<16|pair))
			}
		}
	}
	slices.Sort(bits)
	return slices.Compact(bits)
}
