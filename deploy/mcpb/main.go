// Command mcpb packs a built program into a bundle (.mcpb) that Claude Desktop
// and other hosts install with a click. GoReleaser calls it for each system.
//
// A bundle is a zip file with a manifest, an icon and the program
// (https://github.com/modelcontextprotocol/mcpb). Equal input gives equal
// bytes: files have fixed times and order.
package main

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bespoke-cv/bespoke/atomicfile"
	"github.com/bespoke-cv/bespoke/tools"
)

//go:embed icon.png
var icon []byte

func main() {
	system := flag.String("os", "", "what the program runs on, as Go names it: darwin, linux, windows")
	program := flag.String("binary", "", "the built program")
	version := flag.String("version", "", "its version, with or without a v")
	out := flag.String("out", "", "the bundle to write")
	flag.Parse()
	if err := run(*system, *program, *version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "mcpb:", err)
		os.Exit(1)
	}
}

func run(system, program, version, out string) error {
	binary, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	bundle, err := pack(system, version, binary)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(out, bundle, 0o644)
}

// hosts names systems as the manifest does.
var hosts = map[string]string{"darwin": "darwin", "linux": "linux", "windows": "win32"}

func pack(system, version string, program []byte) ([]byte, error) {
	host, ok := hosts[system]
	if !ok {
		return nil, fmt.Errorf("-os %q: hosts know darwin, linux and windows", system)
	}
	name := "server/bespoke"
	if system == "windows" {
		name += ".exe"
	}
	manifest, err := json.MarshalIndent(describe(host, strings.TrimPrefix(version, "v"), name), "", "  ")
	if err != nil {
		return nil, err
	}
	var bundle bytes.Buffer
	archive := zip.NewWriter(&bundle)
	for _, file := range []struct {
		name    string
		content []byte
		mode    os.FileMode
	}{
		{"manifest.json", append(manifest, '\n'), 0o644},
		{"icon.png", icon, 0o644},
		{name, program, 0o755},
	} {
		header := &zip.FileHeader{Name: file.name, Method: zip.Deflate}
		header.SetMode(file.mode)
		w, err := archive.CreateHeader(header)
		if err == nil {
			_, err = w.Write(file.content)
		}
		if err != nil {
			return nil, err
		}
	}
	err = archive.Close()
	return bundle.Bytes(), err
}

type object = map[string]any

// describe is the manifest: what a host shows before it installs, what it asks
// the user, and how it starts the program.
func describe(host, version, program string) object {
	return object{
		"manifest_version": "0.3",
		"name":             "bespoke",
		"display_name":     "bespoke: truthful, tailored CVs",
		"version":          version,
		"description":      "Tailors a RenderCV CV to a job offer without inventing anything: plan, PDF, tracked application.",
		"long_description": "bespoke reads a job offer and your RenderCV YAML file, plans small edits with their reasons and evidence, refuses what your CV does not prove, typesets the PDF as RenderCV would, and keeps the application. It runs on your machine and needs no key.",
		"author":           object{"name": "The bespoke authors", "url": "https://github.com/bespoke-cv"},
		"repository":       object{"type": "git", "url": "https://github.com/bespoke-cv/bespoke"},
		"documentation":    "https://github.com/bespoke-cv/bespoke#readme",
		"support":          "https://github.com/bespoke-cv/bespoke/issues",
		"icon":             "icon.png",
		"license":          "MIT",
		"keywords":         []string{"cv", "resume", "rendercv", "job application", "pdf"},
		"server": object{
			"type":        "binary",
			"entry_point": program,
			"mcp_config": object{
				"command": "${__dirname}/" + program,
				"args":    []string{"serve", "--root", "${user_config.folder}"},
				"env":     object{},
			},
		},
		"user_config": object{"folder": object{
			"type": "directory", "title": "Folder with your CVs",
			"description": "bespoke reads CVs and offers in this folder and writes what you ask for into it.",
			"required":    true, "default": "${DOCUMENTS}",
		}},
		"compatibility": object{"platforms": []string{host}},
		"tools":         toolsOf(),
	}
}

func toolsOf() []object {
	var list []object
	for _, tool := range new(tools.Toolbox).Tools() {
		list = append(list, object{"name": tool.Tool.Name, "description": firstSentence(tool.Tool.Description)})
	}
	return list
}

func firstSentence(text string) string {
	sentence, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(sentence, ".") + "."
}
