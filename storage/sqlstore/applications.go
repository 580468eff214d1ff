package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SaveApplication implements storage.Store.
func (s *Store) SaveApplication(ctx context.Context, user uuid.UUID, application schema.Application) (saved schema.Application, created bool, err error) {
	if application.Status == "" {
		application.Status = schema.Saved
	}
	offer, cv, pdf, plan := applicationLinks(application)
	refs := references{offer, cv, pdf, plan}
	if err := checkApplication(application, refs); err != nil {
		return schema.Application{}, false, fmt.Errorf("save application: %w", err)
	}
	id, now := newID(), s.now()
	key := sql.NullString{String: application.IdempotencyKey, Valid: application.IdempotencyKey != ""}
	entered, err := s.together(ctx, user, "save application", Statement{`
		insert into applications (user_id, id, idempotency_key, job_offer_id, cv_id, pdf_id, plan_id, company, title,
			status, notes, bundle_sha256, search_text, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14) on conflict (user_id, idempotency_key) do nothing`, []any{
		user, id, key, offer.id, cv.id, pdf.id, plan.id, application.Company, application.Title,
		string(application.Status), application.Notes, application.BundleSHA256, searchText(application), moment(now),
	}}, Statement{`
		insert into application_history (user_id, application_id, version, status, reason, at)
		select user_id, id, version, status, '', created_at from applications where user_id = $1 and id = $2`, []any{user, id}})
	if created = err == nil && entered[0] == 1; err == nil && !created {
		saved, err = s.savedUnder(ctx, user, application)
	}
	if err != nil {
		return schema.Application{}, false, s.explainLink(ctx, user, err, refs)
	}
	if created {
		saved = application
		saved.ID, saved.Version, saved.CreatedAt, saved.UpdatedAt = schema.Handle(schema.KindApplication, id), 1, now, now
		saved.JobOfferID, saved.CVID = handle(schema.KindJobOffer, offer.id), handle(schema.KindCV, cv.id)
		saved.PDFID, saved.PlanID = handle(schema.KindPDF, pdf.id), handle(schema.KindPlan, plan.id)
		saved.History = []schema.StatusChange{{Status: application.Status, At: now}}
	}
	return saved, created, nil
}

// savedUnder gives the application that was saved before under the key of this one.
func (s *Store) savedUnder(ctx context.Context, user uuid.UUID, application schema.Application) (saved schema.Application, err error) {
	err = s.read(ctx, user, "save application", func(tx *sql.Tx) error {
		saved, err = findApplication(ctx, tx, user, " and idempotency_key = $2", application.IdempotencyKey)
		if err == nil && (saved.JobOfferID != application.JobOfferID || saved.CVID != application.CVID) {
			return fmt.Errorf("%w: it stands for %s with another offer or CV; take another key", storage.ErrKeyReused, saved.ID)
		}
		return err
	})
	return saved, err
}

func applicationLinks(application schema.Application) (offer, cv, pdf, plan *reference) {
	return &reference{kind: schema.KindJobOffer, field: "job_offer_id", handle: application.JobOfferID},
		&reference{kind: schema.KindCV, field: "cv_id", handle: application.CVID},
		&reference{kind: schema.KindPDF, field: "pdf_id", handle: application.PDFID, optional: true},
		&reference{kind: schema.KindPlan, field: "plan_id", handle: application.PlanID, optional: true}
}

func checkApplication(application schema.Application, refs references) error {
	if application.Status != schema.Saved {
		if err := schema.Saved.Move(application.Status, ""); err != nil {
			return err
		}
	}
	if err := checkTexts(text{"company", application.Company}, text{"title", application.Title},
		text{"notes", application.Notes}, text{"idempotency_key", application.IdempotencyKey}); err != nil {
		return err
	}
	return refs.parse()
}

// searchText is what ListApplications searches. Lower case is made here, as
// the databases disagree about letters beyond ASCII.
func searchText(application schema.Application) string {
	return strings.ToLower(application.Company + "\n" + application.Title + "\n" + application.Notes)
}

// Application implements storage.Store.
func (s *Store) Application(ctx context.Context, user uuid.UUID, id string) (schema.Application, error) {
	key, err := schema.ParseHandle(schema.KindApplication, id)
	if err != nil {
		return schema.Application{}, err
	}
	var found schema.Application
	err = s.read(ctx, user, "application "+id, func(tx *sql.Tx) error {
		found, err = findApplication(ctx, tx, user, " and id = $2", key)
		return err
	})
	return found, err
}

// UpdateApplication implements storage.Store.
func (s *Store) UpdateApplication(ctx context.Context, user uuid.UUID, id string, change storage.ApplicationChange, expectedVersion int) (schema.Application, error) {
	key, err := schema.ParseHandle(schema.KindApplication, id)
	if err != nil {
		return schema.Application{}, err
	}
	for attempt := 1; ; attempt++ {
		changed, refs, err := s.update(ctx, user, key, change, expectedVersion)
		switch {
		case err == nil:
			return changed, nil
		case errors.Is(err, storage.ErrConflict) && expectedVersion == 0 && attempt < 10:
			// Another writer came in between and any version will do.
		default:
			return schema.Application{}, s.explainLink(ctx, user, err, refs)
		}
	}
}

