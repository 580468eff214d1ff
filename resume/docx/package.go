package docx

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// pack is the parts of a document.
type pack struct {
	parts    map[string]*zip.File
	unpacked int
}

// order lists the parts with text: page headers, where contacts often stand,
// then the body, then page footers.
func (p *pack) order() []string {
	var headers, footers []string
	for name := range p.parts {
		switch base := strings.TrimPrefix(name, "word/"); {
		case strings.HasPrefix(base, "header") && strings.HasSuffix(base, ".xml"):
			headers = append(headers, name)
		case strings.HasPrefix(base, "footer") && strings.HasSuffix(base, ".xml"):
			footers = append(footers, name)
		}
	}
	slices.Sort(headers)
	slices.Sort(footers)
	return slices.Concat(headers, []string{"word/document.xml"}, footers)
}

// read unpacks a part; nil when there is none.
func (p *pack) read(name string) ([]byte, error) {
	file := p.parts[name]
	if file == nil {
		return nil, nil
	}
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if p.unpacked += len(data); len(data) > maxPart || p.unpacked > maxUnpacked {
		return nil, fmt.Errorf("%w: %s takes more than %d MB when unpacked", ErrTooLarge, name, min(p.unpacked, maxPart)>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%s: %w)", ErrNotDOCX, name, err)
	}
	return data, nil
}

// relationships maps the ids of a part's links to addresses.
func (p *pack) relationships(name string) (map[string]string, error) {
	data, err := p.read(path.Join(path.Dir(name), "_rels", path.Base(name)+".rels"))
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%w (links: %w)", ErrNotDOCX, err)
	}
	targets := map[string]string{}
	for _, r := range all.Relationships {
		if r.Mode == "External" {
			targets[r.ID] = r.Target
		}
	}
	return targets, nil
}
