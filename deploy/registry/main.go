// Command registry prints server.json, by which the MCP registry
// (https://registry.modelcontextprotocol.io) and clients that read it find the
// bundles and the image of a release. Bundles are named with their SHA-256, so
// that a client can tell a false one.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

const (
	repository = "https://github.com/bespoke-cv/bespoke"
	image      = "ghcr.io/bespoke-cv/bespoke"
)

func main() {
	version := flag.String("version", "", "version of the release, with or without a v")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "Usage: registry -version v1.2.3 BUNDLE.mcpb …")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(os.Stdout, *version, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "registry:", err)
		os.Exit(1)
	}
}

// server is server.json in the shape of its schema of 2025-12-11.
type server struct {
	Schema      string    `json:"$schema"`
	Name        string    `json:"name"`
	Title       string    `json:"title"`
	Description string    `json:"description"` // at most 100 characters
	Version     string    `json:"version"`
	WebsiteURL  string    `json:"websiteUrl"`
	Repository  source    `json:"repository"`
	Packages    []release `json:"packages"`
}

type source struct {
	URL    string `json:"url"`
	Source string `json:"source"`
}

type release struct {
	RegistryType string     `json:"registryType"`
	Identifier   string     `json:"identifier"`
	Version      string     `json:"version,omitempty"`
	FileSHA256   string     `json:"fileSha256,omitempty"`
	RuntimeHint  string     `json:"runtimeHint,omitempty"`
	Transport    transport  `json:"transport"`
	Runtime      []argument `json:"runtimeArguments,omitempty"`
	Arguments    []argument `json:"packageArguments,omitempty"`
}

type transport struct {
	Type string `json:"type"`
}

type argument struct {
	Type        string              `json:"type"`
	Name        string              `json:"name,omitempty"`
	Value       string              `json:"value,omitempty"`
	Description string              `json:"description,omitempty"`
	Required    bool                `json:"isRequired,omitempty"`
	Variables   map[string]variable `json:"variables,omitempty"`
}

type variable struct {
	Description string `json:"description"`
	Format      string `json:"format"`
	Required    bool   `json:"isRequired"`
}

func run(out io.Writer, version string, bundles []string) error {
	version = strings.TrimPrefix(version, "v")
	if version == "" || len(bundles) == 0 {
		return errors.New("name the -version and the bundles of the release")
	}
	said := server{
		Schema:      "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
		Name:        "io.github.bespoke-cv/bespoke",
		Title:       "bespoke",
		Description: "Tailors a RenderCV CV to a job offer without inventing anything: plan, PDF, tracker.",
		Version:     version,
		WebsiteURL:  repository,
		Repository:  source{repository, "github"},
	}
	for _, path := range bundles {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		said.Packages = append(said.Packages, release{
			RegistryType: "mcpb",
			Identifier:   fmt.Sprintf("%s/releases/download/v%s/%s", repository, version, filepath.Base(path)),
			FileSHA256:   hex.EncodeToString(sum[:]),
			Transport:    transport{"stdio"},
		})
	}
	said.Packages = append(said.Packages, container(version))
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(said)
}

// container runs the image on stdio with a folder of the user's and a volume
// for what is kept.
func container(version string) release {
	return release{
		RegistryType: "oci",
		Identifier:   image + ":" + version,
		RuntimeHint:  "docker",
		Transport:    transport{"stdio"},
		Runtime: []argument{
			{Type: "named", Name: "--mount", Value: "type=volume,src=bespoke,dst=/data", Description: "where applications are kept"},
			{
				Type: "named", Name: "--mount", Value: "type=bind,src={folder},dst=/cvs", Description: "the folder with your CVs", Required: true,
				Variables: map[string]variable{"folder": {"absolute path of the folder with your CVs", "filepath", true}},
			},
		},
		Arguments: []argument{
			{Type: "positional", Value: "serve"},
			{Type: "named", Name: "--transport", Value: "stdio"},
			{Type: "named", Name: "--root", Value: "/cvs"},
		},
	}
}
