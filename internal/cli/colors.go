package cli

import (
	"strings"

	"github.com/charmbracelet/colorprofile"
)

// colorProfile is how many colours the terminal has, where that is known better
// here than it would be found out: a terminal whose name ends with its 16 colours
// has no more of them, unless another variable says so.
func colorProfile(none bool, getenv func(string) string) (p colorprofile.Profile, told bool) {
	switch name := getenv("TERM"); {
	case none || name == "dumb":
		return colorprofile.ASCII, true
	case strings.HasSuffix(name, "-16color") && getenv("COLORTERM") == "" && getenv("TMUX") == "":
		return colorprofile.ANSI, true
	}
	return colorprofile.Unknown, false
}
