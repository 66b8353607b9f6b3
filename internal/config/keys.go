package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sonde/connectors"
)

// Action is what a check of bindings has to know of an action.
type Action struct {
	ID    string
	Place string // where its keys apply; empty: everywhere
	Types bool   // whether keys that are not an action's are text at the place
	Keys  []string
	// Reserved says that no other action can have its keys, at any place.
	Reserved bool
}

// CheckKeys returns a problem for every binding of an action that is not among
// the given ones, for every key that no keyboard sends, and for every key that
// is taken from another action, or from typing.
func (c *Config) CheckKeys(actions []Action) []Problem {
	var ids []string
	for _, a := range actions {
		ids = append(ids, a.ID)
	}
	var problems []Problem
	sound := c.sound(actions)
	for _, b := range c.Keys {
		if !slices.Contains(ids, b.Action) {
			problems = append(problems, c.keyProblem(b, "unknown action %q%s", b.Action, connectors.Suggest(b.Action, ids)))
			continue
		}
		for _, key := range b.Keys {
			problems = append(problems, c.checkKey(b, key, actions, sound)...)
		}
	}
	return problems
}

func (c *Config) keyProblem(b Binding, format string, args ...any) Problem {
	return Problem{c.Path, b.Line, fmt.Sprintf(format, args...)}
}

func (c *Config) checkKey(b Binding, key string, actions []Action, sound *Config) []Problem {
	if wrong := wrongKey(key); wrong != "" {
		return []Problem{c.keyProblem(b, "keys.%s: %q: %s", b.Action, key, wrong)}
	}
	var problems []Problem
	for _, bound := range actions {
		if bound.ID != b.Action {
			continue
		}
		if bound.Types && isTyped(key) {
			problems = append(problems, c.keyProblem(b, "keys.%s: %q can no longer be typed into the editor", b.Action, key))
		}
		other := cmp.Or(sound.alsoBound(bound, key, actions), c.alsoBound(bound, key, actions))
		if other != "" && !sound.has(b) {
			problems = append(problems, c.keyProblem(b, "keys.%s: %q is a key of %q too; the binding is not used unless keys.%s is other keys, or [] for none", b.Action, key, other, other))
		}
	}
	return problems
}

// has reports whether a binding is among those of the configuration.
func (c *Config) has(b Binding) bool {
	return slices.ContainsFunc(c.Keys, func(other Binding) bool { return other.Action == b.Action && other.Line == b.Line })
}

// alsoBound returns the id of another action that has a key at the place of an
// action, or at every place.
func (c *Config) alsoBound(bound Action, key string, actions []Action) string {
	for _, a := range actions {
		keys := a.Keys
		for _, b := range c.Keys {
			if b.Action == a.ID {
				keys = b.Keys
			}
		}
		reserved := a.Reserved && !slices.Contains(bound.Keys, key)
		if a.ID != bound.ID && (a.Place == bound.Place || reserved) && slices.Contains(keys, key) {
			return a.ID
		}
	}
	return ""
}

// modifiers are the names of modifiers in the order in which a key has them.
var modifiers = []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}

// namedKeys are the names of keys that are not a character.
var namedKeys = func() []string {
	names := strings.Fields("enter tab backspace esc space up down left right begin find insert delete select " +
		"pgup pgdown home end equal mul plus comma minus period div sep capslock scrolllock numlock printscreen pause menu " +
		"mediaplay mediapause mediaplaypause mediareverse mediastop mediafastforward mediarewind medianext mediaprev mediarecord " +
		"lowervol raisevol mute")
	for n := range 63 {
		names = append(names, fmt.Sprintf("f%d", n+1))
	}
	return names
}()

// otherNames are names of keys elsewhere.
var otherNames = map[string]string{
	"escape": "esc", "return": "enter", "del": "delete", "ins": "insert", "pageup": "pgup", "pagedown": "pgdown",
	"control": "ctrl", "option": "alt", "command": "super", "cmd": "super", "win": "super",
}

// splitKey takes the modifiers off a key.
func splitKey(key string) (mods []string, name string) {
	for {
		head, rest, ok := strings.Cut(key, "+")
		if !ok || head == "" || rest == "" {
			return mods, key
		}
		mods, key = append(mods, head), rest
	}
}

// wrongKey says why a key is none; empty where it is one.
func wrongKey(key string) string {
	mods, name := splitKey(key)
	for _, m := range mods {
		if !slices.Contains(modifiers, m) {
			return fmt.Sprintf("unknown modifier %q%s", m, nearestKey(m, modifiers))
		}
	}
	ordered := slices.DeleteFunc(slices.Clone(modifiers), func(m string) bool { return !slices.Contains(mods, m) })
	right := strings.Join(append(ordered, name), "+")
	if isCharacter(name) && len(mods) > 0 {
		right = strings.ToLower(right)
	}
	switch {
	case !isCharacter(name) && !slices.Contains(namedKeys, name):
		return fmt.Sprintf("unknown key %q%s", name, nearestKey(name, namedKeys))
	case right != key:
		return fmt.Sprintf("this key is written %q", right)
	}
	return ""
}

func nearestKey(name string, among []string) string {
	if usual := otherNames[strings.ToLower(name)]; slices.Contains(among, usual) {
		return fmt.Sprintf("; did you mean %q?", usual)
	}
	return connectors.Suggest(name, among)
}

// isCharacter reports whether the name of a key is the character that it types.
func isCharacter(name string) bool {
	r, size := utf8.DecodeRuneInString(name)
	return size == len(name) && size > 0 && unicode.IsGraphic(r) && r != ' ' && r != utf8.RuneError
}

// isTyped reports whether a key is text where nothing takes it.
func isTyped(key string) bool {
	mods, name := splitKey(key)
	plain := len(mods) == 0 || len(mods) == 1 && mods[0] == "shift"
	return plain && (isCharacter(name) || name == "space")
}
