// Package cases reads labelled examples of edits, true and made up, for the
// guard's test and for eval/guard.
package cases

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/guard"
	"github.com/bespoke-cv/bespoke/schema"
)

// Case is one labelled edit of a small CV.
type Case struct {
	ID         string `json:"id"`
	Persona    string `json:"persona"`
	Lang       string `json:"lang"`  // of the new text
	AsOf       string `json:"as_of"` // YYYY-MM
	Kind       string `json:"kind"`
	Label      string `json:"label"` // ok or fabricated
	Difficulty string `json:"difficulty"`
	Disputed   bool   `json:"disputed"`
	Base       string `json:"base_cv_excerpt"`
	Job        string `json:"job_excerpt"`
	Edit       struct {
		Op   string `json:"op"`   // replace, add, remove, reorder, split
		Path string `json:"path"` // cv.sections.skills[1].details
		Old  any    `json:"old"`
		New  any    `json:"new"`
	} `json:"proposed_edit"`
	Why string `json:"why"`
}

// Load reads a file of one JSON object a line. A line may leave out the CV and
// the offer when an earlier line has those of its persona.
func Load(path string) ([]Case, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var list []Case
	first := map[string]Case{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		var c Case
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, number, err)
		}
		if _, ok := first[c.Persona]; !ok {
			first[c.Persona] = c
		}
		if c.Base == "" {
			c.Base, c.Job = first[c.Persona].Base, first[c.Persona].Job
		}
		if c.AsOf == "" {
			c.AsOf = first[c.Persona].AsOf
		}
		if c.ID != "" { // a line without id only introduces a persona
			list = append(list, c)
		}
	}
	return list, lines.Err()
}

var index = regexp.MustCompile(`\[(\d+)\]`)

// pointer turns cv.sections.skills[1].details into a JSON Pointer.
func pointer(path string) string {
	return "/" + strings.ReplaceAll(index.ReplaceAllString(path, ".$1"), ".", "/")
}

// Edits turns the proposed edit into edits of the base.
func (c Case) Edits(base *cv.Document) []schema.Edit {
	path := pointer(c.Edit.Path)
	current, exists := base.Value(path)
	switch c.Edit.Op {
	case "remove":
		return []schema.Edit{{Op: schema.Remove, Path: path}}
	case "add":
		items, isList := c.Edit.New.([]any)
		_, toList := current.([]any)
		switch {
		case exists && toList && isList:
			var edits []schema.Edit
			for _, item := range items {
				edits = append(edits, schema.Edit{Op: schema.Insert, Path: path + "/-", After: item})
			}
			return edits
		case exists && toList:
			return []schema.Edit{{Op: schema.Insert, Path: path + "/-", After: c.Edit.New}}
		}
		return []schema.Edit{{Op: schema.Insert, Path: path, After: c.Edit.New}}
	case "split":
		parent, last := cv.Parent(path)
		whole, _ := base.Value(parent)
		var after []any
		for i, item := range whole.([]any) {
			if fmt.Sprint(i) == last {
				after = append(after, c.Edit.New.([]any)...)
			} else {
				after = append(after, item)
			}
		}
		return []schema.Edit{{Op: schema.Replace, Path: parent, After: after}}
	}
	return []schema.Edit{{Op: schema.Replace, Path: path, After: c.Edit.New}}
}

// Judge holds a guard for each CV of the cases, which often share one. The zero
// value is ready for use.
type Judge struct {
	cvs map[string]opened
}

type opened struct {
	base  *cv.Document
	guard *guard.Guard
}

// Open reads the case's CV and builds its guard.
func (j *Judge) Open(c Case) (*cv.Document, *guard.Guard, error) {
	key := c.AsOf + c.Base
	if o, ok := j.cvs[key]; ok {
		return o.base, o.guard, nil
	}
	base, err := cv.Parse([]byte(c.Base))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.ID, err)
	}
	asOf, err := time.Parse("2006-01", c.AsOf)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: as_of: %w", c.ID, err)
	}
	if j.cvs == nil {
		j.cvs = map[string]opened{}
	}
	o := opened{base, guard.New(guard.Evidence{Base: base, AsOf: asOf})}
	j.cvs[key] = o
	return o.base, o.guard, nil
}

// Verdict is the worst verdict of the guard on the case's edits.
func (j *Judge) Verdict(c Case, mode guard.Mode) (schema.Verdict, error) {
	base, g, err := j.Open(c)
	if err != nil {
		return schema.Verdict{}, err
	}
	var findings []schema.Finding
	for _, edit := range c.Edits(base) {
		findings = append(findings, g.Check(edit, mode).Findings...)
	}
	return schema.Judge(findings), nil
}
