package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// nameQueries give of each kind the id, the person, the file, title, company
// and status that its name is made of.
var nameQueries = map[schema.Kind]string{
	schema.KindJobOffer: `select id, '', '', title, company, '' from job_offers n where user_id = $1`,
	schema.KindCV: `select n.id, n.name, n.file, coalesce(j.title, ''), coalesce(j.company, ''), '' from cvs n
		left join plans p on p.user_id = n.user_id and p.id = n.plan_id
		left join job_offers j on j.user_id = p.user_id and j.id = p.job_offer_id where n.user_id = $1`,
	schema.KindPlan: `select n.id, c.name, '', coalesce(j.title, ''), coalesce(j.company, ''), '' from plans n
		join cvs c on c.user_id = n.user_id and c.id = n.base_id
		left join job_offers j on j.user_id = n.user_id and j.id = n.job_offer_id where n.user_id = $1`,
	schema.KindPDF: `select n.id, c.name, c.file, coalesce(j.title, ''), coalesce(j.company, ''), '' from pdfs n
		join cvs c on c.user_id = n.user_id and c.id = n.cv_id
		left join plans p on p.user_id = c.user_id and p.id = c.plan_id
		left join job_offers j on j.user_id = p.user_id and j.id = p.job_offer_id where n.user_id = $1`,
	schema.KindApplication: `select id, '', '', title, company, status from applications n where user_id = $1`,
}

// searchedNames is how many of the newest rows Names looks at.
const searchedNames = 1000

// Names implements storage.Store. The names are searched here, since the
// databases do not agree on what is upper and lower case.
func (s *Store) Names(ctx context.Context, user uuid.UUID, kind schema.Kind, words string, limit int) ([]storage.Named, error) {
	query, known := nameQueries[kind]
	if !known {
		return nil, fmt.Errorf("names: %w: there are no names of kind %q", storage.ErrInvalid, kind)
	}
	var found []storage.Named
	err := s.read(ctx, user, "names", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, fmt.Sprintf("%s order by n.id desc limit %d", query, searchedNames), user)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() && len(found) < limit {
			var id uuid.UUID
			var n storage.Named
			if err := rows.Scan(&id, &n.Person, &n.File, &n.Title, &n.Company, &n.Status); err != nil {
				return err
			}
			if n.ID = schema.Handle(kind, id); names(n, words) {
				found = append(found, n)
			}
		}
		return rows.Err()
	})
	return found, err
}

// names tells whether every one of words stands in n, whatever the case.
func names(n storage.Named, words string) bool {
	text := strings.ToLower(n.ID + " " + n.String())
	for word := range strings.FieldsFuncSeq(strings.ToLower(words), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_'
	}) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}
