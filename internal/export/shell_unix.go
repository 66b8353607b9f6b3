//go:build !windows

package export

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is a command of the user's shell, with a group of its own for all the
// programs that it starts.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// kill ends a command with the programs that it has started.
func kill(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
