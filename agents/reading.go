package agents

import (
	"strconv"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/lexicon"
	"github.com/bespoke-cv/bespoke/llm"
	"github.com/bespoke-cv/bespoke/schema"
)

// reading is an offer as a model is asked to give it back: flat, and every
// value with the words it was read from.
type reading struct {
	Fields           []fieldReading       `json:"fields" jsonschema:"maxItems=60"`
	Salary           *salaryReading       `json:"salary,omitempty"`
	Requirements     []requirementReading `json:"requirements" jsonschema:"maxItems=120"`
	Responsibilities []string             `json:"responsibilities" jsonschema:"maxItems=120,description=Lines that say what the work is copied whole"`
	Skills           []skillReading       `json:"skills" jsonschema:"maxItems=120"`
}

type fieldReading struct {
	Field string `json:"field" jsonschema:"enum=title,enum=company,enum=agency,enum=location,enum=arrangement,enum=employment_type,enum=seniority,enum=published_on,enum=closes_on,enum=starts_on,enum=reference,enum=visa,enum=min_years,enum=contact_name,enum=contact_email,enum=contact_phone,enum=degree,enum=spoken_language,enum=licence"`
	Value string `json:"value" jsonschema:"description=arrangement: on_site or hybrid or remote. employment_type: full_time or part_time or contract or temporary or internship or apprenticeship or freelance or volunteer. seniority: intern or junior or mid or senior or lead or principal or manager or director or executive"`
	Quote string `json:"quote" jsonschema:"description=Words copied exactly from the offer that say it"`
}

type salaryReading struct {
	Min      float64 `json:"min" jsonschema:"minimum=0"`
	Max      float64 `json:"max" jsonschema:"minimum=0"`
	Currency string  `json:"currency"`
	Period   string  `json:"period" jsonschema:"enum=hour,enum=day,enum=week,enum=month,enum=year"`
	Quote    string  `json:"quote"`
}

type requirementReading struct {
	Importance string `json:"importance" jsonschema:"enum=must,enum=nice"`
	Quote      string `json:"quote" jsonschema:"description=The line copied whole from the offer"`
}

type skillReading struct {
	Name       string `json:"name" jsonschema:"description=The usual full name"`
	Kind       string `json:"kind" jsonschema:"enum=tool,enum=language,enum=framework,enum=method,enum=certificate,enum=soft,enum=domain"`
	Importance string `json:"importance" jsonschema:"enum=must,enum=nice"`
	Spelling   string `json:"spelling" jsonschema:"description=As the offer writes it"`
}

var readingSchema = sync.OnceValue(func() *llm.Schema { return llm.MustSchema("job_offer_reading", schema.For[reading]()) })

// add appends what another part of the same offer said. Of two single values
// the first stays.
func (r *reading) add(other reading) {
	r.Fields = append(r.Fields, other.Fields...)
	if r.Salary == nil {
		r.Salary = other.Salary
	}
	r.Requirements = append(r.Requirements, other.Requirements...)
	r.Responsibilities = append(r.Responsibilities, other.Responsibilities...)
	r.Skills = append(r.Skills, other.Skills...)
}

// maxSkillWords parts the name of a skill from a sentence about one.
const maxSkillWords = 5

// jobOffer is the reading in the shape that offer.Check holds against the text.
func (r *reading) jobOffer(skills *lexicon.Lexicon) schema.JobOffer {
	var own schema.JobOffer
	for _, field := range r.Fields {
		setField(&own, field)
	}
	if r.Salary != nil && (r.Salary.Min > 0 || r.Salary.Max > 0) {
		own.Salary = &schema.Salary{Min: r.Salary.Min, Max: r.Salary.Max, Currency: strings.ToUpper(r.Salary.Currency), Period: schema.Period(r.Salary.Period)}
		own.Sources = append(own.Sources, schema.FieldSource{Field: "salary", Quote: schema.Quote{Text: r.Salary.Quote}})
	}
	for _, line := range r.Requirements {
		own.Requirements = append(own.Requirements, schema.Requirement{Importance: schema.Importance(line.Importance), Quote: schema.Quote{Text: line.Quote}})
	}
	for _, line := range r.Responsibilities {
		own.Responsibilities = append(own.Responsibilities, schema.Quote{Text: line})
	}
	for _, skill := range r.Skills {
		if name := strings.TrimSpace(skill.Name); name == "" || len(strings.Fields(name)) > maxSkillWords {
			continue
		}
		found := schema.OfferSkill{Name: skill.Name, Kind: skill.Kind, Importance: schema.Importance(skill.Importance), Spelling: skill.Spelling}
		if entry, ok := skills.Lookup(skill.Name); ok {
			found.Name, found.Kind = entry.Name, string(entry.Kind)
		}
		own.Skills = append(own.Skills, found)
	}
	return own
}

// setField puts what a model read into the offer, with the words it was read
// from. Of several values for a single field the first stays.
func setField(own *schema.JobOffer, field fieldReading) {
	value := strings.TrimSpace(field.Value)
	if value == "" {
		return
	}
	switch field.Field {
	case "contact_name", "contact_email", "contact_phone":
		setContact(own, field.Field, value)
	case "degree":
		own.Degrees = append(own.Degrees, value)
	case "spoken_language":
		own.Languages = append(own.Languages, value)
	case "licence":
		own.Licences = append(own.Licences, value)
	default:
		if setSingle(own, field.Field, value) {
			own.Sources = append(own.Sources, schema.FieldSource{Field: field.Field, Quote: schema.Quote{Text: field.Quote}})
		}
	}
}

// setSingle sets a field that holds one value, unless it has one or there is no
// such field.
func setSingle(own *schema.JobOffer, name, value string) bool {
	if name == "min_years" {
		years, err := strconv.Atoi(value)
		if err != nil || own.MinYears != 0 || years <= 0 || years > 60 {
			return false
		}
		own.MinYears = years
		return true
	}
	into := map[string]*string{
		"title": &own.Title, "company": &own.Company, "agency": &own.Agency, "location": &own.Location,
		"reference": &own.Reference, "visa": &own.Visa,
		"published_on": &own.PublishedOn, "closes_on": &own.ClosesOn, "starts_on": &own.StartsOn,
		"arrangement": (*string)(&own.Arrangement), "employment_type": (*string)(&own.EmploymentType), "seniority": (*string)(&own.Seniority),
	}[name]
	if into == nil || *into != "" {
		return false
	}
	*into = value
	return true
}

func setContact(own *schema.JobOffer, name, value string) {
	if own.Contact == nil {
		own.Contact = &schema.Contact{}
	}
	into := map[string]*string{
		"contact_name": &own.Contact.Name, "contact_email": &own.Contact.Email, "contact_phone": &own.Contact.Phone,
	}[name]
	if *into == "" {
		*into = value
	}
}
