package profile

import "sonde/internal/cellwidth"

// Lengths of a time as it is written: of its date, and of its date and minute.
const dateLength, minuteLength, yearLength = len("2006-01-02"), len("2006-01-02 15:04"), len("2006-")

// shortEnds are two ends of a range in some cells: of times that have no room, what
// still tells them apart.
func shortEnds(from, to string, room int) (string, string) {
	if fitBoth(from, to, room) || !isTime(from) || !isTime(to) {
		return from, to
	}
	for _, part := range partsOf(from, to) {
		a, b := from[part[0]:min(part[1], len(from))], to[part[0]:min(part[1], len(to))]
		if a != b && fitBoth(a, b, room) {
			return a, b
		}
	}
	return from, to
}

// partsOf are the parts of two times that may stand for them, the longest first.
func partsOf(from, to string) [][2]int {
	switch {
	case from[:dateLength] == to[:dateLength]:
		return [][2]int{{dateLength + 1, len(from) + len(to)}, {dateLength + 1, dateLength + 9}, {dateLength + 1, minuteLength}}
	case from[:yearLength] == to[:yearLength]:
		return [][2]int{{0, minuteLength}, {0, dateLength}, {yearLength, dateLength}}
	}
	return [][2]int{{0, minuteLength}, {0, dateLength}, {0, len("2006-01")}, {0, len("2006")}}
}

// isTime reports whether a text is a date, or begins with one before a time of day.
func isTime(text string) bool {
	const like = "dddd-dd-dd dd:dd"
	for i := range min(len(text), len(like)) {
		digit := text[i] >= '0' && text[i] <= '9'
		if digit != (like[i] == 'd') || !digit && text[i] != like[i] && (like[i] != ' ' || text[i] != 'T') {
			return false
		}
	}
	return len(text) == dateLength || len(text) >= minuteLength
}

func fitBoth(a, b string, room int) bool { return cellwidth.Of(a)+1+cellwidth.Of(b) <= room }
