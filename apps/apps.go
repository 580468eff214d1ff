// Package apps holds bespoke's pages for people who would rather look and click
// than read a chat: a plan to review and the board of applications. They are
// MCP Apps (extension io.modelcontextprotocol/ui, version 2026-01-26): a host
// reads a page as a resource and shows it in a sandbox, where it calls our
// tools through the host.
//
//	assets/NAME.html + core.js + NAME.js + the report's style ─► one HTML document
//	         in an MCP host: JSON-RPC with the window around the page
//	         by a review link: HTTP (package review)
//
// A page is whole in itself and asks no other machine for anything: its
// Content-Security-Policy allows the one script and the one style sheet that it
// carries, by their hashes, and pictures as data. Offers and CVs come into it
// as text nodes, never as markup.
package apps

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/bespoke-cv/bespoke/report"
)

// Names of the MCP Apps specification.
const (
	Extension = "io.modelcontextprotocol/ui"
	MIMEType  = "text/html;profile=mcp-app"
)

// The pages' resources.
const (
	ReviewURI = "ui://bespoke/review"
	BoardURI  = "ui://bespoke/board"
)

// Page is one page, in two forms that differ in their policy alone.
type Page struct {
	// App is the document for an MCP host. It states its policy itself and
	// connects to nothing.
	App string
	// Web is the document for HTTP. Policy goes with it as the header
	// Content-Security-Policy; it lets the page ask the server it came from.
	Web, Policy string
}

//go:embed assets
var assets embed.FS

// Review shows a plan's edits to accept or reject.
var Review = sync.OnceValue(func() Page { return build("review") })

// Board shows the applications by status.
var Board = sync.OnceValue(func() Page { return build("board") })

func build(name string) Page {
	style := themed(report.Style()) + read("apps.css")
	script := read("core.js") + read(name+".js")
	policy := "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	fill := func(meta string) string {
		return strings.NewReplacer("{{policy}}", meta, "{{style}}", style, "{{script}}", script).Replace(read(name + ".html"))
	}
	return Page{
		App: fill(fmt.Sprintf("\n<meta http-equiv=\"Content-Security-Policy\" content=\"%s; connect-src 'none'\">", policy)),
		Web: fill(""), Policy: policy + "; connect-src 'self'; frame-ancestors 'none'",
	}
}

func read(name string) string {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(data)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

var (
	lightColours = regexp.MustCompile(`(?s)^:root \{(.*?)\}`)
	darkColours  = regexp.MustCompile(`(?s)@media \(prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}\s*\}`)
)

// themed lets a host choose between the style's two sets of colours, whatever
// the user's system prefers.
func themed(style string) string {
	light, dark := lightColours.FindStringSubmatch(style), darkColours.FindStringSubmatch(style)
	if light == nil || dark == nil {
		panic("apps: the report's style has no light and dark colours")
	}
	return style +
		":root[data-theme=\"light\"] {" + strings.Replace(light[1], "light dark", "light", 1) + "}\n" +
		":root[data-theme=\"dark\"] { color-scheme: dark;" + dark[1] + "}\n"
}
