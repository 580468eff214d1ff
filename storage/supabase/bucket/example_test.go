package bucket_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/storage/supabase"
	"github.com/bespoke-cv/bespoke/storage/supabase/bucket"
	"github.com/bespoke-cv/bespoke/storage/supabase/supabasetest"
)

// The operator makes the bucket once, with the key that the program never
// sees, and tries out as two users whether it keeps them apart.
func ExampleOpen() {
	project := supabasetest.New("")
	defer project.Close()
	admin, err := bucket.Open(project.URL, supabasetest.ServiceKey())
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	fmt.Println(admin.Init(ctx))
	fmt.Println(admin.Init(ctx))

	blobs, err := supabase.Open(supabase.Config{URL: project.URL, Key: supabasetest.AnonKey, Sign: supabase.SecretSigner(supabasetest.Secret)})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(bucket.Probe(ctx, blobs))
	// Output:
	// true <nil>
	// false <nil>
	// <nil>
}
