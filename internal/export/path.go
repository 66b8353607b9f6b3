package export

import (
	"path/filepath"
	"slices"
	"strings"

	"sonde/connectors"
)

// compressions are the extensions that compress what is written.
var compressions = map[string]string{"gz": "gzip", "gzip": "gzip", "zst": "zstd", "zstd": "zstd"}

// FromPath reads the format and the compression ("", gzip or zstd) from the
// extensions of a file name such as rows.csv.gz. The error names the nearest
// extension where none is known.
func FromPath(path string) (format, compression string, err error) {
	name := filepath.Base(path)
	extension := extensionOf(name)
	if c, ok := compressions[extension]; ok {
		compression = c
		extension = extensionOf(name[:len(name)-len(extension)-1])
	}
	for _, f := range formats {
		if !slices.Contains(f.Extensions, extension) {
			continue
		}
		if compression != "" && f.Binary {
			return "", "", connectors.Errorf(connectors.ClassConfig, "%s: %s files are not compressed from outside", name, f.Title)
		}
		return f.Name, compression, nil
	}
	if extension == "" {
		return "", "", connectors.Errorf(connectors.ClassConfig, "%s: the name has no extension that tells the format, such as .csv", name)
	}
	return "", "", connectors.Errorf(connectors.ClassConfig, "%s: unknown extension %q%s", name, extension, connectors.Suggest(extension, allExtensions()))
}

func extensionOf(name string) string {
	return strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
}

func allExtensions() []string {
	var all []string
	for _, f := range formats {
		all = append(all, f.Extensions...)
	}
	return all
}
