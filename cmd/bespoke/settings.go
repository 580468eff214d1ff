package main

import (
	"bytes"
	"fmt"
	"os"
)

// setting is one variable of the environment.
type setting struct {
	name    string
	flag    string // that says the same and wins; may be empty
	secret  bool   // may also come from the file that NAME_FILE names
	meaning string // for docs/configuration.md, which a test makes from this table
}

// settings are all variables that bespoke reads, grouped as people look for them.
var settings = []struct {
	about string
	of    []setting
}{
	{"Files", []setting{
		{name: "BESPOKE_DATA", flag: "--data", meaning: "folder of applications, PDFs and runs; default `$XDG_DATA_HOME/bespoke`, else the user's data folder"},
		{name: "BESPOKE_ROOTS", flag: "--root", meaning: "folders, divided by commas, in which path arguments may lie; default the working folder"},
		{name: "BESPOKE_TAXONOMY", flag: "--taxonomy", meaning: "file with skills of your own: `name|kind` lines, or a CSV table such as ESCO's or O*NET's"},
		{name: "BESPOKE_LOG", meaning: "debug, info, warn or error; default info. JSON lines on stderr, never personal text"},
		{name: "BESPOKE_RENDERCV", meaning: "`on` lets callers over HTTP choose the installed RenderCV; default off"},
	}},
	{"Serving", []setting{
		{name: "BESPOKE_TRANSPORT", flag: "--transport", meaning: "stdio, sse or http; default stdio"},
		{name: "BESPOKE_ADDR", flag: "--addr", meaning: "address to listen on; default 127.0.0.1:8080"},
		{name: "BESPOKE_ROLE", flag: "--role", meaning: "all, serve or worker; default all"},
		{name: "BESPOKE_TOOLSETS", flag: "--toolsets", meaning: "offer only some tools, over MCP and the HTTP API: tailor, import, runs, tracker, privacy; default all"},
		{name: "BESPOKE_READ_ONLY", flag: "--read-only", meaning: "`on` offers only tools that change nothing; runs begun before are still finished"},
		{name: "BESPOKE_HOSTS", flag: "--host", meaning: "host names allowed besides this machine's"},
		{name: "BESPOKE_ORIGINS", flag: "--origin", meaning: "origins of web pages that may call"},
		{name: "BESPOKE_BASE_URL", meaning: "public address, behind a proxy: told to SSE clients and in the login's metadata; its host is allowed"},
		{name: "BESPOKE_REQUESTS_PER_MINUTE", meaning: "what each user who logs in may send; default 600"},
		{name: "BESPOKE_STARTS_PER_HOUR", meaning: "runs that each user who logs in may start; default 20"},
	}},
	{"Login", []setting{
		{name: "BESPOKE_ISSUER", meaning: "whose access tokens count over HTTP; default `$SUPABASE_URL/auth/v1`"},
		{name: "BESPOKE_AUTH", meaning: "`on` refuses to serve HTTP without an issuer, `off` serves this machine without a login although there is one"},
		{name: "BESPOKE_SCOPES", meaning: "scopes that a token must have; default none, as Supabase's sessions have none"},
		{name: "SUPABASE_JWT_SECRET", secret: true, meaning: "the project's legacy secret; only with it do HS256 tokens count"},
	}},
	{"Another bespoke", []setting{
		{name: "BESPOKE_SERVER", flag: "--server", meaning: "MCP address of the server whose tools `bespoke tailor` uses"},
		{name: "BESPOKE_TOKEN", secret: true, meaning: "access token for it"},
	}},
	{"PostgreSQL and Supabase", []setting{
		{name: "DATABASE_URL", secret: true, meaning: "the database, for the role `bespoke_login`; without it a SQLite file in the data folder"},
		{name: "BESPOKE_MIGRATE_URL", secret: true, meaning: "the same database for a role that may make tables and sees every row: `migrate`, `backup`, `restore` alone"},
		{name: "SUPABASE_URL", meaning: "the project: PDFs lie in its Storage, its tokens count"},
		{name: "SUPABASE_ANON_KEY", secret: true, meaning: "its publishable key"},
		{name: "SUPABASE_JWT_KEY", secret: true, meaning: "private JWK that signs short-lived tokens for runs that outlive the caller's"},
		{name: "SUPABASE_SERVICE_ROLE_KEY", secret: true, meaning: "for `supabase init`, `sweep`, `backup` and `restore` alone; never give it to the server"},
	}},
	{"Runs", []setting{
		{name: "BESPOKE_RUNS_PER_USER", meaning: "runs of one user at a time, over all machines on PostgreSQL, in each process on SQLite; default 2"},
		{name: "BESPOKE_RUNS_PER_WORKER", meaning: "runs of one process at a time; default 32"},
		{name: "BESPOKE_QUEUE_PER_USER", meaning: "runs of one user that may wait or run; default 20"},
		{name: "BESPOKE_QUEUE", meaning: "runs of all users that may wait or run; default 1000"},
		{name: "BESPOKE_KEEP_DAYS", meaning: "days that ended runs are kept"},
	}},
	{"Telemetry", []setting{
		{name: "BESPOKE_METRICS_ADDR", flag: "--metrics-addr", meaning: "address at which Prometheus reads `/metrics`, such as 127.0.0.1:9464; never the public one; default nowhere"},
		{name: "OTEL_EXPORTER_OTLP_ENDPOINT", meaning: "OpenTelemetry collector that takes traces and metrics over HTTP, such as `http://localhost:4318`; default none"},
		{name: "OTEL_EXPORTER_OTLP_HEADERS", secret: true, meaning: "`name=value` pairs, divided by commas, that it is sent, such as a key"},
		{name: "OTEL_EXPORTER_OTLP_PROTOCOL", meaning: "`http/protobuf`, and nothing else"},
		{name: "OTEL_EXPORTER_OTLP_TIMEOUT", meaning: "of one delivery in milliseconds; default 10000"},
		{name: "OTEL_EXPORTER_OTLP_COMPRESSION", meaning: "gzip or none; default none"},
		{name: "OTEL_SDK_DISABLED", meaning: "`true` sends nothing"},
	}},
	{"A model", []setting{
		{name: "BESPOKE_MODEL", meaning: "the model that reads offers and proposes edits; without it nothing is sent anywhere"},
		{name: "OPENAI_API_KEY", secret: true, meaning: "key for it"},
		{name: "OPENAI_ORG_ID", meaning: "organization that calls are billed to, where a key has several"},
		{name: "OPENAI_PROJECT_ID", meaning: "project that calls are billed to, where a key has several"},
		{name: "OPENAI_BASE_URL", meaning: "any compatible server; ends in `/v1`"},
		{name: "BESPOKE_MODEL_TIMEOUT", meaning: "of one call; default 180s"},
		{name: "BESPOKE_MODEL_MAX_TOKENS", meaning: "of one answer; default 8192"},
		{name: "BESPOKE_RUN_TOKENS", meaning: "budget of a run; default 400000, 0 for none"},
		{name: "BESPOKE_DAY_TOKENS", meaning: "budget of a user and UTC day; default 4000000, 0 for none"},
		{name: "BESPOKE_PRICES", meaning: "JSON file of prices, `{\"model\": {\"input\": 1.25, \"cached\": 0.125, \"output\": 10}}` in dollars per million tokens; default OpenAI's list"},
	}},
}

// readSecrets takes secrets from the files that NAME_FILE variables name, as
// container platforms mount them.
func readSecrets() error {
	for _, group := range settings {
		for _, s := range group.of {
			file := os.Getenv(s.name + "_FILE")
			if !s.secret || file == "" {
				continue
			}
			if os.Getenv(s.name) != "" {
				return fmt.Errorf("%s and %s_FILE are both set: take one", s.name, s.name)
			}
			content, err := os.ReadFile(file)
			if err != nil {
				return fmt.Errorf("%s_FILE: %w", s.name, err)
			}
			if content = bytes.TrimSpace(content); len(content) == 0 {
				return fmt.Errorf("%s_FILE: %s is empty", s.name, file)
			}
			if err := os.Setenv(s.name, string(content)); err != nil {
				return fmt.Errorf("%s_FILE: %w", s.name, err)
			}
			if err := os.Unsetenv(s.name + "_FILE"); err != nil { // it has been read
				return err
			}
		}
	}
	return nil
}
