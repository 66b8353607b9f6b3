package canvas

import (
	"strconv"

	"sonde/themes"
)

var attrCodes = []struct {
	attr themes.Attr
	code string
}{
	{themes.Bold, ";1"}, {themes.Faint, ";2"}, {themes.Italic, ";3"},
	{themes.Underline, ";4"}, {themes.Undercurl, ";4:3"}, {themes.Reverse, ";7"},
}

// appendSGR appends the sequence that sets a style, whatever was set before.
func appendSGR(out []byte, s themes.Style) []byte {
	out = append(out, "\x1b[0"...)
	for _, a := range attrCodes {
		if s.Attr&a.attr != 0 {
			out = append(out, a.code...)
		}
	}
	out = appendColor(out, s.FG, 30)
	out = appendColor(out, s.BG, 40)
	return append(out, 'm')
}

func appendColor(out []byte, c themes.Color, base int64) []byte {
	switch c >> 24 {
	case 1:
		out = append(out, ';')
		out = strconv.AppendInt(out, base+8, 10)
		out = append(out, ";2"...)
		for _, v := range []themes.Color{c >> 16, c >> 8, c} {
			out = append(out, ';')
			out = strconv.AppendInt(out, int64(v&0xff), 10)
		}
	case 3:
		out = append(out, ';')
		out = strconv.AppendInt(out, base+8, 10)
		out = append(out, ";5;"...)
		out = strconv.AppendInt(out, int64(c&0xff), 10)
	case 2:
		n := int64(c & 15)
		if n >= 8 {
			n += 60 - 8
		}
		out = append(out, ';')
		out = strconv.AppendInt(out, base+n, 10)
	}
	return out
}
