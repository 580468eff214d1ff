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
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/bespoke-cv/bespoke/storage/postgres"
)

// ErrMissing: no PostgreSQL programs are on this machine. Where the
// environment variable CI is set, a test should fail on it and not skip.
var ErrMissing = errors.New("no PostgreSQL server programs found (initdb, postgres); install postgresql")

// Server is a running server that listens on loopback only.
type Server struct {
	dir      string
	port     int
	command  *exec.Cmd
	ended    chan struct{} // closed when command has ended
	settings []string      // beside those of every server, as "name=value"
	binary   func(name string) *exec.Cmd
	template sync.Once // makes the database that new stores are copies of
	failed   error     // why it could not
}

// hasty is for tests, which lose nothing with the machine: nothing waits for the
// disk.
const hasty = "fsync=off"

// Start makes a data folder and runs a server on it. Stop must be called.
func Start(ctx context.Context) (*Server, error) { return startAnywhere(ctx, hasty) }

// StartAsShipped is Start with PostgreSQL's own settings, for measuring: what is
// committed is on the disk.
func StartAsShipped(ctx context.Context) (*Server, error) { return startAnywhere(ctx) }

func startAnywhere(ctx context.Context, settings ...string) (*Server, error) {
	dir, err := os.MkdirTemp("", "bespoke-postgres-")
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return startIn(ctx, dir, settings...)
}

// StartIn is Start in an empty folder, such as a disk of its own, which is the
// server's from then on.
func StartIn(ctx context.Context, dir string) (*Server, error) { return startIn(ctx, dir, hasty) }

func startIn(ctx context.Context, dir string, settings ...string) (_ *Server, err error) {
	s := &Server{dir: dir, settings: settings}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
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
	if err := s.choosePort(); err != nil {
		return nil, err
	}
	return s, s.run(ctx)
}

func (s *Server) choosePort() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("find a free port: %w", err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return fmt.Errorf("find a free port: %w", err)
	}
	return nil
}

// run starts the server and waits until it answers.
func (s *Server) run(ctx context.Context) (err error) {
	s.command = s.binary("postgres")
	s.command.Args = append(s.command.Args, "-D", filepath.Join(s.dir, "data"), "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+s.dir, "-c", "max_connections=200")
	for _, setting := range s.settings {
		s.command.Args = append(s.command.Args, "-c", setting)
	}
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGQUIT) } // immediate shutdown
	if err := s.launch(); err != nil {
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

// launch starts the command as one that ends with this process, however this
// ends. Linux tells the server of the end of the thread that started it, so the
// goroutine keeps its thread for as long as the server runs.
func (s *Server) launch() error {
	command, started, ended := s.command, make(chan error), make(chan struct{})
	endWithUs(command)
	s.ended = ended
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(ended)
		err := command.Start()
		started <- err
		if err == nil {
			_ = command.Wait() // its status says only that it was told to end
		}
	}()
	return <-started
}

// quit ends the server at once, as a crash would.
func (s *Server) quit() {
	_ = s.command.Process.Signal(syscall.SIGQUIT)
	<-s.ended
}

// URL is the address of a database for a role.
func (s *Server) URL(role, database string) string {
	return (&url.URL{
		Scheme: "postgres", User: url.User(role), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}).String()
}

// PID is the number of the server's first process, the parent of all others.
func (s *Server) PID() int { return s.command.Process.Pid }

// CreateDatabase makes an empty database and gives the address for its owner.
func (s *Server) CreateDatabase(ctx context.Context, name string) (string, error) {
	if err := s.admin(ctx, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", fmt.Errorf("create database %s: %w", name, err)
	}
	return s.URL("postgres", name), nil
}

// NewStore makes a database that is migrated and empty, and gives its address
// for its owner and for the program, whose role may log in without a password.
func (s *Server) NewStore(ctx context.Context) (owner, login string, err error) {
	s.template.Do(func() { s.failed = s.makeTemplate(ctx) })
	if s.failed != nil {
		return "", "", s.failed
	}
	name := "t" + strings.ReplaceAll(uuid.NewString(), "-", "")
	if err := s.admin(ctx, fmt.Sprintf("create database %s template bespoke_template", name)); err != nil {
		return "", "", fmt.Errorf("create database %s: %w", name, err)
	}
	return s.URL("postgres", name), s.URL(postgres.LoginRole, name), nil
}

func (s *Server) makeTemplate(ctx context.Context) error {
	owner, err := s.CreateDatabase(ctx, "bespoke_template")
	if err != nil {
		return err
	}
	if _, _, err := postgres.Migrate(ctx, owner); err != nil {
		return err
	}
	return s.admin(ctx, "alter role "+postgres.LoginRole+" login")
}

func (s *Server) admin(ctx context.Context, statement string) error {
	connection, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, statement)
	return errors.Join(err, connection.Close(ctx))
}

// Restart ends the server at once, as a crash would, keeps it away for the
// given time and starts it again on the same port and data.
func (s *Server) Restart(ctx context.Context, away time.Duration) error {
	s.quit()
	time.Sleep(away)
	return s.run(ctx)
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error {
	if s.command != nil && s.command.Process != nil {
		s.quit()
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

// Main runs a package's tests with a server, for TestMain. Where the programs
// of PostgreSQL are missing the tests run with a nil server, unless CI is set.
func Main(m interface{ Run() int }, use func(*Server)) int {
	server, err := Start(context.Background())
	if errors.Is(err, ErrMissing) && os.Getenv("CI") == "" {
		fmt.Fprintln(os.Stderr, "without PostgreSQL:", err)
		return m.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer server.Stop() //nolint:errcheck // a folder in the temporary folder is left
	use(server)
	return m.Run()
}
