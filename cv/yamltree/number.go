package yamltree

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// integer reads a whole number as RenderCV does, by YAML 1.2: 0o17 is octal and
// 017 is seventeen, which yaml.v3 takes for octal as YAML 1.1 did.
func integer(text string) (int, error) {
	digits := strings.ReplaceAll(text, "_", "")
	sign := ""
	if strings.HasPrefix(digits, "-") || strings.HasPrefix(digits, "+") {
		sign, digits = digits[:1], digits[1:]
	}
	base := 10
	for prefix, b := range map[string]int{"0b": 2, "0o": 8, "0x": 16} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok {
			digits, base = rest, b
		}
	}
	n, err := strconv.ParseInt(sign+digits, base, 0)
	return int(n), err
}

// scalarTag is the tag of a scalar by YAML 1.2: digits alone are a whole number,
// of which yaml.v3 takes 08 for a fraction because it is not octal.
func scalarTag(y *yaml.Node) string {
	tag := y.ShortTag()
	if tag == TagFloat && y.Style == 0 && strings.Trim(y.Value, "+-_0123456789") == "" {
		return TagInt
	}
	return tag
}
