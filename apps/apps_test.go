package apps

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func pages() map[string]Page { return map[string]Page{"review": Review(), "board": Board()} }

func TestAPageRunsOnlyWhatItsPolicyNames(t *testing.T) {
	for name, page := range pages() {
		for form, document := range map[string]string{"app": page.App, "web": page.Web} {
			t.Run(name+" "+form, func(t *testing.T) {
				policy := page.Policy
				if form == "app" {
					stated := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).FindStringSubmatch(document)
					require.NotNil(t, stated)
					policy = stated[1]
					assert.Contains(t, policy, "connect-src 'none'")
				} else {
					assert.NotContains(t, document, "http-equiv")
					assert.Contains(t, policy, "frame-ancestors 'none'")
				}
				assert.NotContains(t, policy, "unsafe")
				assert.Contains(t, policy, "default-src 'none'")
				assert.NotContains(t, document, "{{")
				root, err := html.Parse(strings.NewReader(document))
				require.NoError(t, err)
				scripts, styles := 0, 0
				for node := range root.Descendants() {
					if node.Type != html.ElementNode {
						continue
					}
					for _, attribute := range node.Attr {
						assert.False(t, strings.HasPrefix(attribute.Key, "on"), "inline handler %s", attribute.Key)
						assert.NotEqual(t, "style", attribute.Key)
						assert.NotEqual(t, "src", attribute.Key)
						if attribute.Key == "href" {
							assert.True(t, strings.HasPrefix(attribute.Val, "#"), "%s leads elsewhere", attribute.Val)
						}
					}
					switch node.Data {
					case "script":
						scripts++
						assert.Contains(t, policy, hash(node.FirstChild.Data))
					case "style":
						styles++
						assert.Contains(t, policy, hash(node.FirstChild.Data))
					}
				}
				assert.Equal(t, 1, scripts)
				assert.Equal(t, 1, styles)
			})
		}
	}
}

// Data reaches the page as text alone: nothing in the scripts reads markup or
// runs text.
func TestTheScriptsHaveNoWayToReadMarkup(t *testing.T) {
	for _, name := range []string{"core.js", "review.js", "board.js"} {
		for _, way := range []string{
			"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", "setHTML",
			"createContextualFragment", "srcdoc", "javascript:", "localStorage", "document.cookie",
		} {
			assert.NotContains(t, read(name), way, name)
		}
	}
}

func TestAHostChoosesTheColours(t *testing.T) {
	style := themed(":root {\n  color-scheme: light dark;\n  --page: #fff;\n}\n@media (prefers-color-scheme: dark) {\n  :root {\n    --page: #000;\n  }\n}\n")
	assert.Contains(t, style, ":root[data-theme=\"light\"] {\n  color-scheme: light;\n  --page: #fff;\n}")
	assert.Contains(t, style, ":root[data-theme=\"dark\"] { color-scheme: dark;\n    --page: #000;\n  }")
	assert.Panics(t, func() { themed("body {}") })
}
