package file_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/file"
)

// A mail that passes an offer on is read as the offer in it.
func ExampleRead() {
	ctx := context.Background()
	input, err := file.Read(ctx, "offer.eml", []byte("From: jobs@example.com\r\nSubject: Baker wanted\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nB\xe4cker gesucht\r\nAnforderungen:\r\n- Fr\xfchaufsteher\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", input.Text)
	_, err = file.Read(ctx, "offer.png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"))
	fmt.Println(errors.Is(err, offer.ErrBinary))
	// Output:
	// "From: jobs@example.com\nSubject: Baker wanted\n\nBäcker gesucht\nAnforderungen:\n- Frühaufsteher"
	// true
}
