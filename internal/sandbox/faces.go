package sandbox

import (
	"sonde/connectors"
	"sonde/internal/sandbox/datafold"
	"sonde/internal/sandbox/dolthub"
	"sonde/internal/sandbox/druid"
	"sonde/internal/sandbox/face"
	"sonde/internal/sandbox/nekt"
	"sonde/internal/sandbox/tinybird"
)

// Faces lists the services in the order in which they are shown.
func Faces() []face.Face {
	return []face.Face{druid.Face(druid.Options{}), tinybird.Face(), dolthub.Face(), nekt.Face(nekt.Options{}), datafold.Face()}
}

// Choose returns the services of some kinds, or all where none is named. The
// error names the nearest kind.
func Choose(kinds []string) ([]face.Face, error) {
	all := Faces()
	if len(kinds) == 0 {
		return all, nil
	}
	byKind := map[string]face.Face{}
	var names []string
	for _, f := range all {
		byKind[f.Kind] = f
		names = append(names, f.Kind)
	}
	var chosen []face.Face
	for _, kind := range kinds {
		f, known := byKind[kind]
		if !known {
			return nil, connectors.Errorf(connectors.ClassConfig, "the sandbox has no %q%s", kind, connectors.Suggest(kind, names))
		}
		chosen = append(chosen, f)
	}
	return chosen, nil
}
