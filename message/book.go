package message

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/offer"
)

// The phrase book holds what messages say in so many words, one file for a
// language, in the format of the offers' phrase book (package offer):
//
//	says.*   what an employer's message is about   mine.*  what an applicant's is
//	reply    asks for something                    promise says that they will write
//	invite   asks the reader to meet           meeting names a meeting
//	until    makes the date behind it a limit      cond    makes the sentence a mere possibility
//	day.N month.N rel.* span.N workspan.N unit.*   words of dates
//	zone.*   a time zone by its IANA name
//
//go:embed phrases/*.txt
var phraseFiles embed.FS

// bookFor returns the phrases of a language and the English ones, with which
// messages in other languages are mixed.
func bookFor(lang string) *offer.Book {
	if book, ok := books[lang]; ok {
		return book()
	}
	return books["en"]()
}

var books = func() map[string]func() *offer.Book {
	all := map[string]func() *offer.Book{}
	for _, lang := range offer.Taught() {
		all[lang] = sync.OnceValue(func() *offer.Book { return open(lang) })
	}
	return all
}()

func open(lang string) *offer.Book {
	languages := []string{"en"}
	if lang != "en" {
		languages = append(languages, lang)
	}
	var source []byte
	for _, from := range languages {
		raw, err := phraseFiles.ReadFile("phrases/" + from + ".txt")
		if err != nil {
			panic(fmt.Sprintf("phrase book: %v", err)) // embedded: a missing file is a build error
		}
		source = append(append(source, raw...), '\n')
	}
	return offer.NewBook(source, languages, func(kind string) bool {
		return kind == "instruct" || strings.HasPrefix(kind, "month.")
	})
}
