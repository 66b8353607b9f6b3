package cli

import (
	"log/slog"
	"os"

	"sonde/connectors"
)

// openLog begins the log that the user asked for. It can be read by the user
// alone, and texts in it are without secrets.
func (s *session) openLog(command string) error {
	if s.logPath == "" {
		return nil
	}
	f, err := os.OpenFile(s.logPath, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return &exitError{ExitUsage, connectors.Errorf(connectors.ClassConfig, "the log cannot be written: %w", err)}
	}
	s.logFile = f
	s.log = slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{ReplaceAttr: s.redactAttr}))
	s.connections.Log = s.log
	s.log.Info("started", "version", s.Version, "command", command)
	return nil
}

func (s *session) redactAttr(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime || a.Key == slog.LevelKey {
		return a
	}
	return slog.String(a.Key, s.redact(a.Value.String()))
}

// closeLog ends the log with the exit code.
func (s *session) closeLog(code int) {
	if s.logFile == nil {
		return
	}
	s.log.Info("ended", "exit code", code)
	if err := s.logFile.Close(); err != nil {
		s.warn("the log: %v", err)
	}
}
