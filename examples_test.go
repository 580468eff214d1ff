package bespoke_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// library is what one folder's package offers, and what of it is shown.
type library struct {
	name      string
	functions map[string]bool            // exported
	methods   map[string]map[string]bool // exported ones by exported type
	calls     map[string]map[string]bool // what a function of its tests names
	outside   map[string]bool            // names that programs and packages outside of its first folder use
	silent    []string                   // Examples that print nothing that is checked
}

// unshown are entry points without an Example, each with the reason.
var unshown = map[string]string{
	"migrations.Shim": "runs on PostgreSQL alone; postgres.Migrate calls it for whoever migrates",
}

// TestEveryEntryPointHasAnExample holds the packages to docs/contributing.md:
// whoever calls a package first finds an Example, which runs.
//
// An entry point is an exported function of a package of the first level
// (./offer, not ./render/pdf), an exported function of one below it that code
// outside of that first folder calls, and each exported type with methods, for
// which one method stands. It is shown by an Example of its own package that
// names it, itself or in a function that it calls.
func TestEveryEntryPointHasAnExample(t *testing.T) {
	all := libraries(t)
	require.Greater(t, len(all), 60)
	entries := 0
	for folder, lib := range all {
		if lib.name == "main" || lib.name == "" || forTests(folder, lib) {
			continue
		}
		shown := lib.shown()
		first := !strings.Contains(folder, "/")
		for function := range lib.functions {
			if first || lib.outside[function] {
				entries++
				name := folder + "." + function
				assert.NotEqual(t, shown[function], unshown[name] != "", "%s: no Example shows it; write one, or unexport it where nobody outside calls it", name)
			}
		}
		for kind, methods := range lib.methods {
			if first && !anyOf(shown, methods) {
				entries++
				assert.Fail(t, "no Example", "%s.%s: no Example calls a method of it, one of %v", folder, kind, slices.Sorted(maps.Keys(methods)))
			}
		}
		assert.Empty(t, lib.silent, "%s: Examples without // Output: are compiled and never run", folder)
	}
	assert.Greater(t, entries, 150, "the packages were not read")
}

// forTests tells packages that serve tests and measurements only: nothing that
// is shipped uses them.
func forTests(folder string, lib *library) bool {
	return strings.Contains(folder, "/") && len(lib.outside) == 0 || strings.HasSuffix(folder, "test")
}

func anyOf(shown, names map[string]bool) bool {
	for name := range names {
		if shown[name] {
			return true
		}
	}
	return false
}

// shown is what the Examples name, and the functions of the tests that they
// call.
func (l *library) shown() map[string]bool {
	names := map[string]bool{}
	var visit func(function string)
	visit = func(function string) {
		for name := range l.calls[function] {
			if !names[name] {
				names[name] = true
				visit(name)
			}
		}
	}
	for function := range l.calls {
		if strings.HasPrefix(function, "Example") {
			visit(function)
		}
	}
	return names
}

// libraries reads every Go file of the project.
func libraries(t *testing.T) map[string]*library {
	all := map[string]*library{}
	at := func(folder string) *library {
		if all[folder] == nil {
			all[folder] = &library{functions: map[string]bool{}, methods: map[string]map[string]bool{}, calls: map[string]map[string]bool{}, outside: map[string]bool{}}
		}
		return all[folder]
	}
	for _, file := range projectFiles(t) {
		if !strings.HasSuffix(file, ".go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution|parser.ParseComments)
		require.NoError(t, err)
		folder := path.Dir(file)
		if strings.HasSuffix(file, "_test.go") {
			at(folder).readTest(parsed)
			continue
		}
		at(folder).read(parsed)
		switch first, _, _ := strings.Cut(folder, "/"); first {
		case "eval", "bench", "conformance": // they measure
		default:
			for used, names := range uses(parsed) {
				if other, _, _ := strings.Cut(used, "/"); other != first {
					maps.Copy(at(used).outside, names)
				}
			}
		}
	}
	return all
}

func (l *library) read(file *ast.File) {
	l.name = file.Name.Name
	for _, declared := range file.Decls {
		function, is := declared.(*ast.FuncDecl)
		if !is || !function.Name.IsExported() {
			continue
		}
		name := function.Name.Name
		if function.Recv == nil {
			l.functions[name] = true
			continue
		}
		kind := receiver(function)
		// What the standard library calls is no entry point.
		if ast.IsExported(kind) && !slices.Contains([]string{"String", "Error", "Unwrap", "MarshalText", "Format"}, name) {
			if l.methods[kind] == nil {
				l.methods[kind] = map[string]bool{}
			}
			l.methods[kind][name] = true
		}
	}
}

func receiver(function *ast.FuncDecl) string {
	kind := function.Recv.List[0].Type
	for {
		switch of := kind.(type) {
		case *ast.StarExpr:
			kind = of.X
		case *ast.IndexExpr:
			kind = of.X
		case *ast.Ident:
			return of.Name
		default:
			return ""
		}
	}
}

func (l *library) readTest(file *ast.File) {
	for _, declared := range file.Decls {
		function, is := declared.(*ast.FuncDecl)
		if !is || function.Body == nil {
			continue
		}
		names := map[string]bool{}
		ast.Inspect(function.Body, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.SelectorExpr:
				names[node.Sel.Name] = true
			case *ast.Ident:
				names[node.Name] = true
			}
			return true
		})
		l.calls[function.Name.Name] = names
		if strings.HasPrefix(function.Name.Name, "Example") && !printsWhatIsChecked(file, function) {
			l.silent = append(l.silent, function.Name.Name)
		}
	}
}

func printsWhatIsChecked(file *ast.File, function *ast.FuncDecl) bool {
	return slices.ContainsFunc(file.Comments, func(comment *ast.CommentGroup) bool {
		text := strings.ToLower(comment.Text())
		return comment.Pos() > function.Body.Lbrace && comment.End() < function.Body.Rbrace &&
			(strings.HasPrefix(text, "output:") || strings.HasPrefix(text, "unordered output:"))
	})
}

// uses are the names of the project's packages that a file uses, by folder.
func uses(file *ast.File) map[string]map[string]bool {
	imported := map[string]string{}
	for _, spec := range file.Imports {
		if folder, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ours {
			name := path.Base(folder)
			if spec.Name != nil {
				name = spec.Name.Name
			}
			imported[name] = folder
		}
	}
	used := map[string]map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, is := node.(*ast.SelectorExpr); is {
			if name, is := selector.X.(*ast.Ident); is && imported[name.Name] != "" {
				folder := imported[name.Name]
				if used[folder] == nil {
					used[folder] = map[string]bool{}
				}
				used[folder][selector.Sel.Name] = true
			}
		}
		return true
	})
	return used
}
