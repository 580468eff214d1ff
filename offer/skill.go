package offer

import (
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/schema"
)

// readSkills finds the lexicon's terms and weighs each by the lines it stands
// in: a must when any requirement that must be met or the title names it, else
// nice. Where an offer asks for nothing, its duties count as must.
func (d *document) readSkills(lex *lexicon.Lexicon, asked []unit) {
	index := map[string]int{}
	strict := len(asked) > 0
	for _, m := range lex.Find(d.text[:d.visible], d.lang) {
		l := d.lineAt(m.Start)
		if l == nil || !d.skillLine(l) {
			continue
		}
		importance := schema.Nice
		if d.inTitle(l) || !strict {
			importance = schema.Must
		}
		if r := d.requirementAt(asked, m.Start); r >= 0 {
			requirement := &d.offer.Requirements[r]
			importance = requirement.Importance
			if d.niceAt(&asked[r], m.Start) {
				importance = schema.Nice
			}
			if !slices.Contains(requirement.Skills, m.Entry.Name) {
				requirement.Skills = append(requirement.Skills, m.Entry.Name)
			}
		}
		d.addSkill(index, m, importance)
	}
}

func (d *document) addSkill(index map[string]int, m lexicon.Mention, importance schema.Importance) {
	quote := d.quote(m.Start, m.End)
	at, ok := index[m.Entry.Name]
	if !ok {
		if len(d.offer.Skills) == maxSkills {
			return
		}
		index[m.Entry.Name] = len(d.offer.Skills)
		d.offer.Skills = append(d.offer.Skills, schema.OfferSkill{
			Name: m.Entry.Name, Kind: string(m.Entry.Kind), Importance: importance, Spelling: quote.Text, Quotes: []schema.Quote{quote},
		})
		return
	}
	skill := &d.offer.Skills[at]
	if importance == schema.Must && skill.Importance == schema.Nice {
		skill.Importance, skill.Spelling = schema.Must, quote.Text
	}
	if len(skill.Quotes) < 20 {
		skill.Quotes = append(skill.Quotes, quote)
	}
}

// skillLine reports whether skills named in a line belong to the job. What a
// company says of itself, offers or does with applications does not.
func (d *document) skillLine(l *line) bool {
	if l.dropped || l.has("instruct") {
		return false
	}
	switch l.section {
	case aboutSection, benefitsSection, applySection, legalSection, similarSection:
		return false
	}
	return l.start >= d.body || d.inTitle(l)
}

func (d *document) lineAt(at int) *line {
	i, found := slices.BinarySearchFunc(d.lines, at, func(l line, at int) int {
		switch {
		case at < l.start:
			return 1
		case at >= l.end:
			return -1
		}
		return 0
	})
	if !found {
		return nil
	}
	return &d.lines[i]
}

func (d *document) requirementAt(asked []unit, at int) int {
	for i := range asked {
		if asked[i].start <= at && at < asked[i].end {
			return i
		}
	}
	return -1
}

// niceAt reports whether the word at a place in a unit is only nice to have.
func (d *document) niceAt(u *unit, at int) bool {
	for _, h := range u.nice {
		if h.first < h.last && d.tokens[h.first].start <= at && at < d.tokens[h.last-1].end {
			return true
		}
	}
	return false
}

// languageNames maps folded names of spoken languages to the English ones.
var languageNames = func() map[string]string {
	names := map[string]string{}
	for name, forms := range map[string]string{
		"English": "english englisch englischkenntnisse anglais ingles inglese engels engelse englische englischen anglaise inglesa", "German": "german deutsch deutschkenntnisse allemand aleman tedesco alemao duits duitse deutsche deutschen",
		"French": "french franzosisch franzosischkenntnisse francais frances francese frans franse francaise francesa", "Spanish": "spanish spanisch spanischkenntnisse espagnol espanol castellano spagnolo espanhol spaans spaanse",
		"Italian": "italian italienisch italienischkenntnisse italien italiano italiaans italiana italiaanse", "Portuguese": "portuguese portugiesisch portugais portugues portoghese portugees portuguesa",
		"Dutch": "dutch niederlandisch neerlandais holandes neerlandes olandese nederlands nederlandse", "Polish": "polish polnisch polonais polaco polacco pools poolse",
		"Turkish": "turkish turkisch turc turco turks", "Russian": "russian russisch russe ruso russo", "Arabic": "arabic arabisch arabe arabo", "Catalan": "catalan katalanisch catala catalana catalano catalao",
		"Mandarin": "mandarin chinese chinesisch chinois chino cinese chines mandarim chinees", "Japanese": "japanese japanisch japonais japones giapponese japans",
		"Swedish": "swedish schwedisch suedois sueco svedese zweeds", "Danish": "danish danisch danois danes danese deens", "Norwegian": "norwegian norwegisch norvegien noruego norvegese noors",
		"Czech": "czech tschechisch tcheque checo ceco tsjechisch", "Romanian": "romanian rumanisch roumain rumano rumeno romeno roemeens", "Ukrainian": "ukrainian ukrainisch ukrainien ucraniano ucraino", "Hungarian": "hungarian ungarisch hongrois",
		"Greek": "greek griechisch grec griego greco", "Basque": "basque euskera", "Galician": "galician gallego", "Welsh": "welsh", "Finnish": "finnish finnisch finnois", "Croatian": "croatian kroatisch", "Hebrew": "hebrew hebraisch", "Hindi": "hindi", "Korean": "korean koreanisch coreen coreano",
	} {
		for form := range strings.FieldsSeq(forms) {
			names[form] = name
		}
	}
	return names
}()
