package lexicon_test

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/bespoke-cv/bespoke/lexicon"
)

func ExampleLexicon_Find() {
	const text = "Ran K8s on AWS, ready to go"
	lex := lexicon.Default()
	for _, mention := range lex.Find(text, "en") {
		fmt.Println(mention.Form, "is", mention.Entry.Name)
	}
	// Output:
	// K8s is Kubernetes
	// AWS is AWS
}

// Whoever has PostgreSQL may claim SQL; what looks alike is another thing.
func ExampleLexicon_Supports() {
	lex := lexicon.Default()
	entry := func(name string) *lexicon.Entry {
		found, _ := lex.Lookup(name)
		return found
	}
	fmt.Println(lex.Supports(entry("PostgreSQL"), entry("SQL")), lex.Supports(entry("SQL"), entry("PostgreSQL")))
	fmt.Println(lex.Supports(entry("JavaScript"), entry("Java")), lex.Confusable(entry("JavaScript"), entry("Java")))
	fmt.Println(entry("kubernetes").Interchangeable("K8s", "Kubernetes"))
	// Output:
	// true false
	// false true
	// true
}

// A lexicon of one's own, and a list that is added to another.
func ExampleNew() {
	lex, err := lexicon.New([]*lexicon.Entry{{Name: "Boat building", Kind: lexicon.Domain}}).Load(strings.NewReader("Caulking|method|seam caulking\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, mention := range lex.Find("Boat building: seam caulking and rigging", "en") {
		fmt.Println(mention.Entry.Name, mention.Entry.Kind)
	}
	// Output:
	// Boat building domain
	// Caulking method
}

func ExampleAbbreviates() {
	fmt.Println(lexicon.Abbreviates("AWS", "Amazon Web Services"), lexicon.Abbreviates("K8s", "Kubernetes"), lexicon.Abbreviates("AWS", "Azure"))
	// Output:
	// true true false
}

func ExampleFold() {
	fmt.Println(lexicon.Fold("Führung"), lexicon.Fold("CAFÉ"))
	// Output:
	// fuhrung cafe
}

// English stands first: its spellings are names and aliases.
func ExampleAppendFold() {
	fmt.Printf("%s\n", lexicon.AppendFold(nil, "Führung"))
	// Output: fuhrung
}

func ExampleLanguages() {
	fmt.Println(lexicon.Languages())
	// Output:
	// [en de fr es it pt nl]
}

// What a word may hold beside letters and digits of ASCII is for the caller to say.
func ExampleWordEnd() {
	text := "Müller's"
	fmt.Println(text[:lexicon.WordEnd(text, 0, unicode.IsLetter)])
	// Output:
	// Müller
}
