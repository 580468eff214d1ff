package resume_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/resume"
	"github.com/bespoke-cv/bespoke/schema"
)

func ExampleImport() {
	const file = `# Ada Sample

ada@example.org

## Experience

**Sample Ltd**, Engineer, 2019 – 2023

- Ran the clusters
`
	result, err := resume.Import(context.Background(), "cv.md", []byte(file), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Format)
	fmt.Print(string(result.YAML))
	for _, unread := range result.Unread {
		fmt.Println("unread:", unread.Text)
	}
	// Output:
	// markdown
	// cv:
	//   name: Ada Sample
	//   email: ada@example.org
	//   sections:
	//     Experience:
	//       - company: Sample Ltd
	//         position: Engineer
	//         start_date: 2019
	//         end_date: 2023
	//         highlights:
	//           - Ran the clusters
}

// The kind of a file is told by what is in it, its name helps.
func ExampleDetect() {
	fmt.Println(resume.Detect("cv", []byte("%PDF-1.7\n")))
	fmt.Println(resume.Detect("me.json", []byte(`{"basics": {"name": "Ada Sample"}}`)))
	fmt.Println(resume.Detect("", []byte("# Ada Sample\n\n## Experience\n")))
	_, err := resume.Detect("cv.png", []byte("\x89PNG\r\n\x1a\n"))
	fmt.Println(err)
	// Output:
	// pdf <nil>
	// json-resume <nil>
	// markdown <nil>
	// no CV that can be read: no text: 1 of its 10 bytes are control characters; give a PDF, DOCX, Markdown, plain text, JSON Resume or RenderCV file
}

// What the rules did not understand somebody else may read, with the words of
// the file that say it.
func ExampleResult_Fill() {
	result, err := resume.Import(context.Background(), "cv.md", []byte("# Ada Sample\n\nShe lives where the Aire meets the canal, in Leeds.\n"), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = result.Fill([]schema.Reading{
		{Path: "/cv/location", Value: "Leeds", Quote: "in Leeds"},
		{Path: "/cv/headline", Value: "Astronaut", Quote: "She lives"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(result.YAML))
	for _, refused := range result.Refused {
		fmt.Printf("%+v\n", refused)
	}
	// Output:
	// cv:
	//   name: Ada Sample
	//   headline: She lives where the Aire meets the canal, in Leeds.
	//   location: Leeds
	// {Reading:{Path:/cv/headline Value:Astronaut Quote:She lives} Reason:the quote does not say "astronaut"}
}
