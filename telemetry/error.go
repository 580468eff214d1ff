package telemetry

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// Cause says of an error what a log may hold: the Go types of the errors that
// it wraps, outermost first, and the words of those that the system made. The
// words of others may quote what a user wrote.
func Cause(err error) string {
	var parts []string
	for _, cause := range chain(err) {
		var system syscall.Errno
		switch {
		case errors.As(cause, &system) && cause == error(system), cause == context.Canceled, cause == context.DeadlineExceeded: //nolint:errorlint // each is looked at alone
			parts = append(parts, cause.Error())
		default:
			if name := fmt.Sprintf("%T", cause); !strings.HasPrefix(name, "*fmt.wrapError") {
				parts = append(parts, name)
			}
		}
	}
	return strings.Join(parts, ": ")
}

// chain is err and all that it wraps, depth first.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	switch wrapped := err.(type) { //nolint:errorlint // each is looked at alone
	case interface{ Unwrap() error }:
		all = append(all, chain(wrapped.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, one := range wrapped.Unwrap() {
			all = append(all, chain(one)...)
		}
	}
	return all
}