// update changes the application once; the links it tried are for the error.
func (s *Store) update(ctx context.Context, user, id uuid.UUID, change storage.ApplicationChange, expectedVersion int) (changed schema.Application, refs references, err error) {
	err = s.write(ctx, user, "update application "+schema.Handle(schema.KindApplication, id), func(tx *sql.Tx) (err error) {
		changed, refs, err = s.change(ctx, tx, user, id, change, expectedVersion)
		return err
	})
	return changed, refs, err
}

// change is update inside a transaction.
func (s *Store) change(ctx context.Context, tx *sql.Tx, user, id uuid.UUID, change storage.ApplicationChange, expectedVersion int) (changed schema.Application, refs references, err error) {
	before, err := findApplication(ctx, tx, user, " and id = $2", id)
	if err != nil {
		return changed, nil, err
	}
	if expectedVersion != 0 && before.Version != expectedVersion {
		return changed, nil, fmt.Errorf("%w: version is %d, not %d; read the application again", storage.ErrConflict, before.Version, expectedVersion)
	}
	after := applyChange(before, change)
	if after.Status != before.Status {
		if err := before.Status.Move(after.Status, change.Reason); err != nil {
			return changed, nil, err
		}
	}
	_, cv, pdf, plan := applicationLinks(after)
	refs = references{cv, pdf, plan}
	if err := checkChange(after, change, refs); err != nil {
		return changed, refs, err
	}
	if err := s.writeChange(ctx, tx, user, id, before, after, refs); err != nil {
		return changed, refs, err
	}
	if after.Status != before.Status {
		if err := appendHistory(ctx, tx, user, id, before.Version+1, after.Status, change.Reason, moment(s.now())); err != nil {
			return changed, refs, err
		}
	}
	changed, err = findApplication(ctx, tx, user, " and id = $2", id)
	return changed, refs, err
}

func applyChange(application schema.Application, change storage.ApplicationChange) schema.Application {
	if change.Status != nil {
		application.Status = *change.Status
	}
	for field, value := range map[*string]*string{
		&application.Notes:  change.Notes,
		&application.CVID:   change.CVID,
		&application.PDFID:  change.PDFID,
		&application.PlanID: change.PlanID,

		&application.BundleSHA256: change.BundleSHA256,
	} {
		if value != nil {
			*field = *value
		}
	}
	return application
}

func checkChange(after schema.Application, change storage.ApplicationChange, refs references) error {
	if err := checkTexts(text{"notes", after.Notes}, text{"reason", change.Reason}); err != nil {
		return err
	}
	return refs.parse()
}

// writeChange updates the row while it is at the version that was read: where
// reads take no lock another writer may have come in between.
func (s *Store) writeChange(ctx context.Context, tx *sql.Tx, user, id uuid.UUID, before, after schema.Application, refs references) error {
	result, err := tx.ExecContext(ctx, `
		update applications set status = $4, notes = $5, in_index = (in_index and search_text = $6), search_text = $6,
			cv_id = $7, pdf_id = $8, plan_id = $9, bundle_sha256 = $10, version = version + 1, updated_at = $11
		where user_id = $1 and id = $2 and version = $3`,
		user, id, before.Version, string(after.Status), after.Notes, searchText(after),
		refs[0].id, refs[1].id, refs[2].id, after.BundleSHA256, moment(s.now()))
	if err != nil {
		return err
	}
	if updated, err := result.RowsAffected(); err != nil || updated == 1 {
		return err
	}
	return fmt.Errorf("%w: read the application again", storage.ErrConflict)
}

func appendHistory(ctx context.Context, tx *sql.Tx, user, application uuid.UUID, version int, status schema.Status, reason string, at moment) error {
	_, err := tx.ExecContext(ctx, `
		insert into application_history (user_id, application_id, version, status, reason, at)
		values ($1, $2, $3, $4, $5, $6)`, user, application, version, string(status), reason, at)
	return err
}

const (
	applicationColumns = `a.id, a.idempotency_key, a.job_offer_id, a.cv_id, a.pdf_id, a.plan_id, a.company, a.title, a.status, a.notes,
		a.bundle_sha256, a.version, a.created_at, a.updated_at`
	selectApplication = "select " + applicationColumns + " from applications a where a.user_id = $1"
)

// findApplication reads one application with its history.
func findApplication(ctx context.Context, tx *sql.Tx, user uuid.UUID, where string, arg any) (schema.Application, error) {
	found, err := scanApplication(tx.QueryRowContext(ctx, selectApplication+where, user, arg))
	if err != nil {
		return found, err
	}
	id, err := schema.ParseHandle(schema.KindApplication, found.ID)
	if err != nil {
		return found, err
	}
	found.History, err = list(ctx, tx, scanChange, `
		select status, reason, at from application_history
		where user_id = $1 and application_id = $2 order by version`, user, id)
	return found, err
}

