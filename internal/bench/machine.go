package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	bindings "github.com/duckdb/duckdb-go-bindings"
)

// machine describes what was measured on.
func machine() string {
	lines := []string{
		fmt.Sprintf("Processor: %s, %d cores", procLine("/proc/cpuinfo", "model name", runtime.GOARCH), runtime.NumCPU()),
		"Memory: " + memory(),
		"System: " + runtime.GOOS + " " + kernel(),
		"Go: " + runtime.Version(),
		"DuckDB: " + bindings.LibraryVersion(),
		"Date: " + time.Now().Format(time.DateOnly),
	}
	return "- " + strings.Join(lines, "\n- ") + "\n"
}

// procLine is the value of a key in a file of the form "key: value", and
// otherwise where there is none.
func procLine(file, key, otherwise string) string {
	f, err := os.Open(file)
	if err != nil {
		return otherwise
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if k, v, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return otherwise
}

func memory() string {
	text := procLine("/proc/meminfo", "MemTotal", "")
	kilobytes, err := strconv.ParseFloat(strings.TrimSuffix(text, " kB"), 64)
	if err != nil {
		return "not known"
	}
	return fmt.Sprintf("%.1f GB", kilobytes*1024/1e9)
}

// kernel is the version of the system; empty where it is not known.
func kernel() string {
	version, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOARCH
	}
	return strings.TrimSpace(string(version)) + ", " + runtime.GOARCH
}
