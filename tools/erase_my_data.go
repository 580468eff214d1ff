package tools

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/storage"
)

// eraseWords are what the caller must repeat, so that no model erases by
// mistake.
const eraseWords = "erase everything"

type eraseMyDataIn struct {
	Confirm string `json:"confirm" jsonschema:"enum=erase everything,description=Only when the user has asked for it in so many words"`
}

type eraseMyDataOut struct {
	Erased bool `json:"erased"`
}

func (b *Toolbox) eraseMyData() definition {
	return define(declaration[eraseMyDataIn, eraseMyDataOut]{
		name:  "erase_my_data",
		title: "Erase my data",
		description: "Erase everything kept about the user for good: offers, CVs, plans, PDFs, applications, messages, facts, runs. " +
			"Use it only when the user asks for exactly that; files that tools wrote to a path stay.",
		hints: hints{destructive: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in eraseMyDataIn) (answer[eraseMyDataOut], error) {
			if in.Confirm != eraseWords {
				return answer[eraseMyDataOut]{}, fmt.Errorf("confirm: pass the words %q once the user has said so", eraseWords)
			}
			content, became, err := ask(ctx, form{
				id: "confirm", message: "Erase everything that bespoke keeps about you, for good?",
				fields:   map[string]any{"erase": map[string]any{"type": "boolean", "title": "Erase everything"}},
				required: []string{"erase"},
			})
			if err != nil {
				return answer[eraseMyDataOut]{}, err
			}
			if became == declined || became == accepted && content["erase"] != true {
				return answer[eraseMyDataOut]{}, errors.New("nothing was erased: the user did not confirm it")
			}
			if err := b.Erase(ctx, owner); err != nil {
				return answer[eraseMyDataOut]{}, err
			}
			return answer[eraseMyDataOut]{result: eraseMyDataOut{Erased: true}, text: "Everything kept about you here is erased."}, nil
		},
	})
}

// Erase removes everything of owner: runs first, so that none makes anything
// new, then rows, then blobs. When it fails half-way, it is repeated.
func (b *Toolbox) Erase(ctx context.Context, owner uuid.UUID) error {
	if b.Runs != nil {
		if err := b.Runs.Erase(ctx, owner); err != nil {
			return err
		}
	}
	b.recent.forget()
	b.Engine.Forget()
	if err := b.Store.Erase(ctx, owner); err != nil {
		return err
	}
	if b.EraseShares != nil {
		if err := b.EraseShares(ctx, owner); err != nil {
			return err
		}
	}
	return storage.EraseBlobs(ctx, b.Blobs, owner)
}
