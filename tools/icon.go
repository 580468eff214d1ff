package tools

import (
	_ "embed" // the icon's files
	"encoding/base64"

	"github.com/mark3labs/mcp-go/mcp"
)

//go:embed icon.svg
var iconSVG []byte

// iconPNG is icon.svg at 48 pixels, for the clients that draw no SVG.
//
//go:embed icon.png
var iconPNG []byte

// Icons are bespoke's, whole in themselves: no client has to fetch one.
func Icons() []mcp.Icon {
	data := func(mimeType string, content []byte) string {
		return "data:" + mimeType + ";base64," + base64.StdEncoding.EncodeToString(content)
	}
	return []mcp.Icon{
		{Src: data("image/svg+xml", iconSVG), MIMEType: "image/svg+xml", Sizes: []string{"any"}},
		{Src: data("image/png", iconPNG), MIMEType: "image/png", Sizes: []string{"48x48"}},
	}
}
