package render_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/schema"
)

func ExampleEngine_Render() {
	source := []byte("cv:\n  name: Vera Invented\n  sections:\n    summary:\n      - Typesets CVs.\n")
	result, err := render.New().Render(context.Background(), source, render.Options{Theme: "ink", MaxPages: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Pages, result.Report.Fits, len(result.Report.Missing))
	// Output: 1 true 0
}

// A draft has its pages counted and no PDF; a picture of a page is painted when
// it is asked for.
func ExampleNew() {
	engine := render.New() // keep it: it learns about fonts and words
	source := []byte("cv:\n  name: Vera Invented\n  sections:\n    summary:\n      - Typesets CVs.\n")
	draft, err := engine.Render(context.Background(), source, render.Options{Draft: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(draft.Pages, draft.PDF == nil)
	picture, err := draft.PNG(1, 72)
	fmt.Println(string(picture[1:4]), err)
	_, err = draft.PNG(2, 72)
	fmt.Println(errors.Is(err, render.ErrPage))
	for _, place := range draft.Places("/cv/sections/summary/0") {
		fmt.Println("page", place.Page)
	}
	// Output:
	// 1 true
	// PNG <nil>
	// true
	// page 1
}

// A caller's options are held against RenderCV's rules before they are used.
func ExampleCheckDPI() {
	fmt.Println(render.CheckDPI(150))
	fmt.Println(render.CheckDPI(6000))
	fmt.Println(render.Options{Theme: "harvrd"}.Check())
	// Output:
	// <nil>
	// wrong option: dpi: 6000 dots per inch; give 1 to 600, 150 is usual
	// wrong option: theme: "harvrd" is no built-in theme; did you mean harvard?
}

// Where a photo may come from, and how it is read: a device may never end, so
// only regular files are, up to a size.
func ExampleReadPhoto() {
	fmt.Println(render.OnTheWeb("https://sample.example/me.jpg"), render.OnTheWeb("photos/me.jpg"))
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "me.jpg")
	if err := os.WriteFile(path, []byte("picture"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	data, err := render.ReadPhoto(context.Background(), path)
	fmt.Println(string(data), err)
	_, err = render.ReadPhoto(context.Background(), folder)
	fmt.Println(err != nil)

	file, err := os.Open(path) // found to be allowed, and not to be swapped since
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	data, err = render.ReadPhotoFile(file)
	fmt.Println(string(data), err)
	// Output:
	// true false
	// picture <nil>
	// true
	// picture <nil>
}

// A photo that a caller may not have is left out and told of, by its file's
// name alone.
func ExampleLeftOut() {
	lint := render.LeftOut("/cv/photo", "/home/ada/private/me.jpg", fmt.Errorf("%w: it lies outside of the folders that are allowed", render.ErrPhotoRefused))
	fmt.Println(lint.Kind, lint.Path, lint.Message)
	// Output:
	// photo /cv/photo The photo is left out: photo refused: it lies outside of the folders that are allowed. The rest is as without a photo.
}

func ExampleHasFonts() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	fmt.Println(render.HasFonts(folder))
	if err := os.Mkdir(filepath.Join(folder, "fonts"), 0o700); err != nil {
		fmt.Println(err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, "fonts", "Mine.ttf"), []byte("font"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(render.HasFonts(folder))
	// Output:
	// false
	// true
}

// Another engine's pages come in the same shape.
func ExamplePainted() {
	result := render.Painted([]byte("%PDF-1.7"), schema.RenderReport{Pages: 1}, func(number int, dpi float64) ([]byte, error) {
		return fmt.Appendf(nil, "page %d at %.0f dpi", number, dpi), nil
	})
	picture, err := result.PNG(1, 72)
	fmt.Println(result.Pages, string(picture), err)
	// Output:
	// 1 page 1 at 72 dpi <nil>
}
