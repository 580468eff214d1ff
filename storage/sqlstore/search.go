package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
)

// This file finds applications by words that stand anywhere in their text.
//
// The newest applications of a user are looked through, which for a thousand
// takes a millisecond. Those beyond are entered into an index of two tables, by
// the searches that notice them, so that users who never come to so many cost
// neither time nor room:
//
//	"welder" ─► word_endings: words with an end that begins so ("spotwelder")
//	         ─► application_words: applications with such a word
//	         ─► the applications themselves, asked once more whether it is true
//
// Both are ranges of a B-tree, which PostgreSQL may use behind row-level
// security, and SQLite as well. What an application no longer says may stand in
// the index, since it is asked itself; what it says newly may not be missing,
// so a changed text takes it out of the index (in_index) until it is entered
// again.

const (
	// Longer words, such as addresses, are entered in pieces that overlap, so
	// that every run of endingRunes stands whole in one of them.
	pieceRunes  = 64
	endingRunes = 32

	// A word that leads to more words or applications than these narrows nothing
	// down: then a page is soon full of the newest.
	fewWords   = 250
	fewEnough  = 1000
	rowsAtOnce = 50
)

// defaultLookThrough is how many of the newest applications need no index; a
// quarter as many older ones may wait for it.
const defaultLookThrough = 1000

// LookThrough sets how many of a user's newest applications a search reads
// before it turns to the index. It must be called before the store is used.
func (s *Store) LookThrough(applications int) { s.lookThrough = applications }

func (s *Store) indexBatch() int { return max(1, s.lookThrough/4) }

// searching is one search of a user's applications.
type searching struct {
	store *Store
	tx    *sql.Tx
	words []string // in lower case
	where string   // which applications are asked, as "and …" with args
	args  []any    // the first is the user
	most  int      // applications that are wanted
}

// holds is the condition that all words stand in an application, as "and …",
// with the arguments of the whole query.
func (s *searching) holds() (condition string, args []any) {
	args = slices.Clone(s.args)
	for _, word := range s.words {
		args = append(args, containing(word))
		condition += " and " + matches("search_text", len(args))
	}
	return condition, args
}

// before is the search among what is older than an application.
func (s searching) before(id uuid.UUID) *searching {
	s.args = append(slices.Clone(s.args), id)
	s.where += fmt.Sprintf(" and id < $%d", len(s.args))
	return &s
}

// run gives the newest applications that hold all words, and whether many of
// those that were looked through should be in the index.
func (s *searching) run(ctx context.Context) (found []schema.Application, many bool, err error) {
	found, end, err := s.look(ctx, s.store.lookThrough)
	if err != nil || end == uuid.Nil {
		return found, false, err
	}
	rest := s.before(end)
	rest.most -= len(found)
	older, many, err := rest.lookUp(ctx)
	return append(found, older[:min(len(older), rest.most)]...), many, err
}

// lookUp is run by the index. What waits to be entered is asked besides, and
// noted first, so that an application that another search enters meanwhile is
// not missed; while too many wait, all are looked through.
func (s *searching) lookUp(ctx context.Context) (found []schema.Application, many bool, err error) {
	batch := s.store.indexBatch()
	candidates, err := list(ctx, s.tx, scanID,
		fmt.Sprintf("select id from applications where user_id = $1%s and not in_index order by id desc limit %d", s.where, batch+1), s.args...)
	if err != nil {
		return nil, false, err
	}
	var indexed map[uuid.UUID]bool
	narrowed := false
	if many = len(candidates) > batch; !many {
		if indexed, narrowed, err = s.narrow(ctx); err != nil {
			return nil, false, err
		}
	}
	if !narrowed {
		found, err = s.lookOn(ctx, s.store.lookThrough)
		return found, many, err
	}
	for id := range indexed {
		candidates = append(candidates, id)
	}
	slices.SortFunc(candidates, func(a, b uuid.UUID) int { return slices.Compare(b[:], a[:]) })
	found, err = s.among(ctx, slices.Compact(candidates))
	return found, false, err
}

