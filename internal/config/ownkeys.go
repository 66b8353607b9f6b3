package config

import "slices"

// OwnKeys returns the user's keys by action id. A binding that [Config.CheckKeys]
// finds fault with, other than that its key can no longer be typed, is not among
// them, so that the action has its own keys still.
func (c *Config) OwnKeys(actions []Action) map[string][]string {
	own := map[string][]string{}
	for _, b := range c.sound(actions).Keys {
		own[b.Action] = b.Keys
	}
	return own
}

// sound has the bindings that are used.
func (c *Config) sound(actions []Action) *Config {
	sound := &Config{Keys: slices.DeleteFunc(slices.Clone(c.Keys), func(b Binding) bool {
		return slices.ContainsFunc(b.Keys, func(key string) bool { return wrongKey(key) != "" })
	})}
	// A binding that is dropped gives its action back keys that another one may
	// have taken.
	for again := true; again; {
		again = false
		for i := len(sound.Keys) - 1; i >= 0; i-- {
			if sound.collides(sound.Keys[i], actions) {
				sound.Keys, again = slices.Delete(sound.Keys, i, i+1), true
			}
		}
	}
	return sound
}

// collides reports whether another action has one of a binding's keys.
func (c *Config) collides(b Binding, actions []Action) bool {
	for _, bound := range actions {
		if bound.ID == b.Action && slices.ContainsFunc(b.Keys, func(key string) bool { return c.alsoBound(bound, key, actions) != "" }) {
			return true
		}
	}
	return false
}
