package docx

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// style is what a paragraph style says.
type style struct {
	name, base string
	size       float64
	bold       *bool
	outline    int // level of a title from 1, 0 for none
	list       string
	level      int
}

func (p *pack) styles() (map[string]style, error) {
	data, err := p.read("word/styles.xml")
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Styles []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
			Base struct {
				Val string `xml:"val,attr"`
			} `xml:"basedOn"`
			Outline *struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>outlineLvl"`
			List struct {
				Val string `xml:"val,attr"`
			} `xml:"pPr>numPr>numId"`
			Level struct {
				Val int `xml:"val,attr"`
			} `xml:"pPr>numPr>ilvl"`
			Size struct {
				Val float64 `xml:"val,attr"`
			} `xml:"rPr>sz"`
			Bold *struct {
				Val string `xml:"val,attr"`
			} `xml:"rPr>b"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, nil // styles are looks; the text is elsewhere
	}
	styles := map[string]style{}
	for _, s := range all.Styles {
		out := style{name: strings.ToLower(s.Name.Val), base: s.Base.Val, size: s.Size.Val / 2, list: s.List.Val, level: s.Level.Val}
		if s.Bold != nil {
			on := isOn(s.Bold.Val)
			out.bold = &on
		}
		var level int
		switch {
		case s.Outline != nil && s.Outline.Val < 9:
			out.outline = s.Outline.Val + 1
		case out.name == "title":
			out.outline = -1
		default:
			if n, err := fmt.Sscanf(out.name, "heading %d", &level); n == 1 && err == nil {
				out.outline = level
			}
		}
		styles[s.ID] = out
	}
	return styles, nil
}

func isOn(val string) bool { return val != "0" && val != "false" && val != "none" && val != "off" }

// resolved is a style with what it takes from those it is based on.
func resolved(styles map[string]style, id string) style {
	out := styles[id]
	for range 10 {
		base, ok := styles[out.base]
		if !ok {
			break
		}
		if out.size == 0 {
			out.size = base.size
		}
		if out.bold == nil {
			out.bold = base.bold
		}
		if out.outline == 0 {
			out.outline = base.outline
		}
		if out.list == "" {
			out.list, out.level = base.list, base.level
		}
		out.base = base.base
	}
	return out
}

// numbering tells which lists are numbered; the others have bullets.
func (p *pack) numbering() (map[string]bool, error) {
	data, err := p.read("word/numbering.xml")
	if err != nil || data == nil {
		return nil, err
	}
	var all struct {
		Abstract []struct {
			ID     string `xml:"abstractNumId,attr"`
			Levels []struct {
				Format struct {
					Val string `xml:"val,attr"`
				} `xml:"numFmt"`
			} `xml:"lvl"`
		} `xml:"abstractNum"`
		Lists []struct {
			ID       string `xml:"numId,attr"`
			Abstract struct {
				Val string `xml:"val,attr"`
			} `xml:"abstractNumId"`
		} `xml:"num"`
	}
	if err := xml.Unmarshal(data, &all); err != nil {
		return nil, nil // looks as well
	}
	numbered := map[string]bool{}
	for _, list := range all.Lists {
		for _, a := range all.Abstract {
			if a.ID == list.Abstract.Val && len(a.Levels) > 0 {
				numbered[list.ID] = strings.HasPrefix(a.Levels[0].Format.Val, "decimal")
			}
		}
	}
	return numbered, nil
}