// look looks through the newest applications, at most size of them, and gives
// the last one's id where more are wanted and may be there. Where they end is
// asked first and not left to the database's estimates: behind row-level
// security PostgreSQL has none of what stands in texts, and would take all of
// them to sort a few.
func (s *searching) look(ctx context.Context, size int) (found []schema.Application, end uuid.UUID, err error) {
	err = s.tx.QueryRowContext(ctx, fmt.Sprintf("select id from applications where user_id = $1%s order by id desc limit 1 offset %d", s.where, size-1), s.args...).Scan(&end)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, uuid.Nil, err
	}
	holds, args := s.holds()
	args = append(args, end) // the first of all ids, where there is no end
	found, err = list(ctx, s.tx, scanListed, fmt.Sprintf("%s%s and id >= $%d%s order by id desc limit %d", selectApplication, s.where, len(args), holds, s.most), args...)
	if len(found) >= s.most {
		end = uuid.Nil
	}
	return found, end, err
}

// lookOn looks through ever more until enough are found or none are left.
func (s *searching) lookOn(ctx context.Context, size int) (found []schema.Application, err error) {
	for ; ; size *= 4 {
		some, end, err := s.look(ctx, size)
		if err != nil {
			return nil, err
		}
		if found = append(found, some...); end == uuid.Nil {
			return found, nil
		}
		wanted := s.most - len(some)
		s = s.before(end)
		s.most = wanted
	}
}

// among asks candidates, in their order, until enough are found.
func (s *searching) among(ctx context.Context, candidates []uuid.UUID) (found []schema.Application, err error) {
	holds, args := s.holds()
	places := make([]string, rowsAtOnce)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", len(args)+1+i)
	}
	query := fmt.Sprintf("%s%s and id in (%s)%s order by id desc limit %d",
		selectApplication, s.where, strings.Join(places, ", "), holds, s.most)
	for chunk := range slices.Chunk(candidates, rowsAtOnce) {
		values := slices.Clone(args)
		for i := range places { // always as many, so that one statement is prepared
			values = append(values, chunk[min(i, len(chunk)-1)])
		}
		some, err := list(ctx, s.tx, scanListed, query, values...)
		if err != nil {
			return nil, err
		}
		if found = append(found, some...); len(found) >= s.most {
			break
		}
	}
	return found, nil
}

// narrow gives the indexed applications that all words lead to; false when no
// word narrows them down.
func (s *searching) narrow(ctx context.Context) (all map[uuid.UUID]bool, narrowed bool, err error) {
	for _, word := range s.words {
		some, few, err := s.leadsTo(ctx, word)
		if err != nil {
			return nil, false, err
		}
		if !few {
			continue
		}
		if !narrowed {
			all, narrowed = some, true
			continue
		}
		maps.DeleteFunc(all, func(id uuid.UUID, _ bool) bool { return !some[id] })
	}
	return all, narrowed, nil
}

// leadsTo gives the applications in whose words the given one stands; false
// when they, or the words, are many. It asks one table after the other: how
// many rows a join of the two gives is nothing that PostgreSQL guesses well.
func (s *searching) leadsTo(ctx context.Context, word string) (ids map[uuid.UUID]bool, few bool, err error) {
	start, end, bounded := endingsFrom(word)
	if !bounded {
		return nil, false, nil
	}
	words, err := list(ctx, s.tx, func(row scanner) (word string, err error) {
		err = row.Scan(&word)
		return word, err
	}, fmt.Sprintf("select word from word_endings where user_id = $1 and ending >= $2 and ending < $3 limit %d", fewWords+1), s.args[0], start, end)
	if err != nil || len(words) > fewWords {
		return nil, false, err
	}
	slices.Sort(words) // a word has several such ends
	words = slices.Compact(words)
	places := make([]string, rowsAtOnce)
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+2)
	}
	ids = map[uuid.UUID]bool{}
	count := 0
	for chunk := range slices.Chunk(words, rowsAtOnce) {
		args := []any{s.args[0]}
		for i := range places {
			args = append(args, chunk[min(i, len(chunk)-1)])
		}
		some, err := list(ctx, s.tx, scanID, fmt.Sprintf("select application_id from application_words where user_id = $1 and word in (%s) limit %d",
			strings.Join(places, ", "), fewEnough+1), args...)
		if count += len(some); err != nil || count > fewEnough {
			return nil, false, err
		}
		for _, id := range some {
			ids[id] = true
		}
	}
	return ids, true, nil
}

