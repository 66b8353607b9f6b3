// Package themes holds the colours of the screen: a theme is a data file that
// gives every role a style. Code names roles, never colours.
package themes

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

//go:embed *.toml shared/roles.toml
var files embed.FS

// Role is what a piece of the screen is, whatever colour it has.
type Role uint8

// Roles. The names in theme files are the entries of roleNames.
const (
	Text Role = iota
	Dim
	Bright
	Accent
	Good
	Warn
	Bad
	Border
	BorderFocused
	Title
	TitleFocused
	Bar
	BarDim
	BarKey
	Header
	RowNumber
	Cursor
	Selection
	Match
	CurrentLine
	Key
	Null
	Number
	TextValue
	Date
	Bool
	Binary
	Nested
	Control
	SQLKeyword
	SQLFunction
	SQLType
	SQLString
	SQLNumber
	SQLComment
	SQLOperator
	SQLIdentifier
	SQLParam
	SQLError
	Added
	Removed
	Changed
	Dialog
	DialogBorder
	Input
	Base // what nothing is drawn on
	roleCount
)

var roleNames = [roleCount]string{
	"text", "dim", "bright", "accent", "good", "warn", "bad",
	"border", "border_focused", "title", "title_focused", "bar", "bar_dim", "bar_key",
	"header", "row_number", "cursor", "selection", "match", "current_line", "key",
	"null", "number", "text_value", "date", "bool", "binary", "nested", "control",
	"sql_keyword", "sql_function", "sql_type", "sql_string", "sql_number", "sql_comment",
	"sql_operator", "sql_identifier", "sql_param", "sql_error",
	"added", "removed", "changed", "dialog", "dialog_border", "input", "base",
}

// Color is a terminal colour: 0 is the terminal's own, otherwise [RGB],
// [ANSI] or [Indexed].
type Color uint32

// RGB is a colour of 24 bits.
func RGB(r, g, b uint8) Color { return 1<<24 | Color(r)<<16 | Color(g)<<8 | Color(b) }

// ANSI is one of the terminal's 16 colours, 0 to 15.
func ANSI(n uint8) Color { return 2<<24 | Color(n&15) }

// Attr is a set of text attributes.
type Attr uint8

// Attributes.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Underline
	Reverse
	Undercurl
)

// Style is how a cell of the screen looks. The zero value is plain text.
type Style struct {
	FG, BG Color
	Attr   Attr
}

// Over lays s over base: colours that s leaves open come from base, attributes
// add up.
func (s Style) Over(base Style) Style {
	if s.FG == 0 {
		s.FG = base.FG
	}
	if s.BG == 0 {
		s.BG = base.BG
	}
	s.Attr |= base.Attr
	return s
}

// On puts s on the background of another style. Where a theme has no colours, a
// background is made of attributes, which come with it; on a reversed one the
// colour of the text would be a patch of background, and is left out.
func (s Style) On(background Style) Style {
	s.BG = background.BG
	if background.Attr&Reverse != 0 {
		s.FG = background.FG
	}
	s.Attr |= background.Attr & (Reverse | Underline)
	return s
}

// Theme gives every role a style.
type Theme struct {
	Name string
	// About describes the theme in a few words.
	About  string
	Dark   bool
	styles [roleCount]Style
}

// Style returns the style of a role.
func (t *Theme) Style(r Role) Style { return t.styles[r] }

// On returns the style of a role on the background of another.
func (t *Theme) On(r, background Role) Style {
	return t.styles[r].On(t.styles[background])
}

// Parse reads a theme: `dark = true`, a few words about it, a table [palette] of
// named colours, and a table [roles] in which a role has a text such as "blue on
// base bold"; the others have that of every theme, in the theme's palette.
// Colours are #rrggbb, ansi0 … ansi15, default, or a name of the palette.
func Parse(name string, data []byte) (*Theme, error) {
	shared, err := readFile("roles", sharedRoles())
	if err != nil {
		return nil, err
	}
	own, err := readFile(name, data)
	if err != nil {
		return nil, err
	}
	t := &Theme{Name: name, About: own.About, Dark: own.Dark}
	if err := t.set(own.Roles, nil, own.Palette); err != nil {
		return nil, err
	}
	return t, t.set(shared.Roles, own.Roles, own.Palette)
}

// file is a theme as it is written.
type file struct {
	About   string
	Dark    bool
	Palette map[string]string
	Roles   map[string]string
}

func readFile(name string, data []byte) (f file, err error) {
	if err := toml.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("theme %s: %w", name, err)
	}
	return f, nil
}

func sharedRoles() []byte {
	data, err := files.ReadFile("shared/roles.toml")
	if err != nil {
		panic(err) // The file is part of the program.
	}
	return data
}

// set reads the styles of roles, but for those that are set already.
func (t *Theme) set(roles, already, palette map[string]string) error {
	for role, text := range roles {
		i := slices.Index(roleNames[:], role)
		if i < 0 {
			return fmt.Errorf("theme %s: unknown role %q", t.Name, role)
		}
		if _, ok := already[role]; ok {
			continue
		}
		s, err := parseStyle(text, palette)
		if err != nil {
			return fmt.Errorf("theme %s: role %s: %w", t.Name, role, err)
		}
		t.styles[i] = s
	}
	return nil
}

func parseStyle(text string, palette map[string]string) (Style, error) {
	var s Style
	target := &s.FG
	attrs := map[string]Attr{"bold": Bold, "faint": Faint, "italic": Italic, "underline": Underline, "reverse": Reverse, "undercurl": Undercurl}
	for _, word := range strings.Fields(text) {
		if word == "on" {
			target = &s.BG
			continue
		}
		if a, ok := attrs[word]; ok {
			s.Attr |= a
			continue
		}
		c, err := parseColor(word, palette)
		if err != nil {
			return s, err
		}
		*target = c
	}
	return s, nil
}

// ansiNames are the names of the terminal's first eight colours; bright- before
// them names the others.
var ansiNames = []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"}

// NamedColor reads a colour as a connection's option has it: red, bright-red or
// #rrggbb. Anything else is the terminal's own colour.
func NamedColor(text string) Color {
	name, bright := strings.CutPrefix(text, "bright-")
	if i := slices.Index(ansiNames, name); i >= 0 {
		if bright {
			i += len(ansiNames)
		}
		return ANSI(uint8(i))
	}
	c, err := parseColor(text, nil)
	if err != nil {
		return 0
	}
	return c
}

func parseColor(word string, palette map[string]string) (Color, error) {
	if named, ok := palette[word]; ok {
		word = named
	}
	if word == "default" {
		return 0, nil
	}
	if hex, ok := strings.CutPrefix(word, "#"); ok && len(hex) == 6 {
		if n, err := strconv.ParseUint(hex, 16, 32); err == nil {
			return RGB(uint8(n>>16), uint8(n>>8), uint8(n)), nil
		}
	}
	if digits, ok := strings.CutPrefix(word, "ansi"); ok {
		if n, err := strconv.ParseUint(digits, 10, 8); err == nil && n < 16 {
			return ANSI(uint8(n)), nil
		}
	}
	return 0, fmt.Errorf("%q is no colour", word)
}
