package limit_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/limit"
)

// One user's haste is nobody else's wait.
func ExampleNew() {
	starts := limit.New("starts", 2, time.Hour)
	ctx := context.Background()
	ada, ben := uuid.New(), uuid.New()
	fmt.Println(starts.Take(ctx, ada), starts.Take(ctx, ada))
	var exceeded *limit.Exceeded
	if errors.As(starts.Take(ctx, ada), &exceeded) {
		fmt.Println(exceeded.Burst, exceeded.What, "at once, the next in", exceeded.RetryAfter.Round(time.Minute))
	}
	fmt.Println(starts.Take(ctx, ben))
	// Output:
	// <nil> <nil>
	// 2 starts at once, the next in 30m0s
	// <nil>
}
