package pgtest

import "syscall"

// unprivileged changes nothing: PostgreSQL itself gives up an administrator's
// rights on Windows.
func (*Server) unprivileged() (*syscall.SysProcAttr, error) { return nil, nil }
