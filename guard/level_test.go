package guard_test

import (
	"testing"

	"github.com/bespoke-cv/bespoke/schema"
)

const tongues = `cv:
  name: Ada Example
  sections:
    skills:
      - label: English
        details: C1
      - label: German
        details: B1
      - label: Czech
        details: A1
      - label: All
        details: English C1, German B1
      - label: Buses
        details: SPI, CAN, some LIN (desk study only)
      - label: Licences
        details: Class B
`

// A level counts for its own language only, and a letter for its own class.
func TestLevelsOfOthersProveNothing(t *testing.T) {
	const line = "/cv/sections/skills/"
	judgeReplacements(t, tongues, []replacement{
		{"level of another language", line + "1/details", "C1", schema.Reject},
		{"within one word for both", line + "2/details", "A2", schema.Reject},
		{"in one line", line + "3/details", "English C1, German C1", schema.Reject},
		{"the same in another order", line + "3/details", "German B1, English C1", schema.Pass},
		{"letters of words across a bracket", line + "4/details", "SPI, CAN FD, some LIN (desk study only)", schema.Reject},
		{"a little made all", line + "4/details", "SPI, CAN, LIN (desk study only)", schema.Reject},
		{"one more class", line + "5/details", "Class B, D", schema.Reject},
	})
}
