package migrate

// renames are keys that only changed their name: place in the old file, new
// name. A star stands for any key or index. From RenderCV's models of versions
// 0.5, 1.0, 1.18, 2.0, 2.3, 2.4, 2.6 and 2.8.
var renames = []struct{ path, name string }{
	{"/rendercv_settings", "settings"},
	{"/locale_catalog", "locale"},
	{"/cv/label", "headline"},
	{"/settings/date", "current_date"},
	{"/settings/render_command/output_folder_name", "output_folder"},
	{"/settings/render_command/locale_catalog", "locale"},
	{"/locale/abbreviations_for_months", "month_abbreviations"},
	{"/locale/full_names_of_months", "month_names"},
	{"/design/colors/text", "body"},
	{"/design/links/use_external_link_icon", "show_external_link_icon"},
	{"/design/page/show_page_numbering", "show_footer"},
	{"/design/page/show_last_updated_date", "show_top_note"},
	{"/design/section_titles/vertical_space_above", "space_above"},
	{"/design/section_titles/vertical_space_below", "space_below"},
	{"/design/header/vertical_space_between_name_and_connections", "space_below_name"},
	{"/design/header/vertical_space_between_connections_and_first_section", "space_below_connections"},
	{"/design/entries/left_and_right_margin", "side_space"},
	{"/design/entries/horizontal_space_between_columns", "space_between_columns"},
	{"/design/entries/allow_page_break_in_entries", "allow_page_break"},
	{"/cv/sections/*/*/study_type", "degree"},
}

