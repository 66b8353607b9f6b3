package local

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"
)

var (
	enumType = regexp.MustCompile(`(?i)^\w*\(?\s*enum(8|16)?\s*\(`)
	// enumName is a quoted name of such a type, with the number that it has in
	// some sources.
	enumName = regexp.MustCompile(`'((?:[^'\\]|''|\\.)*)'\s*(?:=\s*(-?\d+))?`)
)

// enumOrder reads the order of the names out of a type such as ENUM('a', 'b') or
// Enum8('a' = 1, 'b' = 2); nil where the type does not tell it.
func enumOrder(typeName string) map[string]int32 {
	if !enumType.MatchString(typeName) {
		return nil
	}
	order := map[string]int32{}
	for i, m := range enumName.FindAllStringSubmatch(typeName, -1) {
		name := strings.ReplaceAll(m[1], "''", "'")
		if m[2] == "" {
			order[name] = int32(i)
			continue
		}
		name = strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(name)
		n, err := strconv.ParseInt(m[2], 10, 32)
		if err != nil {
			return nil
		}
		order[name] = int32(n)
	}
	return order
}

// enumKey makes keys of names that sort in the order of their type; other text
// stands after them.
func enumKey(order map[string]int32) func(dst, text []byte) []byte {
	return func(dst, text []byte) []byte {
		n, ok := order[string(text)]
		if !ok {
			return append(append(dst, 1), text...)
		}
		return binary.BigEndian.AppendUint32(append(dst, 0), uint32(n)^1<<31)
	}
}
