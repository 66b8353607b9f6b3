package history

// signature is a small set of the pairs of bytes in a text, two bits for each,
// which other pairs may share. A text can hold a word only where its signature
// holds the word's, and so most texts need not be read. Triples of bytes as
// well would fill it up, and do worse for short words.
type signature [8]uint64

func sign(text string) signature {
	var s signature
	for i := 1; i < len(text); i++ {
		pair := uint32(text[i-1])<<8 | uint32(text[i])
		s.set(pair * 0x9e3779b1 >> 23)
		s.set(pair * 0x85ebca6b >> 23)
	}
	return s
}

func (s *signature) set(bit uint32) { s[bit>>6] |= 1 << (bit & 63) }

// within reports whether every bit of s is set in other.
func (s *signature) within(other *signature) bool {
	return s[0]&^other[0]|s[1]&^other[1]|s[2]&^other[2]|s[3]&^other[3]|
		s[4]&^other[4]|s[5]&^other[5]|s[6]&^other[6]|s[7]&^other[7] == 0
}

// add takes the bits of other into s.
func (s *signature) add(other signature) {
	for i := range s {
		s[i] |= other[i]
	}
}
