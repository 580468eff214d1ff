package tools

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/rendercv"
	"github.com/bespoke-cv/bespoke/storage"
)

// Names of the engines.
const (
	builtin      = "builtin"
	withRenderCV = "rendercv"
)

// errEngine refuses an engine that the caller may not use.
var errEngine = errors.New("engine not allowed")

// typeset renders with the engine of that name, after checking the caller's
// options.
func (b *Toolbox) typeset(ctx context.Context, engine string, document *cv.Document, options render.Options) (*render.Result, error) {
	var command rendercv.CLI
	if engine == withRenderCV {
		var err error
		if command, err = b.rendercv(ctx); err != nil {
			return nil, err
		}
	}
	if err := checked(engine, options).Check(); err != nil {
		return nil, err
	}
	return measureRender(ctx, engine, options.Draft || options.Count, func(ctx context.Context) (*render.Result, error) {
		if engine == withRenderCV {
			return command.Render(ctx, document.Bytes(), options)
		}
		return b.Engine.RenderDocument(ctx, document, options)
	})
}

// checked leaves out the theme where the engine knows more themes than the
// built-in ones.
func checked(engine string, options render.Options) render.Options {
	if engine == withRenderCV {
		options.Theme = ""
		options.Design = maps.Clone(options.Design)
		delete(options.Design, "theme")
	}
	return options
}

// rendercv returns RenderCV's command for the caller. Over HTTP it must have
// been switched on, because it runs another program on a stranger's input.
func (b *Toolbox) rendercv(ctx context.Context) (rendercv.CLI, error) {
	id, _ := identity.From(ctx)
	if !id.Local && !b.RenderCV {
		return rendercv.CLI{}, fmt.Errorf("engine: %w: rendercv is off over HTTP, where it would run another program on a caller's input; leave engine out, or start the server with BESPOKE_RENDERCV=on", errEngine)
	}
	return rendercv.CLI{Untrusted: !id.Local}, nil
}

// keepPages stores the pictures of a PDF that the built-in engine did not make
// and so cannot draw again.
func (b *Toolbox) keepPages(ctx context.Context, owner uuid.UUID, pdf storage.PDF, result *render.Result) error {
	for number := 1; number <= result.Pages; number++ {
		picture, err := result.PNG(number, pictureDPI)
		if err != nil {
			return fmt.Errorf("drawing page %d: %w", number, err)
		}
		if err := b.Blobs.Put(ctx, owner, pageKey(pdf, number), picture); err != nil {
			return fmt.Errorf("keeping page %d: %w", number, err)
		}
	}
	return nil
}

func pageKey(pdf storage.PDF, number int) string {
	return fmt.Sprintf("%s_%d.png", pdf.SHA256, number)
}
