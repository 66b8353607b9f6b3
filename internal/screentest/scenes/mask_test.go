package scenes

import (
	"regexp"

	"sonde/internal/screentest"
)

func rule(pattern, placeholder string) screentest.Rule {
	return screentest.Rule{Pattern: regexp.MustCompile(pattern), Placeholder: placeholder}
}

const (
	span  = `[\d.:]+ ?(?:ms|s|min)` // an elapsed time
	size  = `[\d.]+ [KMGT]?i?B`     // a number of bytes
	spins = `[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] `
)

// mask stands for what differs from run to run:
//
//   - the account of a query while it runs: spinner, rows, elapsed, rate, bytes,
//     and the rows that the engine has read, where it tells
//   - the account of a query that was cancelled: rows, elapsed, first row, bytes
//   - elapsed time of a query that has ended, and the time to its first row, which is
//     told where it took a while
//   - in the history, when a statement was run and how long it took
//   - of a query over HTTP that runs: elapsed and rates, each with the blanks that
//     keep the field's width; in the details of a run, also start and id
var mask = screentest.Mask{
	rule(spins+`\w+ +[\d,]+ rows( +`+span+`) +(?:[\d,]+ rows/s +)?`+size+` +[\d.]+ [KMGT]?i?B/s`, "  elapsed"),
	rule(`elapsed( +[\d,]+ rows/s)`, "            n rows/s"),
	rule(spins+`.*`+size+`( +[\d.]+ [KMGT]?i?B/s)`, "      bytes/s"),
	rule(spins+`(\w+ +[\d,]+ rows +`+span+`(?: +[━─]+ +\d+%)? +[\d,]+ rows/s +`+size+`(?: +[\d,]+ rows read)?)`,
		"phase  n rows  elapsed  n rows/s  bytes"),
	rule(spins+`\w+ +[\d,]+ rows( +`+span+`)`, "  elapsed"),
	rule(`([⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]) \w`, "*"),
	rule(`elapsed +(`+span+`)`, "#.## s"),
	rule(`first row +after (`+span+`)`, "#.## s"),
	rule(`started +(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC)`, "when"),
	rule(`id of the run +([0-9a-f-]{36})`, "id"),
	rule(`, ([\d,]+ (?:rows|bytes)/s)`, "n/s"),
	rule(`✗ cancelled  \[incomplete\]  ([\d,]+ rows  (?:[a-z ]+  )?`+span+`  `+size+`(?:  first row `+span+`)?)`,
		"n rows  elapsed  bytes"),
	rule(`(?:rows?|✗ failed|changed|told)  (`+span+`)`, "#.## s"),
	rule(`(  first row `+span+`)`, ""),
	rule(`[✓✗!▸]  ( *now| *\d+ (?:min|h|d)) `, "     age"),
	rule(`sample (`+span+`) │`, "#.## s"),
	rule(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ·`, "when ran ·"),
	rule(`rows? · (`+span+`)`, "#.## s"),
}
