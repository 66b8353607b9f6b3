package statusbar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sonde/connectors"
	"sonde/themes"
)

// split parts what a run has cost at its source, for which there is room first,
// from other statistics.
func split(stats []connectors.Stat) (costs, others []connectors.Stat) {
	for _, s := range Useful(stats) {
		if _, told := shortName(s.Name); told {
			costs = append(costs, s)
		} else {
			others = append(others, s)
		}
	}
	slices.SortStableFunc(costs, func(a, b connectors.Stat) int { return costRank(a) - costRank(b) })
	return costs, others
}

// costRank puts what was scanned first, then the time, then what was scanned in
// a period.
func costRank(s connectors.Stat) int {
	switch {
	case s.Name == scanned:
		return 0
	case strings.HasSuffix(s.Name, inMillis):
		return 1
	}
	return 2
}

// briefly are the statistics that tell something.
func briefly(stats []connectors.Stat) []piece {
	var out []piece
	for _, s := range stats {
		if s.Value != "0" || isLeft(s.Name) {
			out = append(out, piece{text: brief(s, 0), role: themes.Dim})
		}
	}
	return out
}

// Names of statistics that stand in the bar under shorter ones.
const (
	scanned  = "data_scanned_in_bytes"
	inPeriod = "scanned_" // what was scanned in a period, such as scanned_today_in_bytes
	inBytes  = "_in_bytes"
	inMillis = "execution_time_in_millis"
)

// brief writes a statistic under a name that is short where it can be; its value
// takes at least as many columns as width says.
func brief(s connectors.Stat, width int) string {
	name, told := shortName(s.Name)
	switch n, err := strconv.ParseInt(s.Value, 10, 64); {
	case !told:
		return ownName(s.Name) + " " + padLeft(statValue(s), width)
	case name == "" && err == nil:
		return padLeft(Duration(time.Duration(n)*time.Millisecond), width) + " at source"
	case name == "":
		return padLeft(s.Value, width) + " ms at source"
	}
	return name + " " + padLeft(statValue(s), width)
}

// shortName is the name of what a run has cost; empty for its time, whose unit
// says what it is.
func shortName(name string) (short string, told bool) {
	switch {
	case name == scanned:
		return "scanned", true
	case name == inMillis:
		return "", true
	case strings.HasPrefix(name, inPeriod) && strings.HasSuffix(name, inBytes):
		period := strings.TrimSuffix(strings.TrimPrefix(name, inPeriod), inBytes)
		return strings.ReplaceAll(period, "_", " "), true
	}
	return "", false
}

// rateLimit begins the names of headers that tell of a limit of requests.
const rateLimit = "x-ratelimit-"

// ownName is a source's name of a statistic without what need not be said.
func ownName(name string) string {
	if strings.HasPrefix(strings.ToLower(name), rateLimit) {
		return strings.ToLower(name[len(rateLimit):])
	}
	if name == "rows_before_limit_at_least" {
		return "before limit >="
	}
	return name
}

// atSource is how long the source says that it took; nothing where it does not.
func atSource(stats []connectors.Stat) []piece {
	units := map[string]time.Duration{"elapsed": time.Second, "elapsed_ns": time.Nanosecond}
	for _, s := range stats {
		if n, err := strconv.ParseFloat(s.Value, 64); err == nil && units[s.Name] > 0 {
			return []piece{{text: Duration(time.Duration(n*float64(units[s.Name]))) + " at source", role: themes.Dim}}
		}
	}
	return nil
}
