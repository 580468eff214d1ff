package schema

import "strconv"

// Op is what an edit does to the value at its path.
type Op string

// The four operations.
const (
	Replace Op = "replace"
	Insert  Op = "insert"
	Remove  Op = "remove"
	Move    Op = "move"
)

// Edit is one small decision about a CV. Every path is a JSON Pointer
// (RFC 6901) into the *base* document, whatever other edits stand beside it,
// so that each can be taken or left alone:
//
//   - replace: the scalar or value at Path becomes After.
//   - insert: After lands in the list before the item that stands at Path now;
//     an index equal to the list's length, or "-", means its end. On a mapping,
//     Path names a key that is not there yet. From may name the commented-out
//     line that the text is taken from, as "line:42"; that comment is then
//     replaced by the value.
//   - remove: the value at Path goes.
//   - move: the list item at From lands before the item that stands at Path
//     now; both are in the same list, index = length means its end.
type Edit struct {
	ID             string     `json:"id,omitempty" jsonschema:"maxLength=40,description=Given by the server when left out"`
	Op             Op         `json:"op" jsonschema:"enum=replace,enum=insert,enum=remove,enum=move"`
	Path           string     `json:"path" jsonschema:"maxLength=400,description=JSON Pointer into the base YAML such as /cv/sections/experience/0/highlights/2; indices count places in the unedited list"`
	From           string     `json:"from,omitempty" jsonschema:"maxLength=400,description=For move: JSON Pointer of the item to move. For insert: line:N of the commented-out line it is taken from"`
	Before         any        `json:"before,omitempty" jsonschema:"description=The value at path now; checked against the CV when given"`
	After          any        `json:"after,omitempty" jsonschema:"description=The new value for replace and insert"`
	Reason         string     `json:"reason,omitempty" jsonschema:"maxLength=1000,description=Why this helps for this offer in one sentence"`
	RequirementIDs []string   `json:"requirement_ids,omitempty" jsonschema:"maxItems=50,description=Requirements of the offer that the edit answers"`
	OfferQuotes    []string   `json:"offer_quotes,omitempty" jsonschema:"maxItems=20,description=The offer's words it answers"`
	Evidence       []Evidence `json:"evidence,omitempty" jsonschema:"maxItems=50,description=The CV's words that prove it"`
	Verdict        *Verdict   `json:"verdict,omitempty" jsonschema:"description=Given by the guard; a caller's own verdict is ignored" jsonschema_extras:"readOnly=true"`
	PlannedBy      string     `json:"planned_by,omitempty" jsonschema:"readOnly=true,maxLength=100,description=rules or model:NAME or caller"`
}

// CountEdits says how many edits there are: "1 edit", "3 edits".
func CountEdits(n int) string {
	if n == 1 {
		return "1 edit"
	}
	return strconv.Itoa(n) + " edits"
}

// Evidence is words of the base CV, or of a fact the user confirmed, that
// prove a claim.
type Evidence struct {
	Path  string `json:"path" jsonschema:"maxLength=400,description=JSON Pointer into the base YAML or fact:ID"`
	Quote string `json:"quote" jsonschema:"maxLength=4000"`
}

// Fact is something true about the user that the CV does not say and the user
// confirmed. It counts as evidence until it is revoked.
type Fact struct {
	ID          string `json:"id,omitempty" jsonschema:"maxLength=60"`
	Text        string `json:"text" jsonschema:"minLength=2,maxLength=1000"`
	ConfirmedOn string `json:"confirmed_on,omitempty" jsonschema:"description=YYYY-MM-DD"`
}

// Outcome is a guard's verdict on one edit or document.
type Outcome string

// The outcomes, in rising severity.
const (
	Pass        Outcome = "pass"
	NeedsReview Outcome = "needs_review"
	Reject      Outcome = "reject"
)

// Finding is one objection of the guard.
type Finding struct {
	Kind    string   `json:"kind" jsonschema:"description=Machine-readable kind such as new_number or new_skill or identity_changed"`
	Outcome Outcome  `json:"outcome" jsonschema:"enum=needs_review,enum=reject"`
	Path    string   `json:"path,omitempty" jsonschema:"description=JSON Pointer of the value that the finding is about"`
	Words   []string `json:"words" jsonschema:"description=The words objected to"`
	Message string   `json:"message" jsonschema:"description=What is wrong and the way out"`
}

