package rendercv

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/render"
	"github.com/bespoke-cv/bespoke/render/picture"
	"github.com/bespoke-cv/bespoke/render/theme"
	"github.com/bespoke-cv/bespoke/schema"
)

// What stands in the folder that the command works in. Its output goes to a
// folder of its own, which is all that Typst lets a CV read.
const (
	inputFile  = "cv.yaml"
	outputDir  = "out"
	tempDir    = "tmp"
	outputName = "cv"
)

// furnish puts into the folder what the command needs: the overlaid file, the
// photo, the user's fonts and a theme of his own.
func (c CLI) furnish(ctx context.Context, folder string, file *cv.Document, options render.Options) ([]schema.Lint, error) {
	for _, name := range []string{outputDir, tempDir} {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			return nil, fmt.Errorf("making a folder for RenderCV: %w", err)
		}
	}
	o := overlay{options: options}
	var lints []schema.Lint
	if photo, there := file.Scalar("/cv/photo"); there && photo != "" {
		switch {
		case c.Untrusted:
			o.withoutPhoto = true
			lints = append(lints, schema.Lint{
				Kind: "photo", Path: "/cv/photo",
				Message: "The photo is left out: photos are read for CVs of this machine's own user only.",
			})
		default:
			name, err := copyPhoto(ctx, folder, photo, options)
			switch {
			case errors.Is(err, render.ErrPhotoRefused), errors.Is(err, render.ErrPhotoOnTheWeb):
				o.withoutPhoto = true
				lints = append(lints, *render.LeftOut("/cv/photo", photo, err))
			case err != nil:
				return nil, err
			}
			o.photo = name
		}
	}
	if err := c.bringFolders(folder, file, options); err != nil {
		return nil, err
	}
	source, err := o.apply(file)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, inputFile), source, 0o600); err != nil {
		return nil, fmt.Errorf("writing the CV for RenderCV: %w", err)
	}
	return lints, nil
}

// copyPhoto copies the photo into the folder and returns its name there. One on
// the web RenderCV would fetch from wherever its address leads, so it is fetched
// here.
func copyPhoto(ctx context.Context, folder, photo string, options render.Options) (string, error) {
	path := photo
	if !filepath.IsAbs(path) && !render.OnTheWeb(path) {
		path = filepath.Join(options.Dir, path)
	}
	read := options.ReadPhoto
	if read == nil {
		read = render.ReadPhoto
	}
	data, err := read(ctx, path)
	if errors.Is(err, render.ErrPhotoRefused) || errors.Is(err, render.ErrPhotoOnTheWeb) {
		return "", err
	}
	name := "photo" + strings.ToLower(filepath.Ext(path))
	if render.OnTheWeb(path) {
		info, err := picture.Inspect(data)
		if err != nil {
			return "", fmt.Errorf("%w: %w", render.ErrPhotoOnTheWeb, err)
		}
		name = "photo." + string(info.Format)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name), data, 0o600)
	}
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return "", fmt.Errorf("/cv/photo: %s: %w; give the path of a picture, relative to the YAML file", photo, err)
	}
	return name, nil
}

// themeOf names the theme that will be used.
func themeOf(file *cv.Document, options render.Options) string {
	if name := options.ThemeName(); name != "" {
		return name
	}
	name, _ := file.Scalar("/design/theme")
	return name
}

// bringFolders makes the user's fonts and his own theme available. A theme
// must be built in or stand beside the CV.
func (c CLI) bringFolders(folder string, file *cv.Document, options render.Options) error {
	dir := options.Dir
	if c.Untrusted {
		dir = ""
	}
	if _, err := bring(folder, dir, "fonts"); err != nil {
		return err
	}
	name := themeOf(file, options)
	if name == "" || slices.Contains(theme.Names, name) {
		return nil
	}
	found, err := bring(folder, dir, name)
	if err != nil || found {
		return err
	}
	return fmt.Errorf("%w; nor is there a folder %q beside the CV", render.Options{Theme: name}.Check(), name)
}

// bring makes a folder of dir available to the command, if there is one: by a
// link, or by a copy where links are not allowed.
func bring(folder, dir, name string) (found bool, err error) {
	if dir == "" || !filepath.IsLocal(name) || filepath.Base(name) != name {
		return false, nil // no name of a folder beside the CV
	}
	from, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return false, fmt.Errorf("finding %s beside the CV: %w", name, err)
	}
	if info, err := os.Stat(from); err != nil || !info.IsDir() {
		return false, nil
	}
	to := filepath.Join(folder, name)
	if err := os.Symlink(from, to); err == nil {
		return true, nil
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return false, fmt.Errorf("copying %s for RenderCV: %w", name, err)
	}
	return true, nil
}
