package prompts

import (
	"fmt"
	"strings"
	"text/template/parse"
)

// fill writes a template's nodes with their fields from data: text, {{.Field}}
// and {{if .Field}} … {{else}} … {{end}} are all that prompts need. text/template
// would do more, by finding methods by their names while it runs, for which the
// linker keeps every method of the program.
func fill(text *strings.Builder, node parse.Node, data map[string]any) error {
	switch node := node.(type) {
	case *parse.ListNode:
		if node == nil {
			return nil
		}
		for _, child := range node.Nodes {
			if err := fill(text, child, data); err != nil {
				return err
			}
		}
	case *parse.TextNode:
		text.Write(node.Text)
	case *parse.ActionNode:
		value, err := field(node.Pipe, data)
		if err != nil {
			return err
		}
		if value == nil {
			return fmt.Errorf("%s is missing", node.Pipe)
		}
		fmt.Fprint(text, value)
	case *parse.IfNode:
		value, err := field(node.Pipe, data)
		switch {
		case err != nil:
			return err
		case value == nil || value == "" || value == false || value == 0:
			return fill(text, node.ElseList, data)
		}
		return fill(text, node.List, data)
	default:
		return fmt.Errorf("prompts have no %s", node)
	}
	return nil
}

// field is the value that a pipeline of one field names, nil when there is none.
func field(pipe *parse.PipeNode, data map[string]any) (any, error) {
	if len(pipe.Decl) == 0 && len(pipe.Cmds) == 1 && len(pipe.Cmds[0].Args) == 1 {
		if name, ok := pipe.Cmds[0].Args[0].(*parse.FieldNode); ok && len(name.Ident) == 1 {
			return data[name.Ident[0]], nil
		}
	}
	return nil, fmt.Errorf("prompts have no {{%s}}", pipe)
}
