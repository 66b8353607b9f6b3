package scenes

import (
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sonde/connectors"
	"sonde/internal/screentest"
	"sonde/internal/screentest/source"
)

// scene is a script and the screen that it ends with, which is kept in
// testdata under its name.
type scene struct {
	name       string
	width      int // 0: 120 × 36
	height     int
	light      bool
	screenshot bool
	service    bool                 // on a service over HTTP instead of the sample data
	on         *connectors.Driver   // on this source instead
	first      bool                 // at the first start of all
	theme      string               // empty: as the terminal is
	profile    colorprofile.Profile // 0: all colours
	play       func(*stage)
}

var scenes = []scene{
	{name: "start", play: (*stage).ready},
	{name: "start-80x24", width: 80, height: 24, play: func(s *stage) { s.WaitText("✓ done", "India", "products") }},
	{name: "start-200x60", width: 200, height: 60, play: (*stage).ready},
	{name: "too-small", width: 39, height: 11, play: func(s *stage) { s.WaitText("sonde needs") }},
	{name: "resized", play: resized},
	{name: "light", light: true, screenshot: true, play: selection},
	{name: "streaming", screenshot: true, play: streaming},
	{name: "cancelled", width: 150, height: 30, play: cancelled},
	{name: "error", screenshot: true, play: misspelt},
	{name: "history", screenshot: true, play: recalled},
	{name: "history-nothing", play: recalledNothing},
	{name: "export", screenshot: true, play: exported},
	{name: "export-file", play: exportedToFile},
	{name: "help", play: helped},
	{name: "palette", play: commanded},
	{name: "preview", screenshot: true, play: previewed},
	{name: "types", play: typed},
	{name: "unsafe", width: 200, height: 36, play: hostile},
	{name: "cell", play: wholeCell},
	{name: "zoom", play: zoomed},
	{name: "no-rows", play: empty},
	{name: "changed-rows", play: changed},
	{name: "explain", play: explained},
	{name: "tabs", play: tabbed},
	{name: "http", service: true, play: downloading},
	{name: "http-80x24", service: true, width: 80, height: 24, play: downloading},
	{name: "http-200x60", service: true, width: 200, height: 60, play: downloading},
	{name: "http-wait", service: true, play: waiting},
	{name: "http-done", service: true, width: 200, height: 40, play: downloaded},
	{name: "details", service: true, play: detailed},
	{name: "parameters", service: true, play: asked},
	{name: "parameters-80x24", service: true, width: 80, height: 24, play: asked},
	{name: "parameters-200x60", service: true, width: 200, height: 60, play: asked},
	{name: "connection", service: true, play: connecting},
	{name: "connection-80x24", service: true, width: 80, height: 24, play: connecting},
	{name: "connection-200x60", service: true, width: 200, height: 60, play: connecting},
	{name: "no-curl", play: noCurl},
	{name: "refs", on: source.Versions(), play: chosenRef},
	{name: "ref", on: source.Versions(), play: readAtRef},
	{name: "write", on: source.Versions(), play: asksForBranch},
	{name: "write-80x24", on: source.Versions(), width: 80, height: 24, play: asksForBranch},
	{name: "written", on: source.Versions(), play: written},
	{name: "diff", on: source.Versions(), screenshot: true, play: compared},
	{name: "merge", on: source.Versions(), play: merging},
	{name: "take-up", on: source.Versions(), play: left},
	{name: "fetch-all", on: source.Versions(), play: fetchesAll},
	{name: "scan", on: source.Lake(), play: scanned},
	{name: "pipe", on: source.Pipes(), play: piped},
	{name: "pipe-done", on: source.Pipes(), play: pipeDone},
}

func (c scene) options() screentest.Options {
	o := screentest.Options{Width: c.width, Height: c.height}
	if c.light {
		o.Background, o.Foreground = screentest.LightBackground, screentest.LightForeground
	}
	if c.profile != 0 {
		o.Program = append(o.Program, tea.WithColorProfile(c.profile))
	}
	return o
}

func (c scene) open(t *testing.T) *stage {
	t.Helper()
	if c.on != nil {
		return openOn(t, c.options(), c.on)
	}
	if c.first {
		return openFirst(t, c.options())
	}
	if c.theme != "" {
		return openThemed(t, c.options(), c.theme)
	}
	if c.service {
		return openService(t, c.options())
	}
	return open(t, c.options())
}

func TestScenes(t *testing.T) {
	for _, c := range scenes {
		t.Run(c.name, func(t *testing.T) {
			s := c.open(t)
			c.play(s)
			f := s.Golden(filepath.Join(home, "testdata", c.name+".txt"), mask)
			if *pictures != "" {
				write(t, filepath.Join(*pictures, c.name+".svg"), f)
			}
		})
	}
}