// Verdict is the worst outcome of its findings; no findings is a pass.
type Verdict struct {
	Outcome  Outcome   `json:"outcome" jsonschema:"enum=pass,enum=needs_review,enum=reject"`
	Findings []Finding `json:"findings,omitempty"`
}

// Judge folds findings into a verdict.
func Judge(findings []Finding) Verdict {
	verdict := Verdict{Outcome: Pass, Findings: findings}
	for _, finding := range findings {
		if finding.Outcome == Reject {
			verdict.Outcome = Reject
		} else if verdict.Outcome == Pass {
			verdict.Outcome = NeedsReview
		}
	}
	return verdict
}

// Question is something only the user can answer: a gap, a title, a date.
type Question struct {
	ID             string   `json:"id"`
	Text           string   `json:"text"`
	RequirementIDs []string `json:"requirement_ids,omitempty"`
	OfferQuote     string   `json:"offer_quote,omitempty"`
}

// PageCount is the number of pages before and after the edits; 0 is unknown.
type PageCount struct {
	Before int `json:"before,omitempty"`
	After  int `json:"after,omitempty"`
	Limit  int `json:"limit,omitempty"`
}

// PlannedChanges is a list of small decisions about one exact CV, and what
// they would do to the match with one offer.
type PlannedChanges struct {
	BaseSHA256 string      `json:"base_sha256" jsonschema:"description=SHA-256 in hex of the YAML that the paths point into"`
	Edits      []Edit      `json:"edits" jsonschema:"maxItems=500,description=Edits that passed or need the user's review"`
	Refused    []Edit      `json:"refused,omitempty" jsonschema:"maxItems=500,description=Edits that the guard rejected with kind and words"`
	Match      MatchReport `json:"match"`
	Questions  []Question  `json:"questions,omitempty"`
	Pages      PageCount   `json:"pages,omitzero"`
	Language   string      `json:"language,omitempty" jsonschema:"description=Language of the tailored CV as an ISO 639-1 code"`
	PlannedBy  []string    `json:"planned_by,omitempty" jsonschema:"description=Who proposed edits: rules and model:NAME and caller"`
	Sections   []SectionBy `json:"sections,omitempty" jsonschema:"description=When a model was asked: who planned each section; where the model failed the rules did"`
	Warnings   []string    `json:"warnings,omitempty"`
}

// SectionBy says who planned a section of the CV, and why it was not the model
// where it was not, or not it alone.
type SectionBy struct {
	Section   string `json:"section"`
	PlannedBy string `json:"planned_by" jsonschema:"description=rules or model:NAME"`
	Reason    string `json:"reason,omitempty"`
}

// SchemaProblem is a place where a CV breaks RenderCV's rules. Line and Column
// count from 1.
type SchemaProblem struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message" jsonschema:"description=What is wrong and what is allowed"`
	Input   string `json:"input,omitempty" jsonschema:"description=The value found there"`
}

// GuardReport is the verdict on a whole tailored document against its base.
type GuardReport struct {
	Verdict Verdict `json:"verdict"`
	Checked int     `json:"checked" jsonschema:"description=Number of changed values that were checked"`
}

// AppliedChanges is what apply_cv_edits did.
type AppliedChanges struct {
	SHA256       string          `json:"sha256" jsonschema:"description=SHA-256 in hex of the tailored YAML"`
	Diff         string          `json:"diff" jsonschema:"description=Unified diff from base to tailored YAML"`
	Applied      []string        `json:"applied" jsonschema:"description=Ids of the edits that were applied"`
	Refused      []Edit          `json:"refused,omitempty" jsonschema:"description=Edits left out by the guard with the reason"`
	Left         []string        `json:"left,omitempty" jsonschema:"description=Ids of the edits that the caller did not take"`
	ErrorsBefore []SchemaProblem `json:"errors_before,omitempty"`
	ErrorsAfter  []SchemaProblem `json:"errors_after,omitempty"`
	Guard        GuardReport     `json:"guard"`
}
