package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/resume/source"
)

func TestTitlesAreKnownInSevenLanguages(t *testing.T) {
	for title, want := range map[string]kind{
		"Work Experience": experience, "EDUCATION": education, "1. Skills": skills, "E X P E R I E N C E": experience, "Skills & Tools": skills, "Languages:": languages,
		"Berufserfahrung": experience, "Beruflicher Werdegang": experience, "Ausbildung": education, "Kenntnisse": skills, "Fremdsprachen": languages, "Persönliche Daten": contact, "Über mich": profile,
		"Expérience professionnelle": experience, "Formation et diplômes": education, "Compétences": skills, "Langues étrangères": languages, "À propos de moi": profile, "Centres d'intérêt": other,
		"Experiencia laboral": experience, "Formación académica": education, "Conocimientos": skills, "Idiomas": languages, "Sobre mí": profile,
		"Esperienze lavorative": experience, "Istruzione e formazione": education, "Competenze": skills, "Lingue": languages, "Dati personali": contact,
		"Experiência profissional": experience, "Formação": education, "Competências": skills, "Línguas": languages, "Resumo": profile,
		"Werkervaring": experience, "Opleidingen": education, "Vaardigheden": skills, "Talen": languages, "Over mij": profile, "Publicaties": publications, "Projecten": projects,
	} {
		got, ok := titleKind(title)
		assert.True(t, ok, title)
		assert.Equal(t, want, got, title)
	}
	for _, text := range []string{"I have experience with education", "Acme", "2020", ""} {
		_, ok := titleKind(text)
		assert.False(t, ok, text)
	}
}

func TestDatesAreReadInManyForms(t *testing.T) {
	for text, want := range map[string][3]string{ // start, end, free text
		"March 2020 - Present":           {"2020-03", "present"},
		"Mar. 2020 – Feb 2021":           {"2020-03", "2021-02"},
		"03/2020–02/2021":                {"2020-03", "2021-02"},
		"2020-03 to 2021-02":             {"2020-03", "2021-02"},
		"2018-2020":                      {"2018", "2020"},
		"2018/03 – 2020/04":              {"2018-03", "2020-04"},
		"(2018 – 20)":                    {"2018", "2020"},
		"15 March 2020":                  {"2020-03-15"},
		"March 15th, 2020":               {"2020-03-15"},
		"15.03.2020":                     {"2020-03-15"},
		"2020":                           {"2020"},
		"Spring 2020":                    {"", "", "Spring 2020"},
		"since 2019":                     {"2019", "present"},
		"2019 –":                         {"2019", "present"},
		"Sept '19 – Jan '21":             {"2019-09", "2021-01"},
		"seit 08/2019":                   {"2019-08", "present"},
		"März 2018 bis heute":            {"2018-03", "present"},
		"01.10.2014 - 31.07.2019":        {"2014-10-01", "2019-07-31"},
		"Okt. 2015 – gegenwärtig":        {"2015-10", "present"},
		"janvier 2021 – aujourd’hui":     {"2021-01", "present"},
		"de févr. 2014 à août 2016":      {"2014-02", "2016-08"},
		"depuis mars 2020":               {"2020-03", "present"},
		"marzo de 2019 – actualidad":     {"2019-03", "present"},
		"enero 2016 a diciembre de 2018": {"2016-01", "2018-12"},
		"dal 2018 ad oggi":               {"2018", "present"},
		"settembre 2012 – gennaio 2018":  {"2012-09", "2018-01"},
		"Fevereiro de 2018 – atualmente": {"2018-02", "present"},
		"set. 2013 – dez. 2017":          {"2013-09", "2017-12"},
		"mei 2017 - heden":               {"2017-05", "present"},
		"aug 2013 t/m apr 2017":          {"2013-08", "2017-04"},
		"2021 – 2019":                    {"", "", "2021 – 2019"},
	} {
		found := periods(&source.Document{Text: text}, source.Span{End: len(text)})
		if assert.Len(t, found, 1, text) {
			assert.Equal(t, want, [3]string{found[0].start, found[0].end, found[0].free}, text)
		}
	}
	for _, text := range []string{"+49 231 90 18 26", "cut costs by 2,019 euros", "ISO 9001", "12345", "v2.3.1", "20,000 users"} {
		assert.Empty(t, periods(&source.Document{Text: text}, source.Span{End: len(text)}), text)
	}
}

func TestDurationsAreToldFromText(t *testing.T) {
	for _, text := range []string{"3 years 2 months", "(1 year)", "5 Jahre und 3 Monate", "2 ans 4 mois", "1 año", "10 mesi", "2 anos e 1 mês", "4 jaar"} {
		assert.True(t, isDuration(text), text)
	}
	for _, text := range []string{"3 engineers", "2020", "Acme", "3 years of work at Acme"} {
		assert.False(t, isDuration(text), text)
	}
}

func TestAddressesBecomeNetworks(t *testing.T) {
	for address, want := range map[string][2]string{
		"https://www.linkedin.com/in/ada-byrne/":              {"LinkedIn", "ada-byrne"},
		"de.linkedin.com/in/ada":                              {"LinkedIn", "ada"},
		"github.com/ada":                                      {"GitHub", "ada"},
		"https://twitter.com/ada":                             {"X", "ada"},
		"https://mastodon.social/@ada":                        {"Mastodon", "@ada@mastodon.social"},
		"https://stackoverflow.com/users/123/ada":             {"StackOverflow", "123/ada"},
		"https://scholar.google.com/citations?user=AbC&hl=en": {"Google Scholar", "AbC"},
		"https://orcid.org/0000-0002-1825-0097":               {"ORCID", "0000-0002-1825-0097"},
		"https://youtube.com/@ada":                            {"YouTube", "ada"},
	} {
		network, username, ok := Network(address)
		assert.True(t, ok, address)
		assert.Equal(t, want, [2]string{network, username}, address)
	}
	for _, address := range []string{"https://github.com/ada/repository", "https://example.org", "linkedin.com/company/acme"} {
		_, _, ok := Network(address)
		assert.False(t, ok, address)
	}
}

func TestPhonesNeedTheirCountry(t *testing.T) {
	for number, want := range map[string]string{"+44 20 7946 0812": "+44 20 7946 0812", "0049 (0)30 901820": "", "+49 (0)30 901820": "+49 30 901820", "00 49 30 901820": "+49 30 901820"} {
		got, ok := Phone(number, "")
		if want == "" {
			continue
		}
		assert.True(t, ok, number)
		assert.Equal(t, want, got)
	}
	_, ok := Phone("030 901820", "")
	assert.False(t, ok, "of which country?")
	got, ok := Phone("030 901820", "DE")
	assert.True(t, ok)
	assert.Equal(t, "+49 30 901820", got)
}
