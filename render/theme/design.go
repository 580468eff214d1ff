// Package theme holds the design of a CV: the 90 knobs of RenderCV v2.8 and
// the nine built-in themes as data.
//
// A theme is the classic design plus a small table of differences; a CV's own
// `design` and a caller's overrides are laid over it in the same way, knob by
// knob, so that one bad value costs one knob and not the whole design.
package theme

// Design is a complete design: every knob has a value.
type Design struct {
	Theme         string        `knob:"theme"`
	Page          Page          `knob:"page"`
	Colors        Colors        `knob:"colors"`
	Typography    Typography    `knob:"typography"`
	Links         Links         `knob:"links"`
	Header        Header        `knob:"header"`
	SectionTitles SectionTitles `knob:"section_titles"`
	Sections      Sections      `knob:"sections"`
	Entries       Entries       `knob:"entries"`
	Templates     Templates     `knob:"templates"`
}

// Page is the paper, its margins, and what stands in them.
type Page struct {
	Size         string `knob:"size" oneof:"a4 a5 us-letter us-executive"`
	TopMargin    Length `knob:"top_margin"`
	BottomMargin Length `knob:"bottom_margin"`
	LeftMargin   Length `knob:"left_margin"`
	RightMargin  Length `knob:"right_margin"`
	ShowFooter   bool   `knob:"show_footer"`
	ShowTopNote  bool   `knob:"show_top_note"`
}

// Colors are the eight text colours.
type Colors struct {
	Body          Color `knob:"body"`
	Name          Color `knob:"name"`
	Headline      Color `knob:"headline"`
	Connections   Color `knob:"connections"`
	SectionTitles Color `knob:"section_titles"`
	Links         Color `knob:"links"`
	Footer        Color `knob:"footer"`
	TopNote       Color `knob:"top_note"`
}

// Typography is how text is set.
type Typography struct {
	LineSpacing                    Length    `knob:"line_spacing"`
	Alignment                      string    `knob:"alignment" oneof:"left justified justified-with-no-hyphenation"`
	DateAndLocationColumnAlignment string    `knob:"date_and_location_column_alignment" oneof:"left center right"`
	FontFamily                     PerText   `knob:"font_family"`
	FontSize                       FontSizes `knob:"font_size"`
	SmallCaps                      Switches  `knob:"small_caps"`
	Bold                           Switches  `knob:"bold"`
}

// PerText is a font family for each of the five kinds of text.
type PerText struct {
	Body          string `knob:"body"`
	Name          string `knob:"name"`
	Headline      string `knob:"headline"`
	Connections   string `knob:"connections"`
	SectionTitles string `knob:"section_titles"`
}

// FontSizes is a size for each of the five kinds of text. An em in Body is
// RenderCV's default text size of 11 pt, elsewhere it is the body size.
type FontSizes struct {
	Body          Length `knob:"body"`
	Name          Length `knob:"name"`
	Headline      Length `knob:"headline"`
	Connections   Length `knob:"connections"`
	SectionTitles Length `knob:"section_titles"`
}

// Switches turn a style on for the four kinds of text that are not the body.
type Switches struct {
	Name          bool `knob:"name"`
	Headline      bool `knob:"headline"`
	Connections   bool `knob:"connections"`
	SectionTitles bool `knob:"section_titles"`
}

// Links is how links in running text look.
type Links struct {
	Underline            bool `knob:"underline"`
	ShowExternalLinkIcon bool `knob:"show_external_link_icon"`
}

// Header is the name, headline, photo and connections.
type Header struct {
	Alignment             string      `knob:"alignment" oneof:"left center right"`
	PhotoWidth            Length      `knob:"photo_width"`
	PhotoPosition         string      `knob:"photo_position" oneof:"left right"`
	PhotoSpaceLeft        Length      `knob:"photo_space_left"`
	PhotoSpaceRight       Length      `knob:"photo_space_right"`
	SpaceBelowName        Length      `knob:"space_below_name"`
	SpaceBelowHeadline    Length      `knob:"space_below_headline"`
	SpaceBelowConnections Length      `knob:"space_below_connections"`
	Connections           Connections `knob:"connections"`
}

