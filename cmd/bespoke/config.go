package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/joho/godotenv"

	"github.com/bespoke-cv/bespoke/auth"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/telemetry"
	"github.com/bespoke-cv/bespoke/telemetry/otlp"
	"github.com/bespoke-cv/bespoke/tools"
	"github.com/bespoke-cv/bespoke/workflow"
)

// config is what flags, environment and .env say, in that order of weight.
type config struct {
	data     string // folder of the store, the PDFs and the checkpoints
	logLevel slog.Level
	roots    list
	hosts    list
	origins  list
	baseURL  string
	taxonomy string // file with the user's own list of skills
	renderCV bool   // callers over HTTP may choose engine rendercv

	login  login
	verify *auth.Verifier // of callers over HTTP; nil where nobody logs in

	export      *otlp.Config // of spans and metrics; nil sends nothing
	metricsAddr string       // where Prometheus reads metrics; empty is nowhere

	scope tools.Scope // how much of the tools clients get

	role     workflow.Role
	limits   workflow.Limits
	keepRuns time.Duration

	databaseURL string
	supabaseURL string
	supabase    supabaseKeys
	openAIKey   string
	openAIURL   string
	model       string
}

// list is a flag that may be given more than once, or a comma-separated
// environment variable.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			*l = append(*l, item)
		}
	}
	return nil
}

// texts is a flag that may be given more than once; unlike a list's, its values
// may hold commas.
type texts []string

func (t *texts) String() string { return strings.Join(*t, "; ") }

func (t *texts) Set(value string) error {
	*t = append(*t, value)
	return nil
}

// newFlags returns a command's flag set with the settings that every command
// shares. parse fills the configuration.
func newFlags(name, synopsis string, stdio stdio) (*flag.FlagSet, *config) {
	flags := newFlagSet(name, synopsis, stdio)
	c := &config{}
	flags.StringVar(&c.data, "data", "", "folder for applications, PDFs and runs (BESPOKE_DATA; default the user's data folder)")
	flags.Var(&c.roots, "root", "folder in which path arguments may lie; may be repeated (BESPOKE_ROOTS; default the working folder)")
	flags.StringVar(&c.taxonomy, "taxonomy", "", "file with skills of your own: name|kind lines, or a CSV table such as ESCO's or O*NET's (BESPOKE_TAXONOMY)")
	return flags, c
}

// newFlagSet returns a command's own flags. Who asks for help gets it on the
// standard output.
func newFlagSet(name, synopsis string, stdio stdio) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stdio.out)
	flags.Usage = func() {
		fmt.Fprintln(stdio.out, strings.TrimSpace("Usage: bespoke "+name+" "+synopsis)+"\n")
		flags.PrintDefaults()
	}
	return flags
}

// readArguments reads flags and what stands between them, of which a command
// takes at most so many.
func readArguments(flags *flag.FlagSet, args []string, most int) (others []string, err error) {
	help, out := flags.Usage, flags.Output()
	flags.Usage = func() {}
	flags.SetOutput(io.Discard) // errors are told once, without the whole list of flags
	defer func() { flags.Usage = help; flags.SetOutput(out) }()
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			flags.SetOutput(out)
			help()
			return nil, err
		case err != nil:
			return nil, usageError{err}
		case flags.NArg() == 0:
			return others, nil
		case len(others) == most:
			return nil, usageError{fmt.Errorf("what is %q for? Only flags and what the usage line names are taken", flags.Arg(0))}
		}
		// People write the file first, and package flag stops there.
		others, args = append(others, flags.Arg(0)), flags.Args()[1:]
	}
}

// parse reads args, then the environment, then .env in the working folder.
func (c *config) parse(flags *flag.FlagSet, args []string) error {
	if _, err := readArguments(flags, args, 0); err != nil {
		return err
	}
	return c.readEnvironment()
}

// parseNaming is parse for commands that name a file before or behind their
// flags; it gives that name, "" where there is none.
func (c *config) parseNaming(flags *flag.FlagSet, args []string) (name string, err error) {
	names, err := readArguments(flags, args, 1)
	if err != nil {
		return "", err
	}
	return strings.Join(names, ""), c.readEnvironment()
}

