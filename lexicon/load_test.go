package lexicon

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoadReadsTheFormsOfOthers(t *testing.T) {
	tests := []struct{ name, list, text, want string }{
		{"own form", "# mine\nBasket weaving|method|basketry|de=Korbflechten\n", "Ten years of basketry", "Basket weaving"},
		{"own form in another language", "Basket weaving|method|basketry|de=Korbflechten\n", "Korbflechten", "Basket weaving"},
		{"ESCO", "conceptType,preferredLabel,altLabels,skillType\nKnowledgeSkillCompetence,weave baskets,\"basket weaving\nplait willow\",skill\n", "I can plait willow", "weave baskets"},
		{"O*NET", "O*NET-SOC Code\tExample\tCommodity Title\n11-1011.00\tLoomMaster\tWeaving software\n", "Worked with LoomMaster daily", "LoomMaster"},
		{"plain table with semicolons", "name;kind\nWillowCAD;tool\n", "WillowCAD", "WillowCAD"},
		{"BOM and CRLF", "\ufeffname,aliases\r\nWillowCAD,WCAD|willow cad\r\n", "willow cad", "WillowCAD"},
		{"new alias of a known entry", "Kubernetes|tool|Kubernetes platform\n", "our Kubernetes platform", "Kubernetes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			merged, err := Default().Load(strings.NewReader(test.list))
			require.NoError(t, err)
			assert.Contains(t, names(merged.Find(test.text, "")), test.want)
			assert.GreaterOrEqual(t, len(merged.Entries()), len(Default().Entries()))
			_, still := merged.Lookup("K8s")
			assert.True(t, still, "what was there stays")
		})
	}
}

func TestLoadKeepsTheMeaningOfWhatWasThere(t *testing.T) {
	merged, err := Default().Load(strings.NewReader("name,aliases\nCoffee,Java|espresso\nGo,\nX,\n"))
	require.NoError(t, err)
	java, _ := merged.Lookup("Java")
	assert.Equal(t, Language, java.Kind, "an alias that belongs to another entry is left out")
	assert.Empty(t, merged.Find("we go to the market", "en"), "the rules of Go stay")
	assert.Empty(t, merged.Find("X marks the spot", "en"), "one letter is no name")
	assert.Equal(t, []string{"Coffee"}, names(merged.Find("espresso", "en")))
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ name, list, want string }{
		{"empty", "", "line 1"},
		{"comments only", "# nothing|tool\n", "column"},
		{"no column for the name", "a,b\n1,2\n", "preferredlabel"},
		{"a bad kind at once", "Helm|boat|steering wheel\n", "line 1"},
		{"a bad line", "Kubernetes|tool\nHelm|boat\n", "line 2"},
		{"not text", "name\n\xff\xfe\n", "UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Default().Load(strings.NewReader(test.list))
			require.ErrorIs(t, err, ErrList)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{"a|tool|b", "name,aliases\nx,y", "=?Go|language|near=x", "name\n\"", "|", "a|tool|de=x;y|zz=1"} {
		f.Add(seed)
	}
	base := New([]*Entry{{Name: "Kubernetes", Kind: Tool, Aliases: []string{"K8s"}}})
	f.Fuzz(func(t *testing.T, list string) {
		merged, err := base.Load(strings.NewReader(list))
		if err != nil {
			require.ErrorIs(t, err, ErrList)
			return
		}
		merged.Find(list, "")
		_, ok := merged.Lookup("Kubernetes")
		require.True(t, ok)
	})
}

// The files are invented but laid out as ESCO and O*NET publish theirs: all of
// their columns, several labels to a cell, a row for each occupation.
func TestLoadReadsPublishedTaxonomies(t *testing.T) {
	tests := []struct{ file, lang, text, want string }{
		{"esco-skills.csv", "en", "Experience of pleaching and of dry stone walls", "hedge laying"},
		{"esco-skills.csv", "en", "You dress millstones by hand", "operate millstone dresser"},
		{"esco-skills.csv", "en", "able to read tide tables", "tide tables"},
		{"esco-skills.csv", "en", "millstone dresing", "operate millstone dresser"},
		{"esco-skills-de.csv", "de", "Erfahrung in der Knickpflege", "Heckenflechten"},
		{"onet-technology-skills.txt", "en", "Routes are planned in TideRunner", "TideRunner"},
		{"onet-technology-skills.csv", "en", "Turfwise Planner and HedgePlan Pro", "HedgePlan Pro"},
		{"onet-skills.txt", "en", "Operations Monitoring on the bridge", "Operations Monitoring"},
	}
	for _, test := range tests {
		t.Run(test.file+" "+test.want, func(t *testing.T) {
			file, err := os.Open("testdata/" + test.file)
			require.NoError(t, err)
			defer file.Close()
			merged, err := Default().Load(file)
			require.NoError(t, err)
			assert.Contains(t, names(merged.Find(test.text, test.lang)), test.want)
			kubernetes, ok := merged.Lookup("K8s")
			require.True(t, ok)
			assert.Equal(t, Tool, kubernetes.Kind, "what was known keeps its kind")
		})
	}
}

func TestATechnologyIsOfTheKindItsTableNames(t *testing.T) {
	file, err := os.Open("testdata/onet-technology-skills.txt")
	require.NoError(t, err)
	defer file.Close()
	merged, err := Default().Load(file)
	require.NoError(t, err)
	entry, ok := merged.Lookup("GristMill SCADA")
	require.True(t, ok)
	assert.Equal(t, Tool, entry.Kind, "O*NET's examples are products")
	assert.Equal(t, len(Default().Entries())+4, len(merged.Entries()), "a product that two occupations use is one entry")
}
