package sqltext

import (
	"strings"
	"testing"
)

const benchLine = "SELECT o.id, count(*) AS n, 'it''s' FROM \"orders\" o WHERE o.total::DECIMAL(10,2) >= 12.50 -- big ones"

// benchText is about 1 MB of statements.
func benchText() string {
	return strings.Repeat(benchLine+"\n  AND o.day BETWEEN DATE '2024-01-01' AND current_date /* all */\nGROUP BY o.id;\n\n", 5000)
}

// sink keeps what the benchmarks compute.
var sink int

// byteLoop is the least that a scanner can do: look at every byte once.
func byteLoop(text string) (n int) {
	table := &ForName("duckdb").class
	for i := range len(text) {
		if table[text[i]] == classSpace {
			n++
		}
	}
	return n
}

func BenchmarkTokens(b *testing.B) {
	d, text := ForName("duckdb"), benchText()
	run := func(name string, f func() int) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				sink = f()
			}
		})
	}
	run("floor", func() int { return byteLoop(text) })
	run("sonde", func() int { return len(d.Tokens(text)) })
	run("split", func() int { return len(d.Split(text)) })
	run("classify", func() int { e, _ := d.Classify(text); return int(e) })
	run("statementat", func() int { st, _ := d.StatementAt(text, len(text)); return st.Start })
}

func BenchmarkScanLine(b *testing.B) {
	d := ForName("duckdb")
	b.Run("floor", func(b *testing.B) {
		b.SetBytes(int64(len(benchLine)))
		for b.Loop() {
			sink = byteLoop(benchLine)
		}
	})
	b.Run("sonde", func(b *testing.B) {
		b.SetBytes(int64(len(benchLine)))
		b.ReportAllocs()
		for b.Loop() {
			d.ScanLine(benchLine, LineState{}, func(t Token) { sink = t.End })
		}
	})
}