// Connections is how the contact line looks.
type Connections struct {
	PhoneNumberFormat             string `knob:"phone_number_format" oneof:"national international E164"`
	Hyperlink                     bool   `knob:"hyperlink"`
	ShowIcons                     bool   `knob:"show_icons"`
	DisplayURLsInsteadOfUsernames bool   `knob:"display_urls_instead_of_usernames"`
	Separator                     string `knob:"separator"`
	SpaceBetweenConnections       Length `knob:"space_between_connections"`
}

// SectionTitles is the look of section titles.
type SectionTitles struct {
	Type          string `knob:"type" oneof:"with_partial_line with_full_line without_line moderncv centered_without_line centered_with_partial_line centered_with_centered_partial_line centered_with_full_line"`
	LineThickness Length `knob:"line_thickness"`
	SpaceAbove    Length `knob:"space_above"`
	SpaceBelow    Length `knob:"space_below"`
}

// Sections is the space between a section's entries.
type Sections struct {
	AllowPageBreak               bool   `knob:"allow_page_break"`
	SpaceBetweenTextBasedEntries Length `knob:"space_between_text_based_entries"`
	SpaceBetweenRegularEntries   Length `knob:"space_between_regular_entries"`
	// ShowTimeSpansIn holds section titles in lower case with underscores.
	ShowTimeSpansIn []string `knob:"show_time_spans_in"`
}

// Entries is the layout of entries with columns.
type Entries struct {
	DateAndLocationWidth Length     `knob:"date_and_location_width"`
	SideSpace            Length     `knob:"side_space"`
	SpaceBetweenColumns  Length     `knob:"space_between_columns"`
	AllowPageBreak       bool       `knob:"allow_page_break"`
	ShortSecondRow       bool       `knob:"short_second_row"`
	DegreeWidth          Length     `knob:"degree_width"`
	Summary              Summary    `knob:"summary"`
	Highlights           Highlights `knob:"highlights"`
}

// Summary is the space around an entry's summary.
type Summary struct {
	SpaceLeft  Length `knob:"space_left"`
	SpaceAbove Length `knob:"space_above"`
}

// Highlights is the look of an entry's bullets.
type Highlights struct {
	Bullet                    string `knob:"bullet" oneof:"● • ◦ - ◆ ★ ■ — ○"`
	NestedBullet              string `knob:"nested_bullet" oneof:"● • ◦ - ◆ ★ ■ — ○"`
	SpaceLeft                 Length `knob:"space_left"`
	SpaceAbove                Length `knob:"space_above"`
	SpaceBetweenItems         Length `knob:"space_between_items"`
	SpaceBetweenBulletAndText Length `knob:"space_between_bullet_and_text"`
}

// Templates say what each kind of entry prints, in RenderCV's template
// language: placeholders in upper case, one line of the column a line.
type Templates struct {
	Footer           string         `knob:"footer"`
	TopNote          string         `knob:"top_note"`
	SingleDate       string         `knob:"single_date"`
	DateRange        string         `knob:"date_range"`
	TimeSpan         string         `knob:"time_span"`
	OneLineEntry     OneLine        `knob:"one_line_entry"`
	EducationEntry   EducationEntry `knob:"education_entry"`
	NormalEntry      Columns        `knob:"normal_entry"`
	ExperienceEntry  Columns        `knob:"experience_entry"`
	PublicationEntry Columns        `knob:"publication_entry"`
}

// OneLine is the template of a one-line entry.
type OneLine struct {
	MainColumn string `knob:"main_column"`
}

// Columns are the templates of an entry with a main and a date column.
type Columns struct {
	MainColumn            string `knob:"main_column"`
	DateAndLocationColumn string `knob:"date_and_location_column"`
}

// EducationEntry is Columns with an optional column for the degree; an empty
// DegreeColumn means no such column.
type EducationEntry struct {
	MainColumn            string `knob:"main_column"`
	DegreeColumn          string `knob:"degree_column"`
	DateAndLocationColumn string `knob:"date_and_location_column"`
}
