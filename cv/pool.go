package cv

// Comment is a bullet that its author has commented out.
type Comment struct {
	Line  int    // from 1; an edit names it as "line:N"
	Text  string // what the bullet would say, as YAML reads it
	List  string // JSON Pointer of the list it stands in
	Index int    // where it would land in that list
}

// Pool lists the commented-out bullets in the order of the file.
func (d *Document) Pool() []Comment { return nil }
