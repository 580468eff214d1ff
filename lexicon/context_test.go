package lexicon

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEverydayWordsAreNoSkills(t *testing.T) {
	tests := []struct{ lang, text, not string }{
		{"en", "Production experience with Kubernetes and Docker", "Production"},
		{"en", "so that a merge reaches production in under 15 minutes", "Production"},
		{"fr", "Encadrer une équipe de deux chargés de production et les hôtes", "Production"},
		{"en", "Take part in the on-call rota (one week in six)", "Shift Planning"},
		{"en", "one in five containers that leave a British port", "Containerization"},
		{"de", "Messen der fertigen Teile", "Event Marketing"},
		{"en", "night audit cover when needed", "Audit"},
		{"en", "Opera or a similar property management system", "Real Estate"},
		{"fr", "recherche un(e) chef(fe) de projet", "Cooking"},
		{"fr", "chef d'équipe sur un chantier", "Cooking"},
	}
	for _, test := range tests {
		assert.NotContains(t, names(Default().Find(test.text, test.lang)), test.not, test.text)
	}
}

func TestTheSameWordsInContextAreSkills(t *testing.T) {
	tests := []struct{ lang, text, want string }{
		{"en", "Production operator on an assembly line, three shifts", "Production"},
		{"en", "Production", "Production"},
		{"en", "Plan staff rotas across three shifts", "Shift Planning"},
		{"en", "Run the rota for 14 receptionists", "Shift Planning"},
		{"en", "Deployed containers with Docker", "Containerization"},
		{"en", "property management for 300 flats", "Real Estate"},
		{"fr", "chef de cuisine dans une brasserie", "Cooking"},
		{"en", "external audit of listed companies", "Audit"},
	}
	for _, test := range tests {
		assert.Contains(t, names(Default().Find(test.text, test.lang)), test.want, test.text)
	}
}

func TestWhoRunsPipelinesIntegratesContinuously(t *testing.T) {
	l := Default()
	want, _ := l.Lookup("Continuous Integration")
	for _, name := range []string{"CI/CD", "GitHub Actions", "Jenkins"} {
		have, _ := l.Lookup(name)
		assert.True(t, l.Supports(have, want), name)
	}
}

func TestMarkdownIsNoPartOfAName(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"Moved 34 services to **K8s** on AWS", []string{"Kubernetes", "AWS"}},
		{"wrote tools in **Go** for teams", []string{"Go"}},
		{"**Go**, **Rust**, **C**", []string{"Go", "Rust", "C"}},
		{"set up **CI**/CD", []string{"CI/CD"}},
		{"**Infrastructure** as Code", []string{"Infrastructure as Code"}},
		{"[Kubernetes](https://k8s.io)", []string{"Kubernetes"}},
		{"Built `Go` services in *Java*", []string{"Go", "Java"}},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, names(Default().Find(test.text, "en")), test.text)
	}
}
