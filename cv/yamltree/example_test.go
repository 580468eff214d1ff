package yamltree_test

import (
	"fmt"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
)

// Only the bytes of the edited value change.
func ExampleParse() {
	file, err := yamltree.Parse([]byte("name:   'Ada'    # her first name\ntools: [Go,   SQL]\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	value, err := yamltree.FromAny("PostgreSQL", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := file.Apply([]yamltree.Edit{{Name: "e1", Op: yamltree.Replace, Path: "/tools/1", Value: value}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(after.Bytes()))
	_, err = file.Find("/tools/5")
	fmt.Println(err)
	// Output:
	// name:   'Ada'    # her first name
	// tools: [Go,   PostgreSQL]
	// no such place: /tools/5: under "/tools" there is no item 5; the list has 2 items, counted from 0
}

// Mappings that stand in no file yet have their keys in the order of rank.
func ExampleFromAny() {
	rank := map[string]int{"company": 0, "position": 1}
	node, err := yamltree.FromAny(map[string]any{"position": "Engineer", "company": "Sample Ltd"}, func(key string) int { return rank[key] })
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, pair := range node.Pairs() {
		fmt.Println(pair.Key, "=", pair.Value.Value)
	}
	// Output:
	// company = Sample Ltd
	// position = Engineer
}

// JSON Pointers escape the characters that part them.
func ExampleJoin() {
	path := yamltree.Join("cv", "sections", "R&D / design", "0")
	fmt.Println(path)
	fmt.Println(yamltree.Escape("a/b~c"))
	tokens, err := yamltree.Tokens(path)
	fmt.Printf("%q %v\n", tokens, err)
	_, err = yamltree.Tokens("cv/name")
	fmt.Println(err)
	// Output:
	// /cv/sections/R&D ~1 design/0
	// a~1b~0c
	// ["cv" "sections" "R&D / design" "0"] <nil>
	// no such place: "cv/name" must begin with / as in /cv/name
}
