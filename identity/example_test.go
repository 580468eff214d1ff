package identity_test

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
)

// A transport says whose request it is; a tool asks, and refuses without.
func ExampleWith() {
	tool := func(ctx context.Context) string {
		id, ok := identity.From(ctx)
		switch {
		case !ok:
			return "refused: nobody's request"
		case id.Local:
			return "may name files of this machine"
		}
		return "rows of " + id.User.String()
	}
	ctx := context.Background()
	fmt.Println(tool(ctx))
	fmt.Println(tool(identity.With(ctx, identity.Local())))
	ada := uuid.MustParse("0190f1b5-0000-7000-8000-000000000001")
	fmt.Println(tool(identity.With(ctx, identity.Identity{User: ada})))
	// Output:
	// refused: nobody's request
	// may name files of this machine
	// rows of 0190f1b5-0000-7000-8000-000000000001
}

// A token prints as a placeholder, wherever it gets to by accident.
func ExampleNewToken() {
	id := identity.Identity{Token: identity.NewToken("eyJ.secret")}
	fmt.Printf("%v %q %+v\n", id.Token, id.Token, struct{ Token identity.Token }{id.Token})
	fmt.Println("Bearer " + id.Token.Reveal())
	// Output:
	// [token] [token] {Token:[token]}
	// Bearer eyJ.secret
}