// moves are values that stand elsewhere now: old place, new places, and what
// becomes of the value.
var moves = []struct {
	from  string
	to    []string
	value string // "", dimension, not, pagesize, alignment, template, …
}{
	// Versions 2.0 to 2.3.
	{"/design/text/font_family", []string{"/design/typography/font_family/body"}, ""},
	{"/design/text/font_size", []string{"/design/typography/font_size/body"}, "dimension"},
	{"/design/text/leading", []string{"/design/typography/line_spacing"}, "dimension"},
	{"/design/text/alignment", []string{"/design/typography/alignment"}, "alignment"},
	{"/design/text/date_and_location_column_alignment", []string{"/design/typography/date_and_location_column_alignment"}, ""},
	{"/design/colors/last_updated_date_and_page_numbering", []string{"/design/colors/footer", "/design/colors/top_note"}, ""},
	{"/design/header/name_font_family", []string{"/design/typography/font_family/name"}, ""},
	{"/design/header/name_font_size", []string{"/design/typography/font_size/name"}, "dimension"},
	{"/design/header/name_bold", []string{"/design/typography/bold/name"}, ""},
	{"/design/header/small_caps_for_name", []string{"/design/typography/small_caps/name"}, ""},
	{"/design/header/connections_font_family", []string{"/design/typography/font_family/connections"}, ""},
	{"/design/header/horizontal_space_between_connections", []string{"/design/header/connections/space_between_connections"}, "dimension"},
	{"/design/header/separator_between_connections", []string{"/design/header/connections/separator"}, ""},
	{"/design/header/use_icons_for_connections", []string{"/design/header/connections/show_icons"}, ""},
	{"/design/header/use_urls_as_placeholders_for_connections", []string{"/design/header/connections/display_urls_instead_of_usernames"}, ""},
	{"/design/header/make_connections_links", []string{"/design/header/connections/hyperlink"}, ""},
	{"/design/section_titles/font_family", []string{"/design/typography/font_family/section_titles"}, ""},
	{"/design/section_titles/font_size", []string{"/design/typography/font_size/section_titles"}, "dimension"},
	{"/design/section_titles/bold", []string{"/design/typography/bold/section_titles"}, ""},
	{"/design/section_titles/small_caps", []string{"/design/typography/small_caps/section_titles"}, ""},
	{"/design/entries/vertical_space_between_entries", []string{"/design/sections/space_between_regular_entries"}, "dimension"},
	{"/design/entries/allow_page_break_in_sections", []string{"/design/sections/allow_page_break"}, ""},
	{"/design/entries/show_time_spans_in", []string{"/design/sections/show_time_spans_in"}, ""},
	{"/design/highlights/bullet", []string{"/design/entries/highlights/bullet"}, ""},
	{"/design/highlights/nested_bullet", []string{"/design/entries/highlights/nested_bullet"}, ""},
	{"/design/highlights/top_margin", []string{"/design/entries/highlights/space_above"}, "dimension"},
	{"/design/highlights/left_margin", []string{"/design/entries/highlights/space_left"}, "dimension"},
	{"/design/highlights/vertical_space_between_highlights", []string{"/design/entries/highlights/space_between_items"}, "dimension"},
	{"/design/highlights/horizontal_space_between_bullet_and_highlight", []string{"/design/entries/highlights/space_between_bullet_and_text"}, "dimension"},
	{"/design/highlights/summary_left_margin", []string{"/design/entries/summary/space_left"}, "dimension"},
	{"/design/entry_types/one_line_entry/template", []string{"/design/templates/one_line_entry/main_column"}, ""},
	{"/design/entry_types/education_entry/degree_column_template", []string{"/design/templates/education_entry/degree_column"}, ""},
	{"/design/entry_types/education_entry/degree_column_width", []string{"/design/entries/degree_width"}, "dimension"},
	{"/design/entry_types/education_entry/date_and_location_column_template", []string{"/design/templates/education_entry/date_and_location_column"}, ""},
	{"/design/entry_types/normal_entry/date_and_location_column_template", []string{"/design/templates/normal_entry/date_and_location_column"}, ""},
	{"/design/entry_types/experience_entry/date_and_location_column_template", []string{"/design/templates/experience_entry/date_and_location_column"}, ""},
	{"/design/entry_types/publication_entry/date_and_location_column_template", []string{"/design/templates/publication_entry/date_and_location_column"}, ""},
	{"/locale/phone_number_format", []string{"/design/header/connections/phone_number_format"}, ""},
	{"/locale/page_numbering_template", []string{"/design/templates/footer"}, "template"},
	{"/locale/page_numbering_style", []string{"/design/templates/footer"}, "template"},
	{"/locale/last_updated_date_template", []string{"/design/templates/top_note"}, "template"},
	{"/locale/last_updated_date_style", []string{"/design/templates/top_note"}, "template"},
	{"/locale/date_template", []string{"/design/templates/single_date"}, "template"},
	{"/locale/date_style", []string{"/design/templates/single_date"}, "template"},
	{"/locale/to", []string{"/design/templates/date_range"}, "range"},
	// Versions 1.0 to 1.18, which wrote LaTeX; 0.x had the same below options.
	{"/design/font", []string{"/design/typography/font_family/body"}, "font"},
	{"/design/font_size", []string{"/design/typography/font_size/body"}, "dimension"},
	{"/design/header_font_size", []string{"/design/typography/font_size/name"}, "dimension"},
	{"/design/page_size", []string{"/design/page/size"}, "pagesize"},
	{"/design/text_alignment", []string{"/design/typography/alignment"}, "alignment"},
	{"/design/color", []string{"/design/colors/name", "/design/colors/connections", "/design/colors/section_titles", "/design/colors/links"}, ""},
	{"/design/primary_color", []string{"/design/colors/name", "/design/colors/connections", "/design/colors/section_titles", "/design/colors/links"}, ""},
	{"/design/disable_page_numbering", []string{"/design/page/show_footer"}, "not"},
	{"/design/disable_page_numbers", []string{"/design/page/show_footer"}, "not"},
	{"/design/disable_last_updated_date", []string{"/design/page/show_top_note"}, "not"},
	{"/design/show_last_updated_date", []string{"/design/page/show_top_note"}, ""},
	{"/design/disable_external_link_icons", []string{"/design/links/show_external_link_icon"}, "not"},
	{"/design/use_icons_for_connections", []string{"/design/header/connections/show_icons"}, ""},
	{"/design/separator_between_connections", []string{"/design/header/connections/separator"}, ""},
	{"/design/show_timespan_in", []string{"/design/sections/show_time_spans_in"}, ""},
	{"/design/date_width", []string{"/design/entries/date_and_location_width"}, "dimension"},
	{"/design/date_and_location_width", []string{"/design/entries/date_and_location_width"}, "dimension"},
	{"/design/margins/page/top", []string{"/design/page/top_margin"}, "dimension"},
	{"/design/margins/page/bottom", []string{"/design/page/bottom_margin"}, "dimension"},
	{"/design/margins/page/left", []string{"/design/page/left_margin"}, "dimension"},
	{"/design/margins/page/right", []string{"/design/page/right_margin"}, "dimension"},
	{"/design/margins/section_title/top", []string{"/design/section_titles/space_above"}, "dimension"},
	{"/design/margins/section_title/bottom", []string{"/design/section_titles/space_below"}, "dimension"},
	{"/design/margins/entry_area/left_and_right", []string{"/design/entries/side_space"}, "dimension"},
	{"/design/margins/entry_area/left", []string{"/design/entries/side_space"}, "dimension"},
	{"/design/margins/entry_area/vertical_between", []string{"/design/sections/space_between_regular_entries"}, "dimension"},
	{"/design/margins/entry_area/date_and_location_width", []string{"/design/entries/date_and_location_width"}, "dimension"},
	{"/design/margins/entry_area/education_degree_width", []string{"/design/entries/degree_width"}, "dimension"},
	{"/design/margins/highlights_area/top", []string{"/design/entries/highlights/space_above"}, "dimension"},
	{"/design/margins/highlights_area/left", []string{"/design/entries/highlights/space_left"}, "dimension"},
	{"/design/margins/highlights_area/vertical_between_bullet_points", []string{"/design/entries/highlights/space_between_items"}, "dimension"},
	{"/design/margins/header/vertical_between_name_and_connections", []string{"/design/header/space_below_name"}, "dimension"},
	{"/design/margins/header/bottom", []string{"/design/header/space_below_connections"}, "dimension"},
	{"/design/margins/header/horizontal_between_connections", []string{"/design/header/connections/space_between_connections"}, "dimension"},
}

