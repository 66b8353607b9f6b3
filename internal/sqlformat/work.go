package sqlformat

import "context"

// work is what ends when nobody waits for it any more.
type work struct {
	ctx   context.Context
	steps int
	err   error // why it has ended
}

// stepsPerLook is after how many steps it is looked whether somebody still waits.
const stepsPerLook = 256

// step counts a token; the error is that of the context, once it has ended.
func (w *work) step() error {
	if w.steps++; w.err == nil && w.steps%stepsPerLook == 0 {
		w.err = w.ctx.Err()
	}
	return w.err
}
