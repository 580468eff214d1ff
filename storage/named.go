package storage

import "strings"

// Named is something of the user's by what a person would call it. Fields that
// say nothing about its kind are empty.
type Named struct {
	ID      string
	Person  string // whose CV it is
	File    string // that the CV was read from
	Title   string // of the job
	Company string
	Status  string // of the application
}

// String is such as "Ada Lovelace (ada.yaml) for Engineer at Tidewater,
// applied".
func (n Named) String() string {
	var text strings.Builder
	text.WriteString(n.Person)
	if n.File != "" {
		text.WriteString(" (" + n.File + ")")
	}
	job := n.Title
	if n.Company != "" {
		job = strings.TrimSpace(job + " at " + n.Company)
	}
	if job != "" && text.Len() > 0 {
		text.WriteString(" for ")
	}
	text.WriteString(job)
	if n.Status != "" {
		text.WriteString(", " + n.Status)
	}
	return strings.TrimSpace(text.String())
}
