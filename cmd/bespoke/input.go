package main

import (
	"fmt"
	"io"
	"os"
)

// maxFile bounds a file of YAML or JSON, so that a device or a film that is named
// by mistake does not fill the memory. What reads it has a limit of its own.
const maxFile = 8 << 20

// readUpTo reads a file of at most limit bytes.
func readUpTo(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAtMost(file, path, limit)
}

// readInput reads a file, or the standard input for -.
func readInput(path string, stdin io.Reader, limit int64) ([]byte, error) {
	if path == "-" {
		return readAtMost(stdin, "the standard input", limit)
	}
	return readUpTo(path, limit)
}

// readAtMost reads what name stands for, and refuses it when it is larger.
func readAtMost(from io.Reader, name string, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s is larger than %d KB: is it the right file? Pictures in it can be taken out", name, limit>>10)
	}
	return data, nil
}

// same reports whether two paths lead to one file.
func same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
