package guard

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhoAndWhereTellWhatTheWordsWould(t *testing.T) {
	job := func(company, position, text string) any {
		return map[string]any{"company": company, "position": position, "highlights": []any{text}}
	}
	old := []any{
		job("Nordpay AB", "Engineer", "Built the payment service in Go"),
		job("Harborline", "Developer", "Wrote tests for the booking engine"),
		job("Harborline", "Developer", "Ran the warehouse"),
	}
	tests := []struct {
		used       []bool
		item       any
		identified int
	}{
		{[]bool{false, false, true}, job("Nordpay AB", "Engineer", "Wrote tests for the booking engine"), 0},
		{[]bool{false, false, true}, job("Nordpay AB", "Lead", "Built the payment service in Go"), -1},
		{[]bool{false, true, true}, job("Nordpay AB", "Lead", "Something else"), 0},
		{[]bool{false, false, false}, job("Harborline", "Developer", "Ran the warehouse of the group"), -1},
		{[]bool{true, true, true}, job("Nordpay AB", "Engineer", "Built the payment service in Go"), -1},
		{[]bool{false, true, true}, "Built the payment service in Go", -1},
	}
	for _, test := range tests {
		found := identified(old, test.used, test.item)
		assert.Equal(t, test.identified, found, test.item)
		if best, _ := likest(old, test.used, test.item, make([][]string, len(old))); found >= 0 {
			assert.Equal(t, best, found, test.item)
		}
	}
}
