package screentest

import (
	"fmt"
	"image/color"
	"io"
	"strings"
	"time"
)

// interval is a stretch of time in which something is seen.
type interval struct{ from, to time.Duration }

// film is what an animated picture is made of: what each row shows, and when.
type film struct {
	ground color.RGBA // what is behind every frame
	pieces []string   // in the order in which they are first seen
	shown  map[string][]interval
}

// SVG draws the film as a picture that moves by itself and begins anew at the
// end. A row that stays the same is drawn once, for all the time that it is seen.
func (r *Recording) SVG(w io.Writer, end time.Duration) error {
	if len(r.frames) == 0 {
		return fmt.Errorf("there is nothing to draw")
	}
	p := r.frames[0].picture()
	f := film{ground: p.Background, shown: map[string][]interval{}}
	for i, frame := range r.frames {
		to := end
		if i+1 < len(r.times) {
			to = r.times[i+1]
		}
		f.add(frame, interval{r.times[i], to})
	}
	p.open()
	f.write(&p.out, end)
	p.printf("</g>\n</svg>\n")
	_, err := io.WriteString(w, p.out.String())
	return err
}

// add adds what a frame shows while it is seen.
func (f *film) add(frame Frame, at interval) {
	if at.to <= at.from {
		return
	}
	p := frame.picture()
	p.Background = f.ground
	for y := range p.H {
		p.out.Reset()
		p.backgrounds(y)
		p.glyphs(y)
		piece := p.out.String()
		if piece == "" {
			continue
		}
		seen := f.shown[piece]
		switch last := len(seen) - 1; {
		case last < 0:
			f.pieces = append(f.pieces, piece)
			f.shown[piece] = []interval{at}
		case seen[last].to == at.from:
			seen[last].to = at.to
		default:
			f.shown[piece] = append(seen, at)
		}
	}
}

// write writes the pieces, those that are seen at the same times together.
func (f *film) write(out *strings.Builder, end time.Duration) {
	var order []string
	groups := map[string]*strings.Builder{}
	for _, piece := range f.pieces {
		rule := keyframes(f.shown[piece], end)
		if groups[rule] == nil {
			order, groups[rule] = append(order, rule), &strings.Builder{}
		}
		groups[rule].WriteString(piece)
	}
	out.WriteString("<style>g.k{visibility:hidden;animation-duration:" + seconds(end) + ";animation-iteration-count:infinite;animation-timing-function:step-end}\n")
	for i, rule := range order {
		fmt.Fprintf(out, ".k%d{animation-name:k%d}@keyframes k%d{%s}\n", i, i, i, rule)
	}
	out.WriteString("</style>\n")
	for i, rule := range order {
		fmt.Fprintf(out, "<g class=\"k k%d\">\n%s</g>\n", i, groups[rule])
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2fs", d.Seconds()) }

// keyframes is when something is visible, in percents of the whole time.
func keyframes(shown []interval, end time.Duration) string {
	var out strings.Builder
	percent := func(at time.Duration) float64 { return 100 * at.Seconds() / end.Seconds() }
	if shown[0].from > 0 {
		out.WriteString("0%{visibility:hidden}")
	}
	for _, i := range shown {
		fmt.Fprintf(&out, "%.3f%%{visibility:visible}", percent(i.from))
		if i.to < end {
			fmt.Fprintf(&out, "%.3f%%{visibility:hidden}", percent(i.to))
		}
	}
	return out.String()
}