func scanChange(row scanner) (change schema.StatusChange, err error) {
	err = row.Scan(&change.Status, &change.Reason, (*moment)(&change.At))
	return change, err
}

// scanApplication reads applicationColumns, and more behind them.
func scanApplication(row scanner, more ...any) (application schema.Application, err error) {
	var id, offer, cv uuid.UUID
	var pdf, plan uuid.NullUUID
	var key sql.NullString
	err = row.Scan(append([]any{
		&id, &key, &offer, &cv, &pdf, &plan, &application.Company, &application.Title, &application.Status,
		&application.Notes, &application.BundleSHA256, &application.Version, (*moment)(&application.CreatedAt), (*moment)(&application.UpdatedAt),
	}, more...)...)
	application.ID = schema.Handle(schema.KindApplication, id)
	application.IdempotencyKey = key.String
	application.JobOfferID = schema.Handle(schema.KindJobOffer, offer)
	application.CVID = schema.Handle(schema.KindCV, cv)
	application.PDFID = handle(schema.KindPDF, pdf)
	application.PlanID = handle(schema.KindPlan, plan)
	return application, err
}

// ListApplications implements storage.Store.
func (s *Store) ListApplications(ctx context.Context, user uuid.UUID, filter storage.ApplicationFilter) (storage.ApplicationPage, error) {
	limit, err := pageSize(filter.Limit, storage.DefaultLimit)
	if err != nil {
		return storage.ApplicationPage{}, fmt.Errorf("list applications: %w", err)
	}
	where, args, err := chosen(user, filter)
	if err != nil {
		return storage.ApplicationPage{}, fmt.Errorf("list applications: %w", err)
	}
	words := strings.Fields(strings.ToLower(filter.Text))
	var page storage.ApplicationPage
	var many bool
	most := limit + 1 // one more than asked for tells whether there is a next page
	if len(words) == 0 {
		page.Applications, err = listAs(ctx, s, user, "list applications", scanListed,
			fmt.Sprintf("%s%s order by id desc limit %d", selectApplication, where, most), args...)
	} else {
		err = s.read(ctx, user, "list applications", func(tx *sql.Tx) (err error) {
			page.Applications, many, err = (&searching{store: s, tx: tx, words: words, where: where, args: args, most: most}).run(ctx)
			return err
		})
	}
	if err != nil {
		return storage.ApplicationPage{}, err
	}
	if many {
		// The answer stands whether or not the next one comes sooner.
		_ = s.IndexApplications(ctx, user, s.indexBatch())
	}
	if len(page.Applications) > limit {
		page.Applications = page.Applications[:limit]
		page.Next = page.Applications[limit-1].ID
	}
	return page, nil
}

func scanListed(row scanner) (schema.Application, error) { return scanApplication(row) }

// containing is a pattern for "like" that finds text, whatever the case, in
// what is in lower case.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(text)) + "%"
}

// matches is the condition that a column is like the pattern of an argument.
// SQLite plans a statement anew for each pattern that is an argument and nothing
// else, in case an index serves it.
func matches(column string, argument int) string {
	return fmt.Sprintf(`%s like ($%d || '') escape '\'`, column, argument)
}

// chosen is the condition, as "and …", for the applications that a filter
// chooses, its text apart.
func chosen(user uuid.UUID, filter storage.ApplicationFilter) (where string, args []any, err error) {
	args = []any{user}
	conditions := &strings.Builder{}
	arg := func(value any) string {
		args = append(args, value)
		return fmt.Sprintf("$%d", len(args))
	}
	if len(filter.Statuses) > 0 {
		var places []string
		for _, status := range filter.Statuses {
			if status.Rank() < 0 {
				return "", nil, fmt.Errorf("%w: %q is no status; take one of %v", storage.ErrInvalid, status, schema.Statuses())
			}
			places = append(places, arg(string(status)))
		}
		fmt.Fprintf(conditions, " and status in (%s)", strings.Join(places, ", "))
	}
	if filter.Text != "" {
		if err := checkTexts(text{"text", filter.Text}); err != nil {
			return "", nil, err
		}
	}
	if filter.Cursor != "" {
		last, err := schema.ParseHandle(schema.KindApplication, filter.Cursor)
		if err != nil {
			return "", nil, fmt.Errorf("cursor: %w", err)
		}
		fmt.Fprintf(conditions, " and id < %s", arg(last))
	}
	return conditions.String(), args, nil
}

func pageSize(limit, standard int) (int, error) {
	switch {
	case limit == 0:
		return standard, nil
	case limit < 0 || limit > storage.MaxLimit:
		return 0, fmt.Errorf("%w: limit is %d; take 1 to %d", storage.ErrInvalid, limit, storage.MaxLimit)
	}
	return limit, nil
}
