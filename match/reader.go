package match

import (
	"slices"
	"strconv"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// reader finds skills in the text of a CV.
type reader struct {
	lexicon *lexicon.Lexicon
	extra   *lexicon.Lexicon // skills the offer names and the lexicon does not know; nil for none
	lang    string
	stemmer *stemmer
	texts   *Texts
	spare   map[string]*lexicon.Entry
}

func newReader(lex *lexicon.Lexicon, skills []schema.OfferSkill, lang string, texts *Texts) *reader {
	r := &reader{
		lexicon: lex, lang: lang, stemmer: newStemmer(lang), texts: texts,
		spare: map[string]*lexicon.Entry{},
	}
	var unknown []*lexicon.Entry
	for _, skill := range skills {
		if _, ok := lex.Lookup(skill.Name); ok || r.spare[skill.Name] != nil {
			continue
		}
		entry := &lexicon.Entry{Name: skill.Name, Kind: lexicon.Kind(skill.Kind)}
		if skill.Spelling != "" && skill.Spelling != skill.Name {
			entry.Aliases = []string{skill.Spelling}
		}
		r.spare[skill.Name] = entry
		unknown = append(unknown, entry)
	}
	if len(unknown) > 0 {
		r.extra = lexicon.New(unknown)
	}
	return r
}

// entry is the lexicon's entry of an offer's skill, or one made for it.
func (r *reader) entry(skill schema.OfferSkill) *lexicon.Entry {
	if entry, ok := r.lexicon.Lookup(skill.Name); ok {
		return entry
	}
	return r.spare[skill.Name]
}

// text reads a text.
func (r *reader) text(raw string) *text {
	read := r.texts.recall(reading{raw, r.lang, r.lexicon}, func(raw string) *text {
		return newText(raw, r.lexicon.Find(raw, r.lang), r.lexicon, r.stemmer)
	})
	if r.extra == nil {
		return read
	}
	more := r.extra.Find(raw, r.lang)
	if len(more) == 0 {
		return read
	}
	mentions := slices.Concat(read.mentions, more)
	slices.SortStableFunc(mentions, func(a, b lexicon.Mention) int { return a.Start - b.Start })
	return newText(raw, mentions, r.lexicon, r.stemmer)
}

// disclaimers are words before a skill that say its owner does not have it
// yet. "learning" stands alone nowhere here: machine learning is a skill.
var disclaimers = []string{
	"currently learning", "started learning", "am learning", "no experience", "not yet", "want to learn", "interested in",
	"without experience", "studying for", "lerne derzeit", "lerne aktuell", "lerne gerade", "keine erfahrung", "interesse an", "noch nicht",
	"apprends actuellement", "en cours d'apprentissage", "aucune experience", "notions de", "aprendiendo", "sin experiencia",
	"sto imparando", "nessuna esperienza", "a aprender", "aprendendo", "sem experiencia", "geen ervaring", "leer momenteel",
}

const disclaimerReach = 48 // bytes before the skill

func disclaimed(text string, start int) bool {
	from := max(0, start-disclaimerReach)
	before := text[from:start]
	if cut := strings.LastIndexAny(before, ".;\n"); cut >= 0 {
		before = before[cut+1:]
	}
	before = lexicon.Fold(before)
	return slices.ContainsFunc(disclaimers, func(d string) bool { return strings.Contains(before, d) })
}

// shown is what one CV says, line by line.
type shown struct {
	lines []line
}

// line is a text of the CV that can name skills.
type line struct {
	*text
	path, key, entry string
	leaf             int  // which of the CV's leaves it is
	pooled           bool // commented out: supports skills, but shows none
}

// read lists the lines of a CV, and its commented-out bullets when asked.
func (m *Matcher) read(doc *cv.Document, pool bool) *shown {
	leaves := doc.Leaves()
	s := &shown{lines: make([]line, 0, len(leaves))}
	for i, leaf := range leaves {
		if speaks(leaf) {
			s.lines = append(s.lines, line{text: m.said(leaf.Text).text, path: leaf.Path, key: leaf.Key, entry: leaf.Entry, leaf: i})
		}
	}
	if pool {
		for _, comment := range doc.Pool() {
			s.lines = append(s.lines, line{text: m.said(comment.Text).text, path: "line:" + strconv.Itoa(comment.Line), pooled: true})
		}
	}
	return s
}

// mute are the keys whose text names no skills of the CV's owner: an employer
// called Oracle is not the database.
var mute = map[string]bool{
	"company": true, "institution": true, "location": true, "start_date": true, "end_date": true, "date": true,
	"url": true, "doi": true, "journal": true, "authors": true, "email": true, "phone": true, "website": true,
	"photo": true, "network": true, "username": true, "fontawesome_icon": true, "placeholder": true, "number": true,
}

func speaks(leaf cv.Leaf) bool {
	if leaf.Section == "" {
		return leaf.Key == "headline" || leaf.Key == "label"
	}
	return !mute[leaf.Key]
}

// support lists the places whose lines support a skill; a commented-out bullet
// goes last.
func (s *shown) support(want *lexicon.Entry) []string {
	var paths []string
	for _, line := range s.lines {
		if line.shows(want) {
			paths = append(paths, line.path)
		}
	}
	return paths
}
