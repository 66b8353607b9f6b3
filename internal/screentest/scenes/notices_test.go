package scenes

// unnoticed waits for a notice and takes it away. A notice leaves by itself after
// some seconds, so that a picture with it would depend on how busy the machine is.
func (s *stage) unnoticed(notice string) {
	s.t.Helper()
	s.WaitText(notice)
	s.Press("esc")
	s.WaitGone(notice)
}
