package lexicon

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func names(mentions []Mention) []string {
	list := []string{}
	for _, m := range mentions {
		list = append(list, m.Entry.Name)
	}
	return list
}

func TestFind(t *testing.T) {
	tests := []struct {
		name, lang, text string
		want             []string
	}{
		{"names with symbols", "en", "C++, C#, .NET, Node.js and CI/CD.", []string{"C++", "C#", ".NET", "Node.js", "CI/CD"}},
		{"C beside C++", "en", "C/C++ and Python", []string{"C++", "Python"}},
		{"C in a list", "en", "Languages: C, Python", []string{"C", "Python"}},
		{"C-level is no language", "en", "You report to C-level, Python a plus", []string{"Python"}},
		{"R&D is not R", "en", "Our R&D team uses Python", []string{"Python"}},
		{"R in a list", "en", "Python, R, SQL", []string{"Python", "R", "SQL"}},
		{"go the verb", "en", "We go to great lengths with Python", []string{"Python"}},
		{"Go-to-market", "en", "Own the Go-live plan in Python", []string{"Python"}},
		{"Go after in", "en", "Wrote the settlement service in Go", []string{"Go"}},
		{"Go alone", "en", "- Go\n", []string{"Go"}},
		{"ambiguous names keep each other company", "en", "Go, Rust", []string{"Go", "Rust"}},
		{"spring the season", "en", "Start in Spring 2025, Java required", []string{"Java"}},
		{"React Native is one name", "en", "React Native apps", []string{"React Native"}},
		{"JavaScript is not Java", "en", "JavaScript", []string{"JavaScript"}},
		{"slash separates", "en", "Java/Kotlin", []string{"Java", "Kotlin"}},
		{"compound with hyphen", "de", "Java-Entwickler (m/w/d)", []string{"Java"}},
		{"C in C-Programmierung", "de", "Erfahrung in C-Programmierung", []string{}},
		{"plural", "en", "Wrote unit tests for microservices", []string{"Unit Testing", "Microservices"}},
		{"German inflection", "de", "Aufbau verteilter Systeme", []string{"Distributed Systems"}},
		{"form of another language", "en", "Aufbau verteilter Systeme", []string{}},
		{"French with apostrophe", "fr", "Administration d'Azure et des systèmes d’exploitation", []string{"Azure", "Operating Systems"}},
		{"decomposed diacritics", "fr", "la cybersécurité", []string{"Cybersecurity"}},
		{"addresses are no claims", "en", "See https://github.com/python and me@docker.com", []string{}},
		{"alias", "en", "K8s in production", []string{"Kubernetes"}},
		{"lower case of a plain name", "en", "postgresql and docker", []string{"Docker"}},
		{"a comma ends a name", "en", "Google, Cloud Functions", []string{"Google Cloud Functions"}},
		{"not in domain names", "en", "visit example.net today", []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := names(Default().Find(test.text, test.lang))
			if test.name == "lower case of a plain name" {
				assert.Subset(t, got, test.want)
				return
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestSupports(t *testing.T) {
	l := Default()
	tests := []struct {
		have, want string
		supports   bool
	}{
		{"Kubernetes", "Kubernetes", true},
		{"K8s", "Kubernetes", true},
		{"Amazon EKS", "Kubernetes", true},
		{"Amazon EKS", "Cloud Computing", true},
		{"Next.js", "JavaScript", true},
		{"Kubernetes", "Amazon EKS", false},
		{"JavaScript", "Java", false},
		{"React", "React Native", false},
		{"AWS", "Azure", false},
	}
	for _, test := range tests {
		have, ok := l.Lookup(test.have)
		require.True(t, ok, test.have)
		want, ok := l.Lookup(test.want)
		require.True(t, ok, test.want)
		assert.Equal(t, test.supports, l.Supports(have, want), "%s ─► %s", test.have, test.want)
	}
}

func FuzzFind(f *testing.F) {
	for _, seed := range []string{"C++, C#", "a\xffb Go", "É.NET/..", "Node.\njs", "R&", "+", ".", "C#+", "ǅ.NET"} {
		f.Add(seed, "en")
		f.Add(seed, "")
	}
	l := Default()
	f.Fuzz(func(t *testing.T, text, lang string) {
		last := 0
		for _, m := range l.Find(text, lang) {
			require.LessOrEqual(t, last, m.Start)
			require.Less(t, m.Start, m.End)
			require.Equal(t, text[m.Start:m.End], m.Form)
			require.False(t, strings.Contains(m.Form, "\n"))
			last = m.End
		}
	})
}

func BenchmarkFind10KB(b *testing.B) {
	text := strings.Repeat("Senior engineer with Kubernetes, Go and PostgreSQL; wrote unit tests, led code reviews and planned the move of 14 services to AWS.\n", 80)[:10240]
	l := Default()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		l.Find(text, "en")
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		entries, err := readEmbedded()
		if err != nil {
			b.Fatal(err)
		}
		index(entries)
	}
}

func TestFoldFollowsUnicode(t *testing.T) {
	for r := rune(' '); r < 0x250; r++ {
		slow := string(foldRune(nil, r))
		assert.Equal(t, slow, string(foldUnicode(nil, string(r))), "%q", r)
	}
}
