package chart

import "github.com/apache/arrow-go/v18/arrow"

// Running is a line of values over time, which are the X of points in seconds
// since 1970. The caller makes another one where the points are others.
func Running(name string, points []Point) *Data {
	b := &builder{Data: &Data{Spec: Spec{Kind: Line}, XName: "time", YName: name, Points: points}}
	b.xField = &arrow.Field{Name: "time", Type: arrow.FixedWidthTypes.Time64us}
	b.settle()
	return b.Data
}