func scanID(row scanner) (id uuid.UUID, err error) {
	err = row.Scan(&id)
	return id, err
}

// endingsFrom is the range of endings that begin with word, as far as they are
// kept; false when it has no end.
func endingsFrom(word string) (start, end string, bounded bool) {
	if runes := []rune(word); len(runes) > endingRunes {
		word = string(runes[:endingRunes])
	}
	end, bounded = successor(word)
	return word, end, bounded
}

// successor is the first text behind all that begin with prefix, in the order
// of bytes; false when there is none.
func successor(prefix string) (string, bool) {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		if last++; last == 0xD800 { // surrogates are no runes
			last = 0xE000
		}
		if last <= utf8.MaxRune {
			return prefix + string(last), true
		}
	}
	return "", false
}

// IndexApplications enters the oldest of the user's applications that are not
// in the index of words, at most most of them. A search calls it when it has
// noticed that they are many.
func (s *Store) IndexApplications(ctx context.Context, user uuid.UUID, most int) error {
	return s.write(ctx, user, "index applications", func(tx *sql.Tx) error {
		words, endings, err := take(ctx, tx, user, most)
		if err != nil {
			return err
		}
		if err := insertPairs(ctx, tx, "application_words (user_id, word, application_id)", user, words); err != nil {
			return err
		}
		return insertPairs(ctx, tx, "word_endings (user_id, ending, word)", user, endings)
	})
}

// pair is what a row of the index holds besides its user.
type pair struct{ first, second string }

// take marks applications as entered, which keeps other writers from them
// until the end of the transaction, and gives the rows to enter.
func take(ctx context.Context, tx *sql.Tx, user uuid.UUID, most int) (words, endings map[pair]bool, err error) {
	rows, err := tx.QueryContext(ctx, fmt.Sprintf(`
		update applications set in_index = true where user_id = $1 and not in_index and id in
			(select id from applications where user_id = $1 and not in_index order by id limit %d)
		returning id, search_text`, most), user)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	words, endings = map[pair]bool{}, map[pair]bool{}
	for rows.Next() {
		var id uuid.UUID
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, nil, err
		}
		for _, word := range pieces(text) {
			words[pair{word, id.String()}] = true
			for _, ending := range endingsOf(word) {
				endings[pair{ending, word}] = true
			}
		}
	}
	return words, endings, rows.Err()
}

// insertPairs enters rows in their order, so that two that enter the same at
// once wait for each other and do not lock each other out.
func insertPairs(ctx context.Context, tx *sql.Tx, into string, user uuid.UUID, rows map[pair]bool) error {
	const atOnce = 500
	sorted := slices.SortedFunc(maps.Keys(rows), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second))
	})
	for chunk := range slices.Chunk(sorted, atOnce) {
		values, args := make([]string, len(chunk)), []any{user}
		for i, row := range chunk {
			values[i] = fmt.Sprintf("($1, $%d, $%d)", 2*i+2, 2*i+3)
			args = append(args, row.first, row.second)
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("insert into %s values %s on conflict do nothing", into, strings.Join(values, ", ")), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// pieces are the words of a text as they are entered.
func pieces(text string) (list []string) {
	for word := range strings.FieldsSeq(text) {
		runes := []rune(word)
		for len(runes) > pieceRunes {
			list = append(list, string(runes[:pieceRunes]))
			runes = runes[endingRunes:]
		}
		list = append(list, string(runes))
	}
	return list
}

// endingsOf are the ends of a word, each cut to endingRunes.
func endingsOf(word string) (list []string) {
	runes := []rune(word)
	for i := range runes {
		list = append(list, string(runes[i:min(i+endingRunes, len(runes))]))
	}
	return list
}
