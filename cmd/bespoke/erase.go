package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/workflow"
)

// erase removes everything kept about a user, for good.
func erase(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("erase", "--yes [--user UUID]", stdio)
	sure := flags.Bool("yes", false, "yes, erase everything for good")
	who := flags.String("user", identity.LocalUser.String(), "whose data, by the user's id; default this machine's own user")
	if err := config.parse(flags, args); err != nil {
		return err
	}
	owner, err := uuid.Parse(*who)
	if err != nil {
		return usageError{fmt.Errorf("--user %q is no id: %w", *who, err)}
	}
	if !*sure {
		return usageError{errors.New("this erases offers, CVs, PDFs, applications and runs for good: say --yes")}
	}
	config.role = workflow.Serve // runs are not this process's business
	return withApp(ctx, config, config.logger(quiet(stdio)), func(app *app) error {
		if err := app.toolbox.Erase(ctx, owner); err != nil {
			return err
		}
		_, err := fmt.Fprintln(stdio.out, "everything kept about user", owner, "is erased; files that were written into folders of yours stay")
		return err
	})
}
