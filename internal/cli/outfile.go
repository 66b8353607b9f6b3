package cli

import (
	"path/filepath"

	"github.com/spf13/pflag"

	"sonde/connectors"
	"sonde/internal/export"
)

// addFile adds the flags of a file that rows are written to.
func (f *queryFlags) addFile(fl *pflag.FlagSet, help string) {
	fl.VarP((*outputPath)(&f.output), "output", "o", help)
	fl.BoolVar(&f.overwrite, "overwrite", false, "replace the file of --output where it exists")
}

// outputPath is the value of --output; it is empty for stdout, under any of its names.
type outputPath string

// Set implements [pflag.Value].
func (o *outputPath) Set(path string) error {
	if path == "-" || filepath.Clean(path) == "/dev/stdout" {
		path = ""
	}
	*o = outputPath(path)
	return nil
}

// String implements [pflag.Value].
func (o *outputPath) String() string { return string(*o) }

// Type implements [pflag.Value].
func (o *outputPath) Type() string { return "FILE" }

// checkFile finds, before anything is opened, that the file of --output cannot be
// made, or that its format is not known. A device or a pipe takes that of stdout.
func (f *queryFlags) checkFile() error {
	if f.output == "" {
		return nil
	}
	if f.format == "" {
		_, _, err := export.FromPath(f.output)
		switch {
		case err != nil && export.Direct(f.output):
			f.format = "csv"
		case err != nil:
			return &exitError{ExitUsage, connectors.AsError(err).WithHint("--format names the format, whatever the file is called.")}
		}
	}
	if f.dryRun != "" {
		return nil
	}
	if err := export.CheckPath(f.output, f.overwrite); err != nil {
		e := connectors.AsError(hintAtOverwrite(err))
		if e.Hint != "" {
			e.Hint += " "
		}
		return &exitError{ExitUsage, e.WithHint(e.Hint + "Nothing was run.")}
	}
	return nil
}
