package schema

// Quote is a verbatim piece of a text. Start and End are byte offsets into
// that text (UTF-8), End exclusive, so text[Start:End] == Text.
type Quote struct {
	Text  string `json:"text" jsonschema:"description=The words as they stand in the text"`
	Start int    `json:"start" jsonschema:"minimum=0,description=Byte offset of the first character"`
	End   int    `json:"end" jsonschema:"minimum=0,description=Byte offset behind the last character"`
}

// Arrangement says where the work is done; empty when the offer does not say.
type Arrangement string

// The work arrangements.
const (
	OnSite Arrangement = "on_site"
	Hybrid Arrangement = "hybrid"
	Remote Arrangement = "remote"
)

// EmploymentType is the kind of contract; empty when the offer does not say.
type EmploymentType string

// The employment types, after schema.org's employmentType.
const (
	FullTime       EmploymentType = "full_time"
	PartTime       EmploymentType = "part_time"
	Contract       EmploymentType = "contract"
	Temporary      EmploymentType = "temporary"
	Internship     EmploymentType = "internship"
	Apprenticeship EmploymentType = "apprenticeship"
	Freelance      EmploymentType = "freelance"
	Volunteer      EmploymentType = "volunteer"
)

// Seniority is the level that the title or the text asks for.
type Seniority string

// The levels, in rising order.
const (
	Intern    Seniority = "intern"
	Junior    Seniority = "junior"
	Mid       Seniority = "mid"
	Senior    Seniority = "senior"
	Lead      Seniority = "lead"
	Principal Seniority = "principal"
	Manager   Seniority = "manager"
	Director  Seniority = "director"
	Executive Seniority = "executive"
)

// Period is what a salary is paid for.
type Period string

// The salary periods.
const (
	PerHour  Period = "hour"
	PerDay   Period = "day"
	PerWeek  Period = "week"
	PerMonth Period = "month"
	PerYear  Period = "year"
)

// Salary is a range in whole or fractional units of Currency. Min or Max is 0
// when the offer gives only the other bound.
type Salary struct {
	Min      float64 `json:"min,omitempty" jsonschema:"minimum=0"`
	Max      float64 `json:"max,omitempty" jsonschema:"minimum=0"`
	Currency string  `json:"currency,omitempty" jsonschema:"description=ISO 4217 code,pattern=^[A-Z]{3}$"`
	Period   Period  `json:"period,omitempty" jsonschema:"enum=hour,enum=day,enum=week,enum=month,enum=year"`
}

// Contact is the person or address that the offer names.
type Contact struct {
	Name  string `json:"name,omitempty" jsonschema:"maxLength=200"`
	Email string `json:"email,omitempty" jsonschema:"maxLength=200"`
	Phone string `json:"phone,omitempty" jsonschema:"maxLength=60"`
	URL   string `json:"url,omitempty" jsonschema:"maxLength=500"`
}

// Importance tells what must be from what is nice to have.
type Importance string

// The two importances. Must weighs 1, Nice 0.5 in every measure.
const (
	Must Importance = "must"
	Nice Importance = "nice"
)

// Weight is what a term of this importance counts in the measures.
func (i Importance) Weight() float64 {
	if i == Nice {
		return 0.5
	}
	return 1
}

// Requirement is one line of what the offer asks for.
type Requirement struct {
	ID         string     `json:"id" jsonschema:"description=Short id such as r3; edits name the requirements they answer"`
	Importance Importance `json:"importance" jsonschema:"enum=must,enum=nice"`
	Quote      Quote      `json:"quote" jsonschema:"description=The line as it stands in the offer"`
	Skills     []string   `json:"skills,omitempty" jsonschema:"description=Canonical skills named in the line"`
}

// OfferSkill is a lexicon term that the offer names, under its canonical name.
type OfferSkill struct {
	Name       string     `json:"name" jsonschema:"description=Canonical name"`
	Kind       string     `json:"kind" jsonschema:"description=tool or language or framework or method or soft or spoken or certificate or domain"`
	Importance Importance `json:"importance" jsonschema:"enum=must,enum=nice"`
	Spelling   string     `json:"spelling" jsonschema:"description=As the offer writes it"`
	Quotes     []Quote    `json:"quotes" jsonschema:"description=Where the offer names it"`
}

