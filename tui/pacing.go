package tui

import (
	"math"
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	// frameInterval is the least time between two frames, keyInterval before the
	// frame of a key.
	frameInterval = 16 * time.Millisecond
	keyInterval   = 2 * time.Millisecond
	// gather is how long a frame waits for the other events of the same read.
	gather = 2 * time.Millisecond
	// floodInterval is the time between keys below which nobody pressed them one
	// by one: terminals repeat a key that is held every 20 ms or slower.
	floodInterval = 8 * time.Millisecond
)

// pacing tells single keys from a flood of them.
type pacing struct{ lastKey time.Time }

// interval is the least age of the last frame for a message to have one at once.
// A key that is pressed has it soon, a flood of keys like anything else. Notches
// of the wheel come several at a time: their frame is a moment later, and one for
// all of them.
func (p *pacing) interval(msg tea.Msg) time.Duration {
	switch msg.(type) {
	case tea.KeyPressMsg:
		before := p.lastKey
		p.lastKey = time.Now()
		if p.lastKey.Sub(before) >= floodInterval {
			return keyInterval
		}
	case tea.MouseWheelMsg:
		return math.MaxInt64
	}
	return frameInterval
}
