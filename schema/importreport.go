package schema

// ImportReport says how a CV of another kind became a RenderCV file: what each
// value was read from, what was not understood and what was changed.
type ImportReport struct {
	Format   string           `json:"format" jsonschema:"description=What the file was read as: rendercv or json-resume or markdown or text or pdf or docx"`
	Fields   []ImportedField  `json:"fields,omitempty" jsonschema:"description=Every value of the YAML with the words it was read from"`
	Unread   []Unread         `json:"unread,omitempty" jsonschema:"description=Every piece of the file that is in no value; ask the user where it belongs"`
	Changes  []Migration      `json:"changes,omitempty" jsonschema:"description=What was changed to bring an older RenderCV file up to version 2.8"`
	Warnings []string         `json:"warnings,omitempty"`
	Refused  []RefusedReading `json:"refused,omitempty" jsonschema:"description=Readings of yours whose quote does not stand in the file or does not say the value"`
	Problems []SchemaProblem  `json:"problems,omitempty" jsonschema:"description=Places where the YAML does not yet keep RenderCV's rules"`
}

// ImportedField is a value and where it comes from.
type ImportedField struct {
	Path  string `json:"path" jsonschema:"description=JSON Pointer into the YAML"`
	Value string `json:"value"`
	Quote string `json:"quote" jsonschema:"description=The words of the file"`
	Place string `json:"place,omitempty" jsonschema:"description=Where they stand such as line 12 or page 1"`
}

// Unread is a piece of a file that no value took.
type Unread struct {
	Text   string `json:"text"`
	Place  string `json:"place,omitempty"`
	Reason string `json:"reason"`
}

// Migration is one change to a RenderCV file of an older version.
type Migration struct {
	Path    string `json:"path" jsonschema:"description=JSON Pointer in the file as it was"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty" jsonschema:"description=Empty when it was taken out"`
	Message string `json:"message"`
}

// Reading is a value that a caller or a model read in an imported file itself.
type Reading struct {
	Path  string `json:"path" jsonschema:"maxLength=300,description=JSON Pointer into the YAML such as /cv/sections/Experience/0/position; a list's end is -"`
	Value any    `json:"value" jsonschema:"description=A text or an entry with its keys"`
	Quote string `json:"quote" jsonschema:"maxLength=5000,description=The words of the file that say it exactly as they stand there"`
}

// RefusedReading is a reading that the file does not bear out.
type RefusedReading struct {
	Reading
	Reason string `json:"reason"`
}
