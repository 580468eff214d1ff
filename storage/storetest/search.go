package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// indexer is a home that keeps an index of words for those who have very many
// applications.
type indexer interface {
	LookThrough(applications int)
	IndexApplications(ctx context.Context, user uuid.UUID, most int) error
}

// searches holds what is found, by looking and by the index, against the plain
// meaning of storage.ApplicationFilter.Text.
func searches(t *testing.T, store storage.Store) {
	ctx, user, stranger := t.Context(), NewUser(), NewUser()
	set, other := Save(t, store, user, "Ada"), Save(t, store, stranger, "Ada")
	address := "https://jobs.example.com/" + strings.Repeat("stellen/", 20) + "50%_Ärztin"
	var all []schema.Application // the newest first
	for i, text := range []string{
		"Haus Ölbaum|Nachtpflegerin|", "Altenpflege Nord|Pflegerin (m/w/d)|ruft an", `Back\slash 100%_x|Bäcker|`,
		"Ölmühle|Müllerin|siehe " + address, "日本酒造|杜氏|\u00a0nbsp\u2003em", "a|aa|aaa aa a", "Straße|ẞ und ß|\U0010FFFF\U0010FFFFz",
		"", "Haus Ölbaum|Tagpflegerin|ölbaum ölbaum", "Alder|Welder|spot-welder",
	} {
		parts := append(strings.Split(text, "|"), "", "", "")
		change := func(a *schema.Application) {
			a.Company, a.Title, a.Notes = parts[0], parts[1], parts[2]
			if i%2 == 1 {
				a.Status = schema.Applied
			}
		}
		all = slices.Insert(all, 0, Apply(t, store, user, set, change))
		Apply(t, store, stranger, other, change)
	}
	queries := []string{
		"pflege", "PFLEGERIN", "haus", "aus Ö", "haus ölbaum tag", "a", "aa", "aaa", "aaaa", "ßse", "ße", "ẞ", "杜", "酒", "nbsp", "em nbsp",
		"50%", `k\s`, "%_", "_", "\U0010FFFF", "\U0010FFFFz", "\U0010FFFFy", "oak", "haus alder", "welder spot", "(m/w", address, address[20:120], address[20:120] + "x", "en/stellen/ste", "example.com/stell", "",
	}
	check := func(when string) {
		t.Helper()
		for _, query := range queries {
			for _, statuses := range [][]schema.Status{nil, {schema.Applied}} {
				for _, limit := range []int{1, 3, 20} {
					filter := storage.ApplicationFilter{Text: query, Statuses: statuses, Limit: limit}
					assert.Equal(t, meant(all, filter), pagesOf(t, store, user, filter), "%s: %q, pages of %d", when, query, limit)
				}
			}
		}
	}
	check("looked through")
	index := store.(indexer)
	index.LookThrough(1)
	defer index.LookThrough(1000)
	require.NoError(t, index.IndexApplications(ctx, user, 4))
	check("the oldest indexed")
	require.NoError(t, index.IndexApplications(ctx, user, 100))
	require.NoError(t, index.IndexApplications(ctx, user, 100), "there is nothing left")
	check("all indexed")

	notes := "jetzt mit Eichenholz"
	changed, err := store.UpdateApplication(ctx, user, all[3].ID, storage.ApplicationChange{Notes: &notes}, 0)
	require.NoError(t, err)
	all[3] = changed
	status := schema.Interview
	all[5], err = store.UpdateApplication(ctx, user, all[5].ID, storage.ApplicationChange{Status: &status}, 0)
	require.NoError(t, err)
	queries = append(queries, "eichen", "holz jetzt")
	check("changed")
	require.NoError(t, index.IndexApplications(ctx, user, 100))
	check("changed and indexed")

	for range 3 {
		all = slices.Insert(all, 0, Apply(t, store, user, set, func(a *schema.Application) { a.Company = "Eichenhof" }))
	}
	index.LookThrough(3)
	check("new ones beside indexed ones")
	require.NoError(t, store.Erase(ctx, user))
	assert.Empty(t, pagesOf(t, store, user, storage.ApplicationFilter{Text: "a"}))
	assert.Len(t, pagesOf(t, store, stranger, storage.ApplicationFilter{Text: "ölbaum"}), 2)
}

// meant are the ids that a filter means, of applications in their order.
func meant(all []schema.Application, filter storage.ApplicationFilter) (ids []string) {
	for _, a := range all {
		text := strings.ToLower(fmt.Sprintf("%s\n%s\n%s", a.Company, a.Title, a.Notes))
		fits := len(filter.Statuses) == 0 || slices.Contains(filter.Statuses, a.Status)
		for word := range strings.FieldsSeq(strings.ToLower(filter.Text)) {
			fits = fits && strings.Contains(text, word)
		}
		if fits {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// pagesOf lists the ids of all pages.
func pagesOf(t *testing.T, store storage.Store, user uuid.UUID, filter storage.ApplicationFilter) (ids []string) {
	t.Helper()
	for {
		page, err := store.ListApplications(t.Context(), user, filter)
		require.NoError(t, err)
		for _, a := range page.Applications {
			ids = append(ids, a.ID)
		}
		if filter.Cursor = page.Next; filter.Cursor == "" {
			return ids
		}
	}
}
