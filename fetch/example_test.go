package fetch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/bespoke-cv/bespoke/fetch"
)

// Addresses inside of a network are refused, whoever gives them and however
// they are written.
func ExampleGet() {
	for _, address := range []string{"http://169.254.169.254/latest/meta-data", "http://[::ffff:10.0.0.1]/", "http://127.0.0.1:5432/"} {
		_, _, err := fetch.Get(context.Background(), address)
		fmt.Println(errors.Is(err, fetch.ErrPrivate))
	}
	_, _, err := fetch.Get(context.Background(), "file:///etc/passwd")
	fmt.Println(err)
	// Output:
	// true
	// true
	// true
	// "file:///etc/passwd" is not a web address: it should start with https://
}

func ExamplePhoto() {
	_, err := fetch.Photo(context.Background(), "http://192.168.0.1/me.jpg")
	fmt.Println(errors.Is(err, fetch.ErrPrivate))
	// Output:
	// true
}
