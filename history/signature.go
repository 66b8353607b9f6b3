package history

import "slices"

// A signature has pairBits bits for pairs of bytes, which share them, two for each
// pair, and tripleBits more for triples, one for each.
const pairBits, tripleBits = 1024, 512

// signatures are small sets of the pairs and triples of bytes in texts. A text can
// hold a word only where its signature holds every bit of the word's, and so most
// texts need not be read. They are kept bit by bit: plane b says of 64 texts in each
// of its words whether their signatures have bit b, so that a word is looked up for
// 64 texts at once. Triples are needed for words that are made of frequent pairs.
type signatures struct {
	planes [pairBits + tripleBits][]uint64
}

// add appends the signature of a text, which is the i-th one.
func (s *signatures) add(i int, text string) {
	if i%64 == 0 {
		for b := range s.planes {
			s.planes[b] = append(s.planes[b], 0)
		}
	}
	block, bit := i/64, uint64(1)<<(i%64)
	eachBit(text, func(b uint32) { s.planes[b][block] |= bit })
}

// block returns which of 64 texts, from the 64×block-th, have all of the bits.
func (s *signatures) block(block int, bits []uint32) uint64 {
	mask := ^uint64(0)
	for _, b := range bits {
		mask &= s.planes[b][block]
	}
	return mask
}

// bitsOf are the bits that a text with every word has, each once.
func bitsOf(words []string) []uint32 {
	var bits []uint32
	for _, word := range words {
		eachBit(word, func(b uint32) { bits = append(bits, b) })
	}
	slices.Sort(bits)
	return slices.Compact(bits)
}

func eachBit(text string, take func(bit uint32)) {
	for i := 1; i < len(text); i++ {
		pair := uint32(text[i-1])<<8 | uint32(text[i])
		take(pair * 0x9e3779b1 >> 22)
		take(pair * 0x85ebca6b >> 22)
		if i > 1 {
			triple := uint32(text[i-2])<<16 | pair
			take(pairBits + triple*0x9e3779b1>>23)
		}
	}
}