func resized(s *stage) {
	s.ready()
	s.Resize(80, 24)
	s.WaitFor("a small screen", func(f screentest.Frame) bool { return f.W == 80 && f.Contains("F1 help") })
	s.Resize(120, 36)
}

func selection(s *stage) {
	s.ready()
	s.Press("alt+3", "down", "down", "right", "v", "down", "down", "right", "right")
	s.WaitText("3 × 3")
}

const streamed = "SELECT * FROM events"

func streaming(s *stage) {
	s.ready()
	s.query(streamed)
	s.WaitText("rows/s", "running", "add to cart")
}

func cancelled(s *stage) {
	streaming(s)
	s.Press("esc")
	s.WaitText("✗ cancelled")
}

func misspelt(s *stage) {
	s.ready()
	s.query("SELECT name, category, pric * 1.19 AS gross\nFROM products\nORDER BY gross DESC")
	s.WaitText("✗ failed")
}

func recalled(s *stage) {
	s.ready()
	s.Press("ctrl+r")
	s.WaitText("date_trunc")
	s.Type("events")
	s.WaitGone("newsletter")
	s.WaitText("platform, kind", "quantile_cont")
}

func recalledNothing(s *stage) {
	s.ready()
	s.Press("ctrl+r")
	s.WaitText("date_trunc")
	s.Type("no such statement")
	s.WaitText("Nothing matches")
}

func exported(s *stage) {
	selection(s)
	s.Press("ctrl+e")
	s.WaitText("the selection", "Preview", "cells")
}

func exportedToFile(s *stage) {
	exported(s)
	s.Type("orders.parquet")
	s.WaitText("Codec", "orders.parquet")
}

func helped(s *stage) {
	s.ready()
	s.Press("f1")
	s.WaitText("Everywhere", "Recall from history")
}

func commanded(s *stage) {
	s.ready()
	s.Press("ctrl+p")
	s.WaitText("Run all statements")
	s.Type("pane")
	s.WaitGone("Run all statements")
}

func previewed(s *stage) {
	s.ready()
	s.Press("alt+1")
	for range 6 {
		s.Press("down")
	}
	s.Press("right")
	s.WaitText("INTEGER FK")
	s.Press("left", "enter")
	s.WaitText("placed")
}

func typed(s *stage) {
	s.ready()
	s.query("SELECT products.name, local_name, vat_percent, tags, dimensions, attributes, warranty, barcode, price, discontinued\n" +
		"FROM products, countries\nWHERE product_id % 12 = ascii(country_code) % 12\nORDER BY country_code, product_id")
	s.WaitText("Brasil", "✓ done")
	s.Press("alt+3", "t")
	s.WaitText("VARCHAR[]")
}

func hostile(s *stage) {
	s.ready()
	s.query("SELECT NULL AS nothing, '' AS empty, 'NULL' AS word, concat('a', chr(27), '[31mb', chr(7), chr(9), 'c', chr(10), 'd') AS escapes,\n" +
		"  '日本語' AS wide, 'שלום' AS hebrew, concat('x', chr(8238), 'y', chr(8203), 'z') AS unseen, 1 AS one, 2 AS one,\n" +
		"  170141183460469231731687303715884105727 AS huge, 0.1::DOUBLE + 0.2 AS sum, 'nan'::DOUBLE AS nan,\n" +
		"  repeat('long ', 100) AS long")
	s.WaitText("nothing", "✓ done")
}

func wholeCell(s *stage) {
	s.ready()
	s.query("SELECT order_id, details, list({'product': name, 'quantity': quantity, 'price': unit_price}) AS items\n" +
		"FROM orders JOIN order_items USING (order_id) JOIN products USING (product_id)\n" +
		"WHERE details IS NOT NULL GROUP BY ALL ORDER BY order_id LIMIT 20")
	s.WaitText("✓ done  20 rows")
	s.Press("alt+3", "right", "right", "enter")
	s.WaitText("Esc leave")
}

func zoomed(s *stage) {
	s.ready()
	s.Press("alt+3", "z")
	s.WaitGone("Connections")
}

func empty(s *stage) {
	s.ready()
	s.query("SELECT * FROM orders WHERE order_id < 0")
	s.WaitText("0 rows")
}

func changed(s *stage) {
	s.ready()
	s.query("CREATE TABLE favourites AS SELECT * FROM products LIMIT 7")
	s.WaitText("CREATE on sample?", "y run · n leave")
	s.Press("y")
	s.WaitText("7 rows changed")
}

func explained(s *stage) {
	s.ready()
	s.Press("f7")
	s.WaitText("plan", "✓ done")
}

func tabbed(s *stage) {
	s.ready()
	s.Press("ctrl+t")
	s.WaitText("[query 2]", "Rows appear here")
}
