package schema

import "time"

// ModelCall is one line on the bill of the model: a question with its retries
// and repairs. It quotes neither question nor answer.
type ModelCall struct {
	Purpose          string    `json:"purpose" jsonschema:"description=What was asked for such as reading the offer"`
	Model            string    `json:"model"`
	PromptTokens     int64     `json:"prompt_tokens"`
	CachedTokens     int64     `json:"cached_tokens,omitempty" jsonschema:"description=Of prompt_tokens: read from the model server's cache"`
	CompletionTokens int64     `json:"completion_tokens"`
	ReasoningTokens  int64     `json:"reasoning_tokens,omitempty" jsonschema:"description=Of completion_tokens"`
	Estimated        bool      `json:"estimated,omitempty" jsonschema:"description=The server reports no tokens; these are estimates"`
	USD              float64   `json:"usd"`
	Priced           bool      `json:"priced" jsonschema:"description=False when the model's price is not known; usd is then 0"`
	Requests         int       `json:"requests" jsonschema:"description=Requests made with retries and repairs included"`
	Milliseconds     int64     `json:"milliseconds"`
	Failed           bool      `json:"failed,omitempty"`
	Line             string    `json:"line" jsonschema:"description=The same for people: the cost line"`
	At               time.Time `json:"at,omitzero"`
}

// Tokens is what a budget is charged.
func (c ModelCall) Tokens() int64 { return c.PromptTokens + c.CompletionTokens }

// ModelBill is what a tool call or a whole run took of the model.
type ModelBill struct {
	Calls  []ModelCall `json:"calls" jsonschema:"description=One line for each question in the order in which they ended"`
	Tokens int64       `json:"tokens"`
	USD    float64     `json:"usd" jsonschema:"description=Of the calls whose price is known"`
	Line   string      `json:"line" jsonschema:"description=The sum for people"`
}
