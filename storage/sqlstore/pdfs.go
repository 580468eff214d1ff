package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// SavePDF implements storage.Store.
func (s *Store) SavePDF(ctx context.Context, user uuid.UUID, pdf storage.PDF) (storage.PDF, error) {
	cv := &reference{kind: schema.KindCV, field: "cv_id", handle: pdf.CVID}
	refs := references{cv}
	if err := checkPDF(pdf, refs); err != nil {
		return storage.PDF{}, fmt.Errorf("save PDF: %w", err)
	}
	id, saved := newID(), pdf
	saved.ID, saved.CVID, saved.CreatedAt = schema.Handle(schema.KindPDF, id), handle(schema.KindCV, cv.id), s.now()
	inserted, err := s.insert(ctx, user, "save PDF", `
		insert into pdfs (user_id, id, cv_id, sha256, size, pages, theme, engine, options, blob_key, path, report, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (user_id, cv_id, sha256) do nothing`,
		user, id, cv.id, pdf.SHA256, pdf.Size, pdf.Pages, pdf.Theme, pdf.Engine, document{pdf.Options}, pdf.BlobKey, pdf.Path,
		document{pdf.Report}, moment(saved.CreatedAt))
	if err == nil && !inserted {
		err = s.write(ctx, user, "save PDF", func(tx *sql.Tx) (err error) {
			saved, err = scanPDF(tx.QueryRowContext(ctx, selectPDF+" and cv_id = $2 and sha256 = $3", user, cv.id, pdf.SHA256))
			if err != nil || pdf.Path == "" || pdf.Path == saved.Path {
				return err
			}
			saved.Path = pdf.Path
			_, err = tx.ExecContext(ctx, "update pdfs set path = $4 where user_id = $1 and cv_id = $2 and sha256 = $3",
				user, cv.id, pdf.SHA256, pdf.Path)
			return err
		})
	}
	if err != nil {
		return storage.PDF{}, s.explainLink(ctx, user, err, refs)
	}
	return saved, nil
}

func checkPDF(pdf storage.PDF, refs references) error {
	if len(pdf.SHA256) != 64 || pdf.Size <= 0 || pdf.Pages <= 0 {
		return fmt.Errorf("%w: a PDF needs its SHA-256 in hex, its size and its number of pages", storage.ErrInvalid)
	}
	if err := storage.CheckBlobName(pdf.BlobKey); err != nil {
		return err
	}
	if err := checkTexts(text{"theme", pdf.Theme}, text{"engine", pdf.Engine}, text{"path", pdf.Path}); err != nil {
		return err
	}
	return refs.parse()
}

// PDF implements storage.Store.
func (s *Store) PDF(ctx context.Context, user uuid.UUID, id string) (storage.PDF, error) {
	key, err := schema.ParseHandle(schema.KindPDF, id)
	if err != nil {
		return storage.PDF{}, err
	}
	var found storage.PDF
	err = s.once(ctx, user, "PDF "+id, func(ctx context.Context, db querier) error {
		found, err = scanPDF(db.QueryRowContext(ctx, selectPDF+" and id = $2", user, key))
		return err
	})
	return found, err
}

// Made implements storage.Store.
func (s *Store) Made(ctx context.Context, user uuid.UUID, sha256 string) (made bool, err error) {
	err = s.read(ctx, user, "look for what was made", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `
			select exists (select 1 from cvs where user_id = $1 and sha256 = $2 and kind = $3)
				or exists (select 1 from pdfs where user_id = $1 and sha256 = $2)`,
			user, sha256, string(storage.TailoredCV)).Scan(&made)
	})
	return made, err
}

const selectPDF = "select id, cv_id, sha256, size, pages, theme, engine, options, blob_key, path, report, created_at from pdfs where user_id = $1"

func scanPDF(row *sql.Row) (pdf storage.PDF, err error) {
	var id, cv uuid.UUID
	err = row.Scan(&id, &cv, &pdf.SHA256, &pdf.Size, &pdf.Pages, &pdf.Theme, &pdf.Engine, document{&pdf.Options}, &pdf.BlobKey, &pdf.Path,
		document{&pdf.Report}, (*moment)(&pdf.CreatedAt))
	pdf.ID = schema.Handle(schema.KindPDF, id)
	pdf.CVID = schema.Handle(schema.KindCV, cv)
	return pdf, err
}
