package pdf

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// operator is one operator of a content stream with its operands as they are written.
type operator struct {
	name     string
	operands []string
}

// property returns the value of a key in a dictionary among the operands.
func (o operator) property(key string) (string, bool) {
	for i, operand := range o.operands {
		if operand == "/"+key && i+1 < len(o.operands) {
			return o.operands[i+1], true
		}
	}
	return "", false
}

// operators splits a content stream.
func operators(t *testing.T, content string) []operator {
	t.Helper()
	const delimiters = "()<>[]/ \n\t"
	var all []operator
	var operands []string
	for at := 0; at < len(content); {
		start := at
		switch c := content[at]; {
		case strings.IndexByte(" \n\t[]", c) >= 0:
			at++
			continue
		case c == '<' || c == '>':
			require.Equal(t, c, content[at+1], "only dictionaries, no hexadecimal strings")
			at += 2
			continue
		case c == '(':
			for at++; content[at] != ')'; at++ {
				require.NotEqual(t, byte('\r'), content[at], "a raw carriage return in a string")
				require.NotEqual(t, byte('('), content[at])
				if content[at] == '\\' {
					at++
				}
			}
			at++
		default:
			for at++; at < len(content) && strings.IndexByte(delimiters, content[at]) < 0; at++ {
			}
		}
		word := content[start:at]
		if first := word[0]; first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' {
			all = append(all, operator{word, operands})
			operands = nil
		} else {
			operands = append(operands, word)
		}
	}
	require.Empty(t, operands)
	return all
}
