package bundle_test

import (
	"bytes"
	"testing"

	"github.com/bespoke-cv/bespoke/bundle"
	"github.com/bespoke-cv/bespoke/schema"
)

// FuzzDecode reads any bytes: what is accepted has the hashes that it names, and
// is written as it was read.
func FuzzDecode(f *testing.F) {
	whole, _, err := bundle.Bundle{
		OfferSHA256: bundle.Sum([]byte("x")), Offer: schema.ParsedOffer{Text: "x"}, BaseSHA256: bundle.Sum(nil),
	}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"format":1,"offer":{"text":"x"},"offer_sha256":""}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		record, err := bundle.Decode(data)
		if err != nil {
			return
		}
		if bundle.Sum([]byte(record.BaseYAML)) != record.BaseSHA256 {
			t.Fatal("a record that does not hold was read")
		}
		first, _, err := record.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := bundle.Decode(first)
		if err != nil {
			t.Fatal(err)
		}
		if second, _, _ := again.Encode(); !bytes.Equal(first, second) {
			t.Fatalf("%s\n%s", first, second)
		}
	})
}
