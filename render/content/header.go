package content

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/bespoke-cv/bespoke/cv/yamltree"
	"github.com/bespoke-cv/bespoke/render/markup"
)

// header reads name, headline, photo and, in the order of the file, the
// connections.
func (b *builder) header() {
	b.out.Name = b.bold(b.text(b.cv.Get("name"), "/cv/name"))
	if name := b.cv.Get("name").Resolve(); name != nil && name.Kind == yamltree.Scalar && !name.IsNull() {
		b.out.Author = name.Value
	}
	b.out.Headline = b.bold(b.text(b.cv.Get("headline"), "/cv/headline"))
	b.photo()
	for _, pair := range b.cv.Pairs() {
		if pair.Value.IsNull() {
			continue
		}
		switch pair.Key {
		case "name", "headline", "photo", "sections":
		default:
			path, before := "/cv/"+yamltree.Escape(pair.Key), len(b.out.Connections)
			known := b.once(pair.Value, path, func(p *part) {
				b.connection(pair.Key, pair.Value, path)
				p.connections = slices.Clone(b.out.Connections[before:])
			})
			b.out.Connections = append(b.out.Connections[:before], known.connections...)
		}
	}
}

func (b *builder) connection(key string, value *yamltree.Node, path string) {
	switch key {
	case "location":
		b.connect(Connection{Icon: "location-dot", Label: "Location", Body: b.text(value, path), Path: path})
	case "email":
		b.each(value, path, b.email)
	case "phone":
		b.each(value, path, b.phone)
	case "website":
		b.each(value, path, b.website)
	case "social_networks":
		b.each(value, path, b.socialNetwork)
	case "custom_connections":
		b.each(value, path, b.customConnection)
	default:
		b.problem(path, key, "cv has no key %q; it has name, headline, location, email, photo, phone, website, social_networks, custom_connections, sections. It is not printed", key)
	}
}

func (b *builder) each(value *yamltree.Node, path string, add func(*yamltree.Node, string)) {
	items, paths := list(value, path)
	for i, item := range items {
		add(item, paths[i])
	}
}

func (b *builder) connect(c Connection) { b.out.Connections = append(b.out.Connections, c) }

func (b *builder) email(n *yamltree.Node, path string) {
	body := b.value(n, path)
	local, domain, ok := strings.Cut(body.Text, "@")
	if ok {
		body = markup.From(local+"@"+strings.ToLower(domain), path)
	}
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(body.Text, " \t\n") {
		b.problem(path, body.Text, "this is not a valid email address")
	}
	b.connect(Connection{Icon: "envelope", Label: "Email", Body: body, URL: "mailto:" + body.Text, Path: path})
}

func (b *builder) phone(n *yamltree.Node, path string) {
	body := b.value(n, path)
	c := Connection{Icon: "phone", Label: "Phone", Body: body, Path: path}
	number, err := phonenumbers.Parse(body.Text, "")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		b.problem(path, body.Text, "this is not a valid phone number; write it in international format, such as +49 30 1234567")
		c.URL = "tel:" + strings.Map(dialled, body.Text)
	} else {
		c.URL = phonenumbers.Format(number, phonenumbers.RFC3966)
		format := map[string]phonenumbers.PhoneNumberFormat{
			"national": phonenumbers.NATIONAL, "international": phonenumbers.INTERNATIONAL, "E164": phonenumbers.E164,
		}[b.out.Design.Header.Connections.PhoneNumberFormat]
		c.Body = markup.From(phonenumbers.Format(number, format), path)
	}
	b.connect(c)
}

func dialled(r rune) rune {
	if r >= '0' && r <= '9' || r == '+' {
		return r
	}
	return -1
}

func (b *builder) website(n *yamltree.Node, path string) {
	url, ok := webURL(b.value(n, path).Text)
	if !ok {
		b.problem(path, url, "this is not a valid URL; write it with https://")
	}
	b.connect(Connection{Icon: "link", Label: "Website", Body: markup.From(cleanURL(url), path), URL: url, Path: path})
}

func (b *builder) socialNetwork(n *yamltree.Node, path string) {
	name := b.value(n.Get("network"), path+"/network").Text
	username := b.text(n.Get("username"), path+"/username")
	known, ok := networks[name]
	switch {
	case !ok:
		b.problem(path+"/network", name, "%q is not one of the networks %s; it is printed without a link", name, networkNames)
		known = network{icon: "link"}
	case known.pattern != nil && !known.pattern.MatchString(username.Text):
		b.problem(path+"/username", username.Text, "%s", known.rule)
	}
	c := Connection{Icon: known.icon, Label: name, Body: username, Path: path + "/username", Network: true, Username: username}
	if ok {
		c.URL = known.profile(username.Text)
	}
	switch {
	case b.out.Design.Header.Connections.DisplayURLsInsteadOfUsernames && c.URL != "":
		c.Body = markup.From(cleanURL(c.URL), c.Path)
	case name == "Google Scholar":
		c.Body = markup.From(name, path+"/network")
	}
	b.connect(c)
}

func (b *builder) customConnection(n *yamltree.Node, path string) {
	c := Connection{
		Icon: b.value(n.Get("fontawesome_icon"), path+"/fontawesome_icon").Text,
		Body: b.text(n.Get("placeholder"), path+"/placeholder"),
		Path: path + "/placeholder",
	}
	c.Label = strings.ReplaceAll(c.Icon, "-", " ")
	if url := n.Get("url"); !url.IsNull() {
		address, ok := webURL(b.value(url, path+"/url").Text)
		if !ok {
			b.problem(path+"/url", address, "this is not a valid URL; write it with https://")
		}
		c.URL = address
	}
	if c.Body.Text == "" {
		b.problem(path, "", "a custom connection needs fontawesome_icon, placeholder and url")
	}
	b.connect(c)
}

func (b *builder) photo() {
	const path = "/cv/photo"
	file := b.value(b.cv.Get("photo"), path).Text
	switch {
	case file == "":
	case filepath.IsAbs(file), strings.HasPrefix(file, "http://"), strings.HasPrefix(file, "https://"):
		b.out.Photo = &Photo{File: file, Path: path}
	default:
		b.out.Photo = &Photo{File: filepath.Join(b.options.Dir, file), Path: path}
	}
}
