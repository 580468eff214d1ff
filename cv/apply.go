package cv

import (
	"errors"

	"github.com/bespoke-cv/bespoke/schema"
)

// Apply returns the document with all edits done, or an error and no document.
func (d *Document) Apply(edits []schema.Edit) (*Document, error) {
	if len(edits) == 0 {
		return d, nil
	}
	return nil, errors.New("edits are not supported yet")
}
