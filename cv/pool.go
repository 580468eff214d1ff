package cv

// Comment is a bullet that its author has commented out. Many people keep a
// pool of them and choose for every application.
type Comment struct {
	Line  int    // from 1; an edit names it as "line:N"
	Text  string // what the bullet would say, as YAML reads it
	List  string // JSON Pointer of the list it stands in
	Index int    // where it would land in that list
}

// Pool lists the commented-out bullets in the order of the file. A line such
// as "# - Led the audit" counts where a list of texts stands, or where the
// value is empty and a list could stand. Bullets of several comment lines
// count as one. The list is shared: do not change it.
func (d *Document) Pool() []Comment {
	return Derive(d, poolKey{}, func() []Comment {
		var pool []Comment
		for _, item := range d.file.Pool() {
			pool = append(pool, Comment{Line: item.Line, Text: item.Text, List: item.List.Path(), Index: item.Index})
		}
		return pool
	})
}

type poolKey struct{}
