package disk_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
)

// A name belongs to one user; what another keeps under it does not exist.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	blobs, err := disk.Open(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := blobs.Put(ctx, storage.LocalUser, "previews/cv-1.png", []byte("picture")); err != nil {
		fmt.Println(err)
		return
	}
	data, err := blobs.Get(ctx, storage.LocalUser, "previews/cv-1.png")
	fmt.Println(string(data), err)
	_, err = blobs.Get(ctx, uuid.New(), "previews/cv-1.png")
	fmt.Println(errors.Is(err, storage.ErrNotFound))
	fmt.Println(blobs.Put(ctx, storage.LocalUser, "../elsewhere", []byte("x")))
	// Output:
	// picture <nil>
	// true
	// invalid value: "../elsewhere" is no blob name; use letters, digits, dots, dashes and slashes
}
