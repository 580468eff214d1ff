package yamltree_test

import (
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

func TestCommentedTextsAreWhatYAMLReads(t *testing.T) {
	t.Parallel()
	for _, written := range []string{
		"Led the audit", "Led the audit  ", "Led\tthe audit", "Led #1 of 3", "Led # of three", "C# led", "2021", "2021-04",
		"1_000", "0x1F", "null", "~", "yes", "=", "-5 %", "--- led", "... led", "'led'", `"led" it`, "`led`", "[led]", "{led}", "& led",
		"&a led", "*a", "* led", "!led", "!!str led", "% led", "@led", ", led", "| led", "> led", "?led", "? led", ":led", ": led",
		"Größe 3 µm – 30 % schneller", "🚀 launched", "led\u00a0it", "\u00a0led", "led \\n it", "a::b", "a,b", "https://a.example/b#c",
	} {
		file, err := yamltree.Parse([]byte("a:\n  - b\n  # - " + written + "\n"))
		if err != nil {
			t.Errorf("%q: %v", written, err)
			continue
		}
		var list []yaml.Node
		text := yaml.Unmarshal([]byte("- "+written), &list) == nil && len(list) == 1 && list[0].Kind == yaml.ScalarNode && list[0].Value != ""
		pool := file.Pool()
		if text && (len(pool) != 1 || pool[0].Text != list[0].Value) {
			t.Errorf("%q: pool is %v, YAML reads %q", written, pool, list[0].Value)
		}
		if !text && len(pool) != 0 {
			t.Errorf("%q: pool has %q, which is no text to YAML", written, pool[0].Text)
		}
	}
}
