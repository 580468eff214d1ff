package rules_test

import (
	"fmt"
	"time"

	"github.com/bespoke-cv/bespoke/cv/rules"
	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

func ExampleCheck() {
	file, err := yamltree.Parse([]byte("cv:\n  name: Ada Sample\n  emial: ada@sample.example\ndesign:\n  theme: harvrd\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, problem := range rules.Check(file.Root, time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)) {
		fmt.Printf("line %d: %s: %s\n", problem.Node.Line, problem.Path, problem.Message)
	}
	// Output:
	// line 3: /cv/emial: the key "emial" is unknown here; did you mean email?
	// line 5: /design/theme: "harvrd" is no built-in theme; did you mean harvard?
}

// A slip of the keyboard has a way out.
func ExampleNearest() {
	fmt.Printf("%q\n", rules.Nearest("harvrd", rules.Themes))
	fmt.Printf("%q\n", rules.Nearest("blue", rules.Themes))
	// Output:
	// "harvard"
	// ""
}
