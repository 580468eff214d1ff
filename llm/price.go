package llm

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Price is what a million tokens cost, in US dollars.
type Price struct {
	Input  float64 `json:"input"`
	Cached float64 `json:"cached"` // of input read from the server's cache; 0 for no discount
	Output float64 `json:"output"`
}

// Prices are looked up by model name; a name also prices its dated versions
// (NAME-2025-08-07), the longest name that fits winning.
type Prices map[string]Price

//go:embed prices.json
var defaultPrices []byte

// DefaultPrices are OpenAI's list prices as far as they were known when
// prices.json was written. They change; a user's own table replaces them.
func DefaultPrices() Prices {
	prices, err := parsePrices(defaultPrices)
	if err != nil {
		panic(err) // the embedded table is tested
	}
	return prices
}

// readPrices reads a price table: {"model": {"input": 1.25, "cached": 0.125, "output": 10}}.
func readPrices(path string) (Prices, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the price table: %w", err)
	}
	prices, err := parsePrices(data)
	if err != nil {
		return nil, fmt.Errorf("price table %s: %w", path, err)
	}
	return prices, nil
}

func parsePrices(data []byte) (Prices, error) {
	var prices Prices
	if err := json.Unmarshal(data, &prices); err != nil {
		return nil, fmt.Errorf(`it has the form {"model": {"input": 1.25, "cached": 0.125, "output": 10}}: %w`, err)
	}
	for name, price := range prices {
		if price.Input < 0 || price.Cached < 0 || price.Output < 0 {
			return nil, fmt.Errorf("%s has a negative price", name)
		}
	}
	return prices, nil
}

// For is the price of model, and whether it is known.
func (p Prices) For(model string) (Price, bool) {
	best := ""
	for name := range p {
		rest, fits := strings.CutPrefix(model, name)
		if fits && (rest == "" || isDate(rest)) && len(name) > len(best) {
			best = name
		}
	}
	price, known := p[best]
	return price, known
}

// isDate tells the date on a model's name, -2025-08-07 or -0613, from the rest
// of another name, -mini.
func isDate(suffix string) bool {
	digits := strings.ReplaceAll(suffix, "-", "")
	return strings.HasPrefix(suffix, "-") && len(digits) >= 4 && strings.Trim(digits, "0123456789") == ""
}

// Cost is what calls cost. Known is false when a price is missing; USD then
// counts the others only.
type Cost struct {
	USD   float64 `json:"usd"`
	Known bool    `json:"known"`
}

// Of prices a usage.
func (p Prices) Of(model string, usage Usage) Cost {
	price, known := p.For(model)
	if !known {
		return Cost{}
	}
	cached := price.Cached
	if cached == 0 {
		cached = price.Input
	}
	fresh := max(usage.Prompt-usage.Cached, 0)
	return Cost{
		USD:   (float64(fresh)*price.Input + float64(usage.Cached)*cached + float64(usage.Completion)*price.Output) / 1e6,
		Known: true,
	}
}

// Add sums two costs.
func (c Cost) Add(other Cost) Cost {
	return Cost{USD: c.USD + other.USD, Known: c.Known && other.Known}
}

// String is the cost as people read it.
func (c Cost) String() string {
	switch {
	case c.Known:
		return fmt.Sprintf("$%.4f", c.USD)
	case c.USD > 0:
		return fmt.Sprintf("at least $%.4f (a price is unknown)", c.USD)
	default:
		return "price unknown"
	}
}
