package resume_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/resume"
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
