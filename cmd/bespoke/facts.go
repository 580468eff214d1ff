package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

// listFacts shows what the user confirmed beside the CV and what they refused,
// after adding to either or taking back.
func listFacts(ctx context.Context, args []string, stdio stdio) error {
	flags, config := newFlags("facts", "[--add TEXT] [--revoke ID] [--lift CLAIM]", stdio)
	var add, revoke, lift texts
	flags.Var(&add, "add", "something true about you that the CV does not say; may be repeated")
	flags.Var(&revoke, "revoke", "id of a fact that holds no longer; may be repeated")
	flags.Var(&lift, "lift", "refused claim that may be proposed again; may be repeated")
	if err := config.parse(flags, args); err != nil {
		return err
	}
	return withApp(ctx, config, slog.New(slog.DiscardHandler), func(app *app) error {
		if err := changeFacts(ctx, app.store, identity.LocalUser, add, revoke, lift); err != nil {
			return err
		}
		return printFacts(ctx, app.store, identity.LocalUser, stdio)
	})
}

func changeFacts(ctx context.Context, store storage.Store, user uuid.UUID, add, revoke, lift []string) error {
	for _, text := range add {
		if _, err := store.SaveFact(ctx, user, schema.Fact{Text: text}); err != nil {
			return fmt.Errorf("--add: %w", err)
		}
	}
	for _, id := range revoke {
		if err := store.RevokeFact(ctx, user, id); err != nil {
			return fmt.Errorf("--revoke %s: %w: bespoke facts lists the ids", id, err)
		}
	}
	for _, claim := range lift {
		if err := store.LiftRefusal(ctx, user, claim); err != nil {
			return fmt.Errorf("--lift %q: %w: bespoke facts lists what is refused", claim, err)
		}
	}
	return nil
}

func printFacts(ctx context.Context, store storage.Store, user uuid.UUID, stdio stdio) error {
	standing, refused, err := store.Remembered(ctx, user)
	if err != nil {
		return err
	}
	if len(standing)+len(refused) == 0 {
		fmt.Fprintln(stdio.out, "Nothing is confirmed beside your CVs, and nothing refused. Confirm something with bespoke facts --add \"…\".")
		return nil
	}
	for _, fact := range standing {
		fmt.Fprintf(stdio.out, "confirmed %s  %s  %s\n", fact.ConfirmedOn, fact.ID, fact.Text)
	}
	for _, claim := range refused {
		fmt.Fprintf(stdio.out, "refused  %s\n", claim)
	}
	return nil
}
