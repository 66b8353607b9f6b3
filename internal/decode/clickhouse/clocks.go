package clickhouse

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"sonde/connectors"
	"sonde/internal/decode"
)

// placeClocks gives columns of clocks the zone of their type, so that they are
// shown with the offset, also where they are nested. An hour that comes twice a year
// is shown without one: the text of the answer does not tell which of the two is
// meant.
func (a *Answer) placeClocks(columns []decode.Column) {
	for i, c := range columns {
		if field, placed := withZone(c.Field); placed {
			columns[i].Field = field
			a.clocks = append(a.clocks, i)
		}
	}
}

// withZone gives the zone of its type to a field of clocks that has none yet, or to
// those that are nested in it; placed is false where there are no such.
func withZone(f arrow.Field) (field arrow.Field, placed bool) {
	switch t := f.Type.(type) {
	case *arrow.TimestampType:
		zone := zoneOf(connectors.SourceType(f))
		if placed = t.TimeZone == "" && zone != ""; placed {
			f.Type = &arrow.TimestampType{Unit: t.Unit, TimeZone: zone}
		}
	case *arrow.ListType:
		var item arrow.Field
		item, placed = withZone(t.ElemField())
		f.Type = arrow.ListOfField(item)
	case *arrow.MapType:
		key, first := withZone(t.KeyField())
		item, second := withZone(t.ItemField())
		f.Type, placed = arrow.MapOfFields(key, item), first || second
	case *arrow.StructType:
		members := slices.Clone(t.Fields())
		for i, member := range members {
			var found bool
			members[i], found = withZone(member)
			placed = placed || found
		}
		f.Type = arrow.StructOf(members...)
	}
	return f, placed
}

// zoneOf is the zone of a type of clocks; empty where it has none that is known.
func zoneOf(typeText string) string {
	t, err := ParseType(typeText)
	if err != nil {
		return ""
	}
	for (t.Name == "Nullable" || t.Name == "LowCardinality") && t.argument(0) != nil {
		t = t.argument(0)
	}
	last := len(t.Args) - 1
	if last < 0 || !strings.HasPrefix(t.Name, "DateTime") {
		return ""
	}
	zone := t.Args[last].Value
	if _, err := time.LoadLocation(zone); err != nil || t.Name == "DateTime64" && last == 0 {
		return ""
	}
	return zone
}

// wallClock is a clock without an offset, by itself or in JSON.
var wallClock = regexp.MustCompile(`(^|")\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?($|")`)

func hasWallClock(text *array.String) bool {
	for i := range text.Len() {
		if text.IsValid(i) && wallClock.MatchString(text.Value(i)) {
			return true
		}
	}
	return false
}

// tellOfClocks warns of columns with clocks that do not tell the moment.
func (a *Answer) tellOfClocks(batch arrow.RecordBatch) {
	var names []string
	for _, i := range a.clocks {
		if text, ok := batch.Column(i).(*array.String); ok && hasWallClock(text) {
			names = append(names, batch.ColumnName(i))
			a.clocks = slices.DeleteFunc(slices.Clone(a.clocks), func(j int) bool { return i == j })
		}
	}
	if len(names) > 0 {
		a.warn("%s: what has no offset lies in an hour that comes twice, where clocks go back; the setting date_time_output_format=iso tells the moments", strings.Join(names, ", "))
	}
}