// readEnvironment fills in what no flag says.
func (c *config) readEnvironment() error {
	if err := godotenv.Load(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("reading .env: %w: each line is NAME=value", err)
	}
	if err := readSecrets(); err != nil {
		return err
	}
	fallback(&c.data, "BESPOKE_DATA")
	fallback(&c.baseURL, "BESPOKE_BASE_URL")
	fallback(&c.taxonomy, "BESPOKE_TAXONOMY")
	for variable, values := range map[string]*list{"BESPOKE_ROOTS": &c.roots, "BESPOKE_HOSTS": &c.hosts, "BESPOKE_ORIGINS": &c.origins} {
		if len(*values) == 0 {
			_ = values.Set(os.Getenv(variable)) // Set of a list cannot fail
		}
	}
	c.databaseURL, c.supabaseURL = os.Getenv("DATABASE_URL"), os.Getenv("SUPABASE_URL")
	c.supabase = supabaseKeys{
		anon: os.Getenv("SUPABASE_ANON_KEY"), secret: os.Getenv("SUPABASE_JWT_SECRET"),
		jwk: os.Getenv("SUPABASE_JWT_KEY"), service: os.Getenv("SUPABASE_SERVICE_ROLE_KEY"),
	}
	c.openAIKey, c.openAIURL, c.model = os.Getenv("OPENAI_API_KEY"), os.Getenv("OPENAI_BASE_URL"), os.Getenv("BESPOKE_MODEL")
	if err := c.readLimits(); err != nil {
		return err
	}
	if err := c.readLogin(); err != nil {
		return err
	}
	var err error
	if c.export, err = otlp.FromEnv(os.Getenv); err != nil {
		return err
	}
	if _, err := readSwitch(&c.renderCV, "BESPOKE_RENDERCV"); err != nil {
		return err
	}
	if level := os.Getenv("BESPOKE_LOG"); level != "" {
		if err := c.logLevel.UnmarshalText([]byte(level)); err != nil {
			return fmt.Errorf("BESPOKE_LOG: %w: take debug, info, warn or error", err)
		}
	}
	return c.defaults()
}

// readLimits reads how much the machines take on at once, and how long ended
// runs are kept.
func (c *config) readLimits() error {
	var days int
	for variable, value := range map[string]*int{
		"BESPOKE_RUNS_PER_USER": &c.limits.PerUser, "BESPOKE_RUNS_PER_WORKER": &c.limits.PerWorker,
		"BESPOKE_QUEUE_PER_USER": &c.limits.WaitingPerUser, "BESPOKE_QUEUE": &c.limits.Waiting, "BESPOKE_KEEP_DAYS": &days,
	} {
		if err := readCount(value, variable); err != nil {
			return err
		}
	}
	c.keepRuns = time.Duration(days) * 24 * time.Hour
	return nil
}

// readCount reads a number from 1 on; without the variable value stays.
func readCount(value *int, variable string) error {
	said := os.Getenv(variable)
	if said == "" {
		return nil
	}
	number, err := strconv.Atoi(said)
	if err != nil || number < 1 {
		return fmt.Errorf("%s: %q is no number from 1 on", variable, said)
	}
	*value = number
	return nil
}

// readSwitch reads on or off; without the variable value stays.
func readSwitch(value *bool, variable string) (said bool, err error) {
	switch chosen := os.Getenv(variable); chosen {
	case "":
		return false, nil
	case "on", "off":
		*value = chosen == "on"
		return true, nil
	default:
		return false, fmt.Errorf("%s: %q is neither on nor off", variable, chosen)
	}
}

func fallback(value *string, variable string) {
	if *value == "" {
		*value = os.Getenv(variable)
	}
}

func (c *config) defaults() error {
	if c.data == "" {
		folder, err := dataFolder()
		if err != nil {
			return err
		}
		c.data = folder
	}
	if len(c.roots) == 0 {
		here, err := os.Getwd()
		if err != nil {
			return fmt.Errorf("finding the working folder: %w: name one with --root", err)
		}
		c.roots = list{here}
	}
	for i, root := range c.roots {
		absolute, err := filepath.Abs(root)
		if err != nil {
			return fmt.Errorf("--root %s: %w", root, err)
		}
		c.roots[i] = absolute
	}
	return nil
}

// dataFolder follows the XDG base directory specification, and the platform's
// custom elsewhere.
func dataFolder() (string, error) {
	if xdg := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(xdg) {
		return filepath.Join(xdg, "bespoke"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("finding the data folder: %w: name one with --data", err)
	}
	if _, err := os.Stat(filepath.Join(home, "Library", "Application Support")); err == nil {
		return filepath.Join(home, "Library", "Application Support", "bespoke"), nil
	}
	if local := os.Getenv("LOCALAPPDATA"); local != "" {
		return filepath.Join(local, "bespoke"), nil
	}
	return filepath.Join(home, ".local", "share", "bespoke"), nil
}

// logger writes JSON lines to stderr, never to stdout.
func (c *config) logger(stdio stdio) *slog.Logger {
	return slog.New(telemetry.NewHandler(slog.NewJSONHandler(stdio.err, &slog.HandlerOptions{Level: c.logLevel})))
}

// lexicon is the built-in list of skills, with the user's own added.
func (c *config) lexicon() (*lexicon.Lexicon, error) {
	if c.taxonomy == "" {
		return lexicon.Default(), nil
	}
	file, err := os.Open(c.taxonomy)
	if err != nil {
		return nil, fmt.Errorf("--taxonomy: %w", err)
	}
	defer file.Close()
	list, err := lexicon.Default().Load(file)
	if err != nil {
		return nil, fmt.Errorf("--taxonomy %s: %w", c.taxonomy, err)
	}
	return list, nil
}
