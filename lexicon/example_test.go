package lexicon_test

import (
	"fmt"

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
