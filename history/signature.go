package history

import "slices"

// A signature has pairBits bits for pairs of bytes, which share them, two for each
// pair, and tripleBits more for triples, one for each.
const pairBits, tripleBits = 1024, 512

// pieceBits is how many bits say which pairs and triples the texts of a segment have.
const pieceBits = 2 << 16

// signatures are small sets of the pairs and triples of bytes in texts. A text can
// hold a word only where its signature holds every bit of the word's, and so most
// texts need not be read. Triples are needed for words that are made of frequent
// pairs.
type signatures []*segment

// segmentBlocks is how many blocks of 64 texts a segment has.
const segmentBlocks, segmentTexts = 8, 8 * 64

// segment has the signatures of some texts, bit by bit: plane b says in each of its
// words of 64 texts whether their signatures have bit b, so that a word is looked up
// for 64 texts at once. What no text of the segment has is known before that, see
// [wordBits]: the signatures cannot tell some rare pieces from frequent ones, and
// would have most texts read for those.
type segment struct {
	planes [pairBits + tripleBits][segmentBlocks]uint64
	pieces [pieceBits / 64]uint64
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

// signs are the signatures of 64 texts, bit by bit, and which of the texts have each
// byte.
type signs struct {
	planes [pairBits + tripleBits]uint64
	bytes  [256]uint64
}

// fill completes a segment block by block: the bits of a block fit into the nearest
// cache.
func (s *segment) fill() {
	for block := range segmentBlocks {
		var of signs
		for i := range 64 {
			s.add(&of, s.texts[64*block+i].text, uint64(1)<<i)
		}
		for b, texts := range of.bytes {
			if texts != 0 {
				s.addPair(&of, uint32(b), texts)
			}
		}
		for b, bits := range of.planes {
			s.planes[b][block] = bits
		}
	}
}

// add adds the bits of a text, which are those that bitsOf has for a word, save for
// those of single bytes.
func (s *segment) add(to *signs, text string, bit uint64) {
	last := uint32(0)
	for i := range len(text) {
		to.bytes[text[i]] |= bit
		last = last<<8 | uint32(text[i])
		if i > 0 {
			s.addPair(to, last&0xffff, bit)
		}
		if i > 1 {
			to.planes[tripleBit(last)] |= bit
			s.addPiece(triplePiece(last))
		}
	}
}

func (s *segment) addPair(to *signs, pair uint32, texts uint64) {
	to.planes[pairBit(pair)] |= texts
	to.planes[otherPairBit(pair)] |= texts
	s.addPiece(pair)
}

func (s *segment) addPiece(bit uint32) { s.pieces[bit/64] |= 1 << (bit % 64) }

// hasAll reports whether the texts of the segment have all pieces, in whichever texts
// they are.
func (s *segment) hasAll(pieces []uint32) bool {
	for _, bit := range pieces {
		if s.pieces[bit/64]>>(bit%64)&1 == 0 {
			return false
		}
	}
	return true
}

// The bits of a pair, which is a byte on its own after a zero, and of the last three of
// some bytes.
func pairBit(pair uint32) uint32      { return pair * 0x9e3779b1 >> 22 }
func otherPairBit(pair uint32) uint32 { return pair * 0x85ebca6b >> 22 }
func tripleBit(bytes uint32) uint32   { return pairBits + bytes&0xffffff*0x9e3779b1>>23 }
func triplePiece(bytes uint32) uint32 { return 1<<16 + bytes&0xffffff*0xc2b2ae35>>16 }

// block returns which of 64 texts, from the 64×block-th, have all of the bits; where
// there are no signatures yet, all may.
func (s signatures) block(block int, bits wordBits) uint64 {
	mask := ^uint64(0)
	if block/segmentBlocks >= len(s) || s[block/segmentBlocks].texts != nil {
		return mask
	}
	segment := s[block/segmentBlocks]
	if !segment.hasAll(bits.pieces) {
		return 0
	}
	for _, b := range bits.planes {
		if mask &= segment.planes[b][block%segmentBlocks]; mask == 0 {
			break
		}
	}
	return mask
}

// wordBits are what a text with every word has: bits of its signature, and of the
// pieces of its segment. Those are one bit for each pair of bytes, which no other
// pair has, and one for each triple.
type wordBits struct{ planes, pieces []uint32 }

// bitsOf are the bits that a text with every word has, each once.
func bitsOf(words []string) (bits wordBits) {
	for _, word := range words {
		if len(word) == 1 {
			bits.addPair(uint32(word[0]))
		}
		for i := 1; i < len(word); i++ {
			pair := uint32(word[i-1])<<8 | uint32(word[i])
			bits.addPair(pair)
			if i > 1 {
				triple := uint32(word[i-2])<<16 | pair
				bits.planes = append(bits.planes, tripleBit(triple))
				bits.pieces = append(bits.pieces, triplePiece(triple))
			}
		}
	}
	return wordBits{unique(bits.planes), unique(bits.pieces)}
}

func (b *wordBits) addPair(pair uint32) {
	b.planes = append(b.planes, pairBit(pair), otherPairBit(pair))
	b.pieces = append(b.pieces, pair)
}

func unique(bits []uint32) []uint32 {
	slices.Sort(bits)
	return slices.Compact(bits)
}
