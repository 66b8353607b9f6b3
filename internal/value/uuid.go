package value

// nibbles are the values of lower-case hexadecimal digits; 0xff of anything else.
var nibbles = func() (table [256]byte) {
	for c := range table {
		switch {
		case '0' <= c && c <= '9':
			table[c] = byte(c - '0')
		case 'a' <= c && c <= 'f':
			table[c] = byte(c - 'a' + 10)
		default:
			table[c] = 0xff
		}
	}
	return table
}()

// ParseUUID reads a UUID in lower case, as 8-4-4-4-12 digits; ok is false for every
// other text.
func ParseUUID(text string) (high, low uint64, ok bool) {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return 0, 0, false
	}
	bad := byte(0)
	digits := func(n uint64, part string) uint64 {
		for i := range len(part) {
			digit := nibbles[part[i]]
			bad |= digit
			n = n<<4 | uint64(digit&15)
		}
		return n
	}
	high = digits(digits(digits(0, text[:8]), text[9:13]), text[14:18])
	low = digits(digits(0, text[19:23]), text[24:])
	return high, low, bad < 16
}
