package progress_test

import (
	"context"
	"fmt"

	"github.com/bespoke-cv/bespoke/progress"
)

// The work does not know who watches, if anybody does.
func ExampleWith() {
	work := func(ctx context.Context) {
		progress.Report(ctx, 1, 3, "reading the offer")
		progress.Report(ctx, 2, 3, "planning the edits")
	}
	work(context.Background()) // nobody watches
	work(progress.With(context.Background(), func(update progress.Update) {
		fmt.Printf("%.0f of %.0f: %s\n", update.Done, update.Total, update.Message)
	}))
	// Output:
	// 1 of 3: reading the offer
	// 2 of 3: planning the edits
}

// What only serves a report need not be done for nobody.
func ExampleWatched() {
	fmt.Println(progress.Watched(context.Background()))
	fmt.Println(progress.Watched(progress.With(context.Background(), func(progress.Update) {})))
	// Output:
	// false
	// true
}