// FieldSource names the words that a scalar field of JobOffer was read from.
type FieldSource struct {
	Field string `json:"field" jsonschema:"description=JSON name of the field such as title or salary"`
	Quote Quote  `json:"quote"`
}

// JobOffer is what an offer says and nothing else: a field without a quote in
// the offer's text stays empty.
type JobOffer struct {
	Title            string         `json:"title" jsonschema:"maxLength=300"`
	Company          string         `json:"company,omitempty" jsonschema:"maxLength=300,description=The employer; empty when the offer does not name it"`
	Agency           string         `json:"agency,omitempty" jsonschema:"maxLength=300,description=The recruiter that posted the offer when it is not the employer"`
	Location         string         `json:"location,omitempty" jsonschema:"maxLength=300"`
	Arrangement      Arrangement    `json:"arrangement,omitempty" jsonschema:"enum=on_site,enum=hybrid,enum=remote"`
	EmploymentType   EmploymentType `json:"employment_type,omitempty" jsonschema:"enum=full_time,enum=part_time,enum=contract,enum=temporary,enum=internship,enum=apprenticeship,enum=freelance,enum=volunteer"`
	Seniority        Seniority      `json:"seniority,omitempty" jsonschema:"enum=intern,enum=junior,enum=mid,enum=senior,enum=lead,enum=principal,enum=manager,enum=director,enum=executive"`
	Salary           *Salary        `json:"salary,omitempty"`
	Language         string         `json:"language,omitempty" jsonschema:"description=Language of the offer's text as an ISO 639-1 code,maxLength=8"`
	PublishedOn      string         `json:"published_on,omitempty" jsonschema:"description=YYYY-MM-DD"`
	ClosesOn         string         `json:"closes_on,omitempty" jsonschema:"description=YYYY-MM-DD"`
	StartsOn         string         `json:"starts_on,omitempty" jsonschema:"description=YYYY-MM-DD or YYYY-MM or the offer's own words"`
	Contact          *Contact       `json:"contact,omitempty"`
	URL              string         `json:"url,omitempty" jsonschema:"maxLength=2000"`
	Reference        string         `json:"reference,omitempty" jsonschema:"maxLength=100,description=The offer's own reference code"`
	MinYears         int            `json:"min_years,omitempty" jsonschema:"minimum=0,maximum=60,description=Years of experience asked for"`
	Degrees          []string       `json:"degrees,omitempty" jsonschema:"description=Degrees and vocational qualifications asked for"`
	Languages        []string       `json:"languages,omitempty" jsonschema:"description=Spoken languages asked for with the level where given"`
	Licences         []string       `json:"licences,omitempty" jsonschema:"description=Licences and registrations asked for"`
	Visa             string         `json:"visa,omitempty" jsonschema:"description=What the offer says about work permits and sponsorship"`
	Requirements     []Requirement  `json:"requirements,omitempty" jsonschema:"maxItems=300"`
	Responsibilities []Quote        `json:"responsibilities,omitempty" jsonschema:"maxItems=300"`
	Skills           []OfferSkill   `json:"skills,omitempty" jsonschema:"maxItems=500"`
	Sources          []FieldSource  `json:"sources,omitempty" jsonschema:"description=The words each scalar field was read from"`
}

// Completeness says how much of an offer the text holds.
type Completeness string

// The degrees of completeness. A title-only offer is not scored.
const (
	CompleteOffer Completeness = "full"
	PartialOffer  Completeness = "partial"
	TitleOnly     Completeness = "title_only"
)

// Anomaly is text in an offer that addresses the reader's program (orders to a
// model, hidden text). It is quoted and obeyed by nobody.
type Anomaly struct {
	Kind  string `json:"kind" jsonschema:"description=instruction or hidden_text or masked_digits or mojibake"`
	Quote Quote  `json:"quote"`
}

// ParsedOffer is a JobOffer with the text it was read from and how well.
type ParsedOffer struct {
	Text         string       `json:"text" jsonschema:"description=The offer as plain text; all quotes point into it"`
	JobOffer     JobOffer     `json:"job_offer"`
	ParsedBy     string       `json:"parsed_by" jsonschema:"description=rules or model:NAME or caller"`
	Completeness Completeness `json:"completeness" jsonschema:"enum=full,enum=partial,enum=title_only"`
	Warnings     []string     `json:"warnings,omitempty"`
	Anomalies    []Anomaly    `json:"anomalies,omitempty"`
}
