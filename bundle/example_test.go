package bundle_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/bundle"
	"github.com/bespoke-cv/bespoke/schema"
)

// The record of a CV that was sent as it is: what was made again has the bytes
// that were recorded, or the record does not hold.
func ExampleDecode() {
	base := "cv:\n  name: Ada Sample\n"
	data, name, err := bundle.Bundle{
		OfferSHA256: bundle.Sum([]byte("Engineer wanted")), Offer: schema.ParsedOffer{Text: "Engineer wanted"},
		BaseSHA256: bundle.Sum([]byte(base)), BaseYAML: base, CVSHA256: bundle.Sum([]byte(base)),
	}.Encode()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(name == bundle.Sum(data))

	record, err := bundle.Decode(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	yaml, pdf, err := record.Reproduce(context.Background(), nil, nil)
	fmt.Printf("%s%d bytes of PDF, %v\n", yaml, len(pdf), err)

	record.CVSHA256 = bundle.Sum([]byte("another"))
	_, _, err = record.Reproduce(context.Background(), nil, nil)
	fmt.Println(errors.Is(err, bundle.ErrDiffers))
	// Output:
	// true
	// cv:
	//   name: Ada Sample
	// 0 bytes of PDF, <nil>
	// true
}
