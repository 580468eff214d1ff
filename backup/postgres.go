package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/bespoke-cv/bespoke/storage"
)

const postgresFolder = "postgres/"

// tablesOf lists what belongs to bespoke: the store's tables by their names,
// since a Supabase project's public schema may hold others, and all tables of
// the durable runs. What says who is alive or at which version the tables are
// is no data.
const tablesOf = `
select format('%I.%I', n.nspname, c.relname),
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum),
       coalesce((select array_agg(quote_ident(a.attname) order by k.n)
                 from pg_index i, unnest(i.indkey) with ordinality k(attnum, n), pg_attribute a
                 where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum), '{}')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r'
  and (n.nspname = 'dbos' and c.relname <> 'dbos_migrations'
    or n.nspname = 'public' and c.relname = any($1))
order by 1`

// Tables are the store's tables in PostgreSQL's public schema.
var Tables = []string{
	"action_points", "application_history", "application_words", "applications", "communications", "cvs", "facts",
	"job_offers", "model_answers", "model_calls", "pdfs", "plans", "refusals", "review_grants", "word_endings",
}

type table struct {
	name    string // quoted, with its schema
	columns []string
	key     []string // quoted
}

func (t table) entry() string { return postgresFolder + strings.ReplaceAll(t.name, `"`, "") + ".copy" }

func (t table) copyOut() string {
	order := "order by " + strings.Join(t.key, ", ")
	if len(t.key) == 0 {
		order = "order by t::text"
	}
	return fmt.Sprintf("copy (select %s from %s t %s) to stdout", quoted(t.columns), t.name, order)
}

func quoted(columns []string) string {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = pgx.Identifier{column}.Sanitize()
	}
	return strings.Join(names, ", ")
}

// AddTables puts all users' rows and all runs into the backup, as they are at
// one moment. The role must see every row.
func (w *Writer) AddTables(ctx context.Context, db *pgx.Conn) error {
	return pgx.BeginTxFunc(ctx, db, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		tables, err := readTables(ctx, tx)
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, "select version from bespoke.tables_version").Scan(&w.manifest.Tables); err != nil {
			return fmt.Errorf("read the version of the tables: %w", err)
		}
		for _, t := range tables {
			err := w.add(t.entry(), t.columns, func(out io.Writer) error {
				_, err := tx.Conn().PgConn().CopyTo(ctx, out, t.copyOut())
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func readTables(ctx context.Context, tx pgx.Tx) ([]table, error) {
	var free bool
	if err := tx.QueryRow(ctx, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user").Scan(&free); err != nil {
		return nil, err
	}
	if !free {
		return nil, errors.New("this role sees its own rows only: BESPOKE_MIGRATE_URL is to name one that bypasses row-level security, such as Supabase's postgres")
	}
	rows, err := tx.Query(ctx, tablesOf, Tables)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t table, err error) {
		err = row.Scan(&t.name, &t.columns, &t.key)
		return t, err
	})
}

// RestoreTables fills tables that are there and empty, all or nothing, and
// reads them again: what they hold then has the sums of the manifest.
func (a *Archive) RestoreTables(ctx context.Context, db *pgx.Conn) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		tables, err := readTables(ctx, tx)
		if err != nil {
			return err
		}
		if err := a.fit(ctx, tx, tables); err != nil {
			return err
		}
		links, err := deferLinks(ctx, tx)
		if err != nil {
			return err
		}
		if err := a.fill(ctx, tx, tables); err != nil {
			return err
		}
		for _, link := range links {
			if _, err := tx.Exec(ctx, link); err != nil {
				return fmt.Errorf("check the links between rows: %w", err)
			}
		}
		return a.compare(ctx, tx, tables)
	})
}

// fit tells whether the backup's tables are all there, empty, and not older
// than the backup.
func (a *Archive) fit(ctx context.Context, tx pgx.Tx, tables []table) error {
	var version int64
	if err := tx.QueryRow(ctx, "select version from bespoke.tables_version").Scan(&version); err != nil {
		return fmt.Errorf("read the version of the tables: %w", err)
	}
	if err := a.noNewerThan(version); err != nil {
		return err
	}
	for _, t := range tables {
		var filled bool
		if err := tx.QueryRow(ctx, "select exists (select from "+t.name+")").Scan(&filled); err != nil {
			return err
		}
		if _, backed := a.entry(t.entry()); filled && backed {
			return fmt.Errorf("%w: table %s has rows; restore into a new database", ErrNotEmpty, t.name)
		}
	}
	return nil
}

// deferLinks lets rows come in any order, since plans and CVs name each other,
// and returns what puts the checks back.
func deferLinks(ctx context.Context, tx pgx.Tx) (back []string, err error) {
	rows, err := tx.Query(ctx, `
		select format('alter table %s alter constraint %I', conrelid::regclass, conname)
		from pg_constraint where contype = 'f' and not condeferrable
		  and connamespace in ('public'::regnamespace, 'dbos'::regnamespace)
		  and (conrelid::regclass::text like 'dbos.%' or conrelid in (select c.oid from pg_class c where c.relname = any($1) and c.relnamespace = 'public'::regnamespace))`, Tables)
	if err != nil {
		return nil, err
	}
	links, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	back = []string{"set constraints all immediate"}
	for _, link := range links {
		if _, err := tx.Exec(ctx, link+" deferrable initially deferred"); err != nil {
			return nil, err
		}
		back = append(back, link+" not deferrable")
	}
	return back, nil
}

func (a *Archive) fill(ctx context.Context, tx pgx.Tx, tables []table) error {
	known := map[string]table{}
	for _, t := range tables {
		known[t.entry()] = t
	}
	return a.each(func(name string, r io.Reader) error {
		if !strings.HasPrefix(name, postgresFolder) {
			return nil
		}
		t, ok := known[name]
		if !ok {
			return fmt.Errorf("%w: there is no table for %s", storage.ErrVersion, name)
		}
		entry, _ := a.entry(name)
		if _, err := tx.Conn().PgConn().CopyFrom(ctx, r, fmt.Sprintf("copy %s (%s) from stdin", t.name, quoted(entry.Columns))); err != nil {
			return fmt.Errorf("restore %s: %w", t.name, err)
		}
		return nil
	})
}

func (a *Archive) compare(ctx context.Context, tx pgx.Tx, tables []table) error {
	for _, t := range tables {
		entry, ok := a.entry(t.entry())
		if !ok {
			continue // a table that is newer than the backup
		}
		t.columns = entry.Columns
		sum := sha256.New()
		if _, err := tx.Conn().PgConn().CopyTo(ctx, sum, t.copyOut()); err != nil {
			return err
		}
		if hex.EncodeToString(sum.Sum(nil)) != entry.SHA256 {
			return fmt.Errorf("%w: %s came out otherwise than it went in", ErrDamaged, t.name)
		}
	}
	return nil
}
