//go:build unix

// Package pgtest runs a private PostgreSQL server for tests: its own data
// folder and port, nothing shared with a server that the machine may run.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing: no PostgreSQL programs are on this machine. Where the
// environment variable CI is set, a test should fail on it and not skip.
var ErrMissing = errors.New("no PostgreSQL server programs found (initdb, postgres); install postgresql")

// Server is a running server that listens on loopback only.
type Server struct {
	dir     string
	port    int
	command *exec.Cmd
	binary  func(name string) *exec.Cmd
}

// Start makes a data folder and runs a server on it. Stop must be called.
func Start(ctx context.Context) (_ *Server, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bespoke-postgres-")
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	s := &Server{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	attributes, err := s.unprivileged()
	if err != nil {
		return nil, err
	}
	s.binary = func(name string) *exec.Cmd {
		command := exec.CommandContext(ctx, filepath.Join(bin, name))
		command.Dir, command.SysProcAttr = dir, attributes
		return command
	}
	init := s.binary("initdb")
	init.Args = append(init.Args, "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
	if out, err := init.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s, s.run(ctx)
}

// run starts the server on a free port and waits until it answers.
func (s *Server) run(ctx context.Context) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("find a free port: %w", err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return fmt.Errorf("find a free port: %w", err)
	}
	s.command = s.binary("postgres")
	s.command.Args = append(s.command.Args, "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.dir, "-c", "fsync=off", "-c", "max_connections=60")
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGQUIT) } // immediate shutdown
	if err := s.command.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	for range 600 {
		var connection *pgx.Conn
		if connection, err = pgx.Connect(ctx, s.URL("postgres", "postgres")); err == nil {
			return connection.Close(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL does not answer: %w", err)
}

// URL is the address of a database for a role.
func (s *Server) URL(role, database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.User(role), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}).String()
}

// CreateDatabase makes an empty database and gives the address for its owner.
func (s *Server) CreateDatabase(ctx context.Context, name string) (string, error) {
	connection, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
	if err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	_, err = connection.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize())
	return s.URL("postgres", name), errors.Join(err, connection.Close(ctx))
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error {
	if s.command != nil && s.command.Process != nil {
		_ = s.command.Process.Signal(syscall.SIGQUIT)
		_ = s.command.Wait() // its status says only that it was told to end
	}
	return os.RemoveAll(s.dir)
}

// binaries finds the folder of initdb and postgres; distributions keep them
// out of the path. The newest version wins.
func binaries() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(found), nil
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql*/bin/initdb"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, matches...)
	}
	if len(found) == 0 {
		return "", ErrMissing
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(found[len(found)-1]), nil
}

func version(path string) int {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, path)
	number, _ := strconv.Atoi(digits)
	return number
}

// unprivileged gives the server another user where the test runs as root,
// which PostgreSQL refuses.
func (s *Server) unprivileged() (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("find a user for PostgreSQL: %w", err)
	}
	uid, uidErr := strconv.Atoi(account.Uid)
	gid, gidErr := strconv.Atoi(account.Gid)
	if err := errors.Join(uidErr, gidErr, os.Chown(s.dir, uid, gid)); err != nil {
		return nil, fmt.Errorf("give PostgreSQL its folder: %w", err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}
