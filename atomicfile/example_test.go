package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/atomicfile"
)

func ExampleWrite() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "cv.yaml")
	if err := atomicfile.Write(path, []byte("cv:\n  name: Ada Sample\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Print(string(data))
	// Output:
	// cv:
	//   name: Ada Sample
}

// A write that breaks off leaves the old file, and nothing beside it.
func ExampleStream() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "backup")
	if err := atomicfile.Write(path, []byte("the old one"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	err = atomicfile.Stream(path, 0o600, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of the n")
		return errors.New("the connection broke")
	})
	fmt.Println(err != nil)
	data, _ := os.ReadFile(path)
	files, _ := os.ReadDir(folder)
	fmt.Printf("%s, %d file\n", data, len(files))
	// Output:
	// true
	// the old one, 1 file
}
