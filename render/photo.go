package render

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/render/document"
	"github.com/bespoke-cv/bespoke/render/layout"
	"github.com/bespoke-cv/bespoke/render/picture"
	"github.com/bespoke-cv/bespoke/schema"
)

// MaxPhoto is how large a photo may be, in bytes.
const MaxPhoto = 32 << 20

// ErrPhotoRefused is wrapped by the errors of Options.ReadPhoto for a photo that
// this caller may not have read. Its text says why, for the report.
var ErrPhotoRefused = errors.New("photo refused")

// ErrPhotoOnTheWeb is wrapped by the errors of Options.ReadPhoto for a photo
// that was to be fetched from the web and was not.
var ErrPhotoOnTheWeb = errors.New("it is on the web")

// OnTheWeb reports whether a CV's photo is given by its address on the web,
// and not by a path.
func OnTheWeb(place string) bool {
	return strings.HasPrefix(place, "http://") || strings.HasPrefix(place, "https://")
}

// ReadPhoto reads a photo for somebody who may have any file read.
func ReadPhoto(_ context.Context, place string) ([]byte, error) {
	if OnTheWeb(place) {
		return nil, fmt.Errorf("%w and is not fetched here", ErrPhotoOnTheWeb)
	}
	file, err := os.Open(place)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadPhotoFile(file)
}

// ReadPhotoFile reads an open photo, which must be a regular file of at most
// MaxPhoto bytes: a device or a pipe may never end.
func ReadPhotoFile(file *os.File) ([]byte, error) {
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	case info.Size() > MaxPhoto:
		return nil, fmt.Errorf("it is larger than %d MB", MaxPhoto>>20)
	}
	return io.ReadAll(io.LimitReader(file, MaxPhoto))
}

// loadPhoto reads the photo. One that cannot be shown is left out and said so.
func loadPhoto(ctx context.Context, photo *document.Photo, options Options) (*layout.Photo, *schema.Lint) {
	if photo == nil {
		return nil, nil
	}
	data, err := options.readPhoto(ctx, photo.File)
	if err != nil {
		return nil, LeftOut(photo.Path, photo.File, err)
	}
	info, err := picture.Inspect(data)
	if err != nil {
		return nil, LeftOut(photo.Path, photo.File, err)
	}
	return &layout.Photo{
		Data: data, Format: string(info.Format), Width: float64(info.Width), Height: float64(info.Height),
	}, nil
}

func (o *Options) readPhoto(ctx context.Context, place string) ([]byte, error) {
	if o.ReadPhoto == nil {
		return ReadPhoto(ctx, place)
	}
	return o.ReadPhoto(ctx, place)
}

// LeftOut is the remark that a photo is left out because of err. It names the
// file and not the folder around it, which need not be told.
func LeftOut(path, file string, err error) *schema.Lint {
	var cause *os.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	way := "Give the path of a JPEG or PNG file, relative to the YAML file."
	switch {
	case errors.Is(err, ErrPhotoRefused):
		way = "The rest is as without a photo."
	case errors.Is(err, ErrPhotoOnTheWeb):
		way = "Save it beside the YAML file and give its name."
	}
	return &schema.Lint{
		Kind: "photo", Path: path, Words: filepath.Base(file),
		Message: fmt.Sprintf("The photo is left out: %v. %s", err, way),
	}
}
