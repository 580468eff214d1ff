package storage_test

import (
	"context"
	"fmt"
	"os"

	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/storage/disk"
)

// Whatever keeps the bytes, these are the names that all homes can hold, and
// this is how a user's go.
func ExampleEraseBlobs() {
	fmt.Println(storage.CheckBlobName("previews/5f70-1.png"))
	fmt.Println(storage.CheckBlobName("../5f70.pdf"))

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
	for _, name := range []string{"5f70.pdf", "previews/5f70-1.png"} {
		if err := blobs.Put(ctx, storage.LocalUser, name, []byte("bytes")); err != nil {
			fmt.Println(err)
			return
		}
	}
	kept, _ := blobs.List(ctx, storage.LocalUser)
	fmt.Println(len(kept), "blobs")
	fmt.Println(storage.EraseBlobs(ctx, blobs, storage.LocalUser))
	kept, _ = blobs.List(ctx, storage.LocalUser)
	fmt.Println(len(kept), "blobs")
	// Output:
	// <nil>
	// invalid value: "../5f70.pdf" is no blob name; use letters, digits, dots, dashes and slashes
	// 2 blobs
	// <nil>
	// 0 blobs
}
