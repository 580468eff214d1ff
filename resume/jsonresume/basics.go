package jsonresume

import (
	"strings"

	"github.com/bespoke-cv/bespoke/resume/draft"
	"github.com/bespoke-cv/bespoke/resume/rules"
	"github.com/bespoke-cv/bespoke/resume/source"
)

// basics reads the person.
func (r *reader) basics() {
	b := r.root.get("basics")
	r.cv.Add(leaf("name", b.get("name")), leaf("headline", b.get("label")))
	r.location(b.get("location"))
	r.cv.Add(leaf("email", b.get("email")))
	if photo := b.first("image", "picture"); photo.says() && photo.leaf && !strings.HasPrefix(photo.text, "data:") {
		r.cv.Add(leaf("photo", photo))
	}
	region := text(b.get("location").get("countryCode"))
	if phone := b.get("phone"); phone.says() {
		if number, ok := rules.Phone(phone.text, strings.ToUpper(region)); ok {
			r.cv.Add(draft.Leaf("phone", number, phone.Span))
		}
	}
	if url := b.first("url", "website"); url.says() {
		r.cv.Add(leaf("website", url))
	}
	r.profiles(b.get("profiles"))
}

func (r *reader) location(v *value) {
	if v == nil {
		return
	}
	if v.leaf {
		r.cv.Add(leaf("location", v))
		return
	}
	var parts []string
	var quotes []source.Span
	for _, key := range []string{"address", "postalCode", "city", "region", "countryCode"} {
		part := v.get(key)
		if !part.says() || !part.leaf {
			continue
		}
		quotes = append(quotes, part.Span)
		if key == "city" && len(parts) > 0 && v.get("postalCode").says() {
			parts[len(parts)-1] += " " + line(part.text)
			continue
		}
		parts = append(parts, line(part.text))
	}
	r.cv.Add(draft.Leaf("location", strings.Join(parts, ", "), quotes...))
}

// profiles reads social networks; those that RenderCV does not know become
// connections of their own.
func (r *reader) profiles(v *value) {
	networks, custom := draft.Seq("social_networks"), draft.Seq("custom_connections")
	for _, p := range v.all() {
		network, username, url := p.get("network"), p.get("username"), p.get("url")
		quotes := spans(network, username, url)
		name, user, ok := "", "", false
		if url.says() {
			name, user, ok = rules.Network(url.text)
		}
		if !ok && network.says() && username.says() {
			for _, n := range rules.Networks {
				if strings.EqualFold(n.Name, strings.TrimSpace(network.text)) || n.Name == "X" && strings.EqualFold(network.text, "Twitter") {
					name, user, ok = n.Name, strings.TrimPrefix(username.text, "@"), true
					break
				}
			}
		}
		if ok {
			networks.Add(draft.Map("", draft.Leaf("network", name, quotes...), draft.Leaf("username", user, quotes...)))
			continue
		}
		shown := strings.TrimSpace(text(network) + " " + text(username))
		if shown == "" {
			shown = text(url)
		}
		if shown == "" {
			continue
		}
		connection := draft.Map("", draft.Leaf("fontawesome_icon", "link"), draft.Leaf("placeholder", line(shown), quotes...))
		link := leaf("url", url)
		if link == nil {
			link = &draft.Node{Key: "url", Kind: draft.Null}
		}
		connection.Items = append(connection.Items, link)
		custom.Items = append(custom.Items, connection)
	}
	r.cv.Add(networks, custom)
}
