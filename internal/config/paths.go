package config

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Path returns the path of the configuration: the flag's value, else that of
// SONDE_CONFIG, else config.toml in sonde's folder of the user's configuration.
// It is empty where there is no home folder.
func Path(flag string) string {
	if path := cmp.Or(flag, os.Getenv("SONDE_CONFIG")); path != "" {
		return path
	}
	folder, err := folder("XDG_CONFIG_HOME", ".config", "Library/Application Support", "AppData")
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "config.toml")
}

// StateDir is the folder for what sonde remembers between runs, such as the
// history. It need not exist.
func StateDir() (string, error) {
	return folder("XDG_STATE_HOME", ".local/state", "Library/Application Support", "LocalAppData")
}

// CacheDir is the folder for what sonde can find out again. It need not exist.
func CacheDir() (string, error) {
	return folder("XDG_CACHE_HOME", ".cache", "Library/Caches", "LocalAppData")
}

// folder returns sonde's folder below the one that the variable names, on every
// platform. Otherwise it is the platform's own: below the home folder on Unix
// and macOS, in the folder of another variable on Windows.
func folder(variable, unix, mac, windows string) (string, error) {
	// The specification says that a relative path is to be ignored.
	if base := os.Getenv(variable); filepath.IsAbs(base) {
		return filepath.Join(base, "sonde"), nil
	}
	if runtime.GOOS == "windows" {
		base := os.Getenv(windows)
		if base == "" {
			return "", errors.New("%" + windows + "% is not set")
		}
		return filepath.Join(base, "sonde"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	below := unix
	if runtime.GOOS == "darwin" {
		below = mac
	}
	return filepath.Join(home, filepath.FromSlash(below), "sonde"), nil
}
