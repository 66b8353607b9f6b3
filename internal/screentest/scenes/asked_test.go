package scenes

import "testing"

// Questions to the source, and what they were asked about.
func init() {
	scenes = append(scenes, scene{name: "ask-source-arranged", width: 150, play: arrangedAtSource})
}

// arrangedAtSource sorts and filters at the source as here.
func arrangedAtSource(s *stage) {
	s.products()
	s.Press("f")
	s.WaitText("category = home ×")
	s.Press("right", "s", "s")
	s.WaitText("price ▼")
	s.Press("Q")
	s.WaitText("Filter and sort as here")
	s.Type("as here")
	s.WaitGone("without the filters here")
	s.Press("enter")
	s.WaitText(`"category" = 'home'`, "ORDER BY", "DESC", "Enter run")
	s.Press("y")
	s.WaitText("[r3: filtered and sor", "from the source", "✓ done")
}

func TestTheSourceCountsAndProfiles(t *testing.T) {
	s := scene{width: 140}.open(t)
	s.products()
	s.Press("Q")
	s.WaitText("Count the rows")
	s.Press("enter")
	s.WaitText("count(*) AS row_count", "Enter run")
	s.Press("y")
	s.WaitText("✓ done", "row_count", "over the whole answer")
	s.Press("[")
	s.WaitText("[r2: products]")
	s.Press("Q")
	s.WaitText("Profile")
	s.Type("profile")
	s.WaitGone("without the filters here")
	s.Press("enter")
	s.WaitText("Enter run", "min(")
	s.Press("y")
	s.WaitText("from the source", "✓ done")
}
