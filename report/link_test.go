package report

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLinksLeadToFilesBesideThePageOnly(t *testing.T) {
	for link, want := range map[string]string{
		"me.pdf": "me.pdf", "../out/me.pdf": "../out/me.pdf", "./a:b.pdf": "./a:b.pdf", "Ma%20CV.pdf": "Ma%20CV.pdf",
		"javascript:alert(1)": "#", " javascript:alert(1)": "#", "JAVASCRIPT:x": "#", "java\nscript:x": "#", "data:text/html,x": "#",
		"//evil.example/x": "#", "https://evil.example": "#", "https:evil": "#", "\\\\evil.example": "%5C%5Cevil.example",
	} {
		assert.Equal(t, want, safeLink(link), link)
	}
}
