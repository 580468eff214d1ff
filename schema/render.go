package schema

// Lint is a place in a CV that prints otherwise than its author likely means.
type Lint struct {
	Kind    string `json:"kind" jsonschema:"description=overfull_line or one_word_line or hyphenated_keyword or long_entry or missing_glyph or font_fallback or photo or dash_in_bullet or quoted_year or raw_typst or invalid_value (what RenderCV would refuse)"`
	Path    string `json:"path,omitempty" jsonschema:"description=JSON Pointer into the YAML"`
	Page    int    `json:"page,omitempty"`
	Words   string `json:"words,omitempty"`
	Message string `json:"message"`
}

// RenderOptions are what a rendering depends on besides the YAML.
type RenderOptions struct {
	Theme  string         `json:"theme,omitempty" jsonschema:"description=Theme in place of the YAML's"`
	Design map[string]any `json:"design,omitempty" jsonschema:"description=Design values that override the YAML's"`
	Date   string         `json:"date,omitempty" jsonschema:"description=The day that the CV calls today as YYYY-MM-DD"`

	NoPhoto bool `json:"no_photo,omitempty" jsonschema:"description=The photo was left out because the caller may not have it read"`
}

// RenderReport says what a rendering looks like without looking at it.
type RenderReport struct {
	Pages        int      `json:"pages"`
	LastPageFill float64  `json:"last_page_fill" jsonschema:"description=Share of the last page's height that is filled"`
	MaxPages     int      `json:"max_pages,omitempty"`
	Fits         bool     `json:"fits" jsonschema:"description=True when pages is at most max_pages or no limit was given"`
	Lints        []Lint   `json:"lints,omitempty"`
	Missing      []string `json:"missing,omitempty" jsonschema:"description=Paths of fields whose text was not found in the PDF's text layer"`
	TextFields   int      `json:"text_fields" jsonschema:"description=Number of fields checked against the PDF's text layer"`
}
