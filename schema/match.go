package schema

// Term is a skill the offer names and where the CV stands on it.
type Term struct {
	Name       string     `json:"name"`
	Importance Importance `json:"importance" jsonschema:"enum=must,enum=nice"`
	Spelling   string     `json:"spelling,omitempty" jsonschema:"description=As the offer writes it"`
	Paths      []string   `json:"paths,omitempty" jsonschema:"description=Where the CV supports it"`
	OfferQuote string     `json:"offer_quote,omitempty"`
}

// Measures are the parts of a match; there is no single score to chase. All
// but the counts are shares between 0 and 1. A term that the base CV does not
// support never counts, so a fabricated term raises nothing.
type Measures struct {
	Coverage     float64 `json:"coverage" jsonschema:"description=Weighted share of the offer's terms that the CV shows and the base supports"`
	Ceiling      float64 `json:"ceiling" jsonschema:"description=Highest coverage that the base CV can honestly reach"`
	Gain         float64 `json:"gain,omitempty" jsonschema:"description=Share of the way from base coverage to the ceiling"`
	Literal      float64 `json:"literal" jsonschema:"description=Share of supported terms in the offer's own spelling"`
	Prominence   float64 `json:"prominence" jsonschema:"description=How early supported terms stand: 1 is the best order possible"`
	Order        float64 `json:"order" jsonschema:"description=nDCG of highlights within entries against the offer"`
	Churn        float64 `json:"churn,omitempty" jsonschema:"description=Share of highlight pairs whose order changed"`
	Preservation float64 `json:"preservation" jsonschema:"description=Share of the base CV's facts that are kept"`
	LostTerms    int     `json:"lost_terms" jsonschema:"description=Highlights with supported terms that were removed"`
	Stuffing     int     `json:"stuffing" jsonschema:"description=Terms that stand too often"`
}

// MatchReport compares a base CV and its tailored form with one offer.
type MatchReport struct {
	Scored   bool     `json:"scored" jsonschema:"description=False when the offer has too little text to score"`
	Before   Measures `json:"before"`
	After    Measures `json:"after"`
	Covered  []Term   `json:"covered,omitempty" jsonschema:"description=Terms that base and tailored CV both show"`
	Surfaced []Term   `json:"surfaced,omitempty" jsonschema:"description=Supported terms that the edits bring out or spell the offer's way"`
	Gaps     []Term   `json:"gaps,omitempty" jsonschema:"description=Terms that the tailored CV does not show; with paths when the base CV supports them all the same"`
}