// gone are keys that version 2.8 has nothing for.
var gone = map[string]string{
	"/cv/sort_entries":                                 "entries are printed in the order of the file",
	"/settings/sort_entries":                           "entries are printed in the order of the file",
	"/settings/render_command/watch":                   "it is a flag of the command now",
	"/settings/render_command/rendercv_settings":       "settings stand in the file itself",
	"/settings/render_command/use_local_latex_command": "LaTeX is no longer used",
	"/settings/render_command/latex_path":              "LaTeX is no longer used",
	"/design/show_only_years":                          "write the dates as years",
	"/design/content_scale":                            "set font sizes and margins",
	"/design/margins/entry_area/right":                 "entries have one side_space for both sides",
	"/design/entry_types/publication_entry/main_column_second_row_without_journal_template": "what is missing in an entry leaves no gap now",
	"/design/entry_types/publication_entry/main_column_second_row_without_url_template":     "what is missing in an entry leaves no gap now",
	"/cv/section_order": "sections are printed in the order of the file",
}

// oldSections are keys that held sections in versions 0.x.
var oldSections = []string{
	"summary", "education", "work_experience", "academic_projects", "personal_projects", "publications", "certificates",
	"extracurricular_activities", "test_scores", "skills", "custom_sections",
}

// languages are RenderCV's names for ISO 639-1 codes.
var languages = map[string]string{
	"ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fr": "french", "de": "german", "he": "hebrew", "hi": "hindi", "hu": "hungarian", "id": "indonesian",
	"it": "italian", "ja": "japanese", "ko": "korean", "zh": "mandarin_chinese", "nb": "norwegian_bokmål", "no": "norwegian_bokmål", "nn": "norwegian_nynorsk",
	"fa": "persian", "pt": "portuguese", "ru": "russian", "es": "spanish", "tr": "turkish", "vi": "vietnamese", "mandarin_chineese": "mandarin_chinese",
}

// networks are names of social networks that were spelled otherwise.
var networks = map[string]string{"Orcid": "ORCID", "Twitter": "X", "Stack Overflow": "StackOverflow", "LeetCode": "Leetcode", "Youtube": "YouTube", "Github": "GitHub", "Linkedin": "LinkedIn"}

// signs are keys that tell that a text is a RenderCV file.
const signs = `(?m)^(?:cv|design|locale|locale_catalog|rendercv_settings|settings):`
