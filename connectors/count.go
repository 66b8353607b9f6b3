package connectors

import "strconv"

// Count writes a number for people, with a comma between thousands: 1,234,567.
func Count(n int64) string {
	var room [20]byte // as many as an int64 has
	digits := strconv.AppendInt(room[:0], n, 10)
	out := make([]byte, 0, 27)
	for i := range len(digits) {
		if i > 0 && digits[i-1] != '-' && (len(digits)-i)%3 == 0 {
			out = append(out, ',')
		}
		out = append(out, digits[i])
	}
	return string(out)
}
