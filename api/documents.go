package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/bespoke-cv/bespoke/problem"
)

// resource answers with the content of an MCP resource: scheme, the id in the
// path, and what follows.
func (a *API) resource(scheme string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { a.send(w, r, scheme+"://"+r.PathValue("id")) }
}

func (a *API) page(w http.ResponseWriter, r *http.Request) {
	a.send(w, r, "pdf://"+r.PathValue("id")+"/"+r.PathValue("page")+".png")
}

// applicationPDF is the PDF that an application was made with.
func (a *API) applicationPDF(w http.ResponseWriter, r *http.Request) {
	result, err := a.call(r.Context(), "get_application", map[string]any{"application_id": r.PathValue("id")})
	_, known, err := application(result, err)
	if err == nil && known.PDFID == "" {
		err = &refusal{kind: problem.NotFound, words: "this application has no PDF: send one with PATCH"}
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Location", "/pdfs/"+known.PDFID)
	a.send(w, r, "pdf://"+known.PDFID)
}

// send answers with a document, or with 304 to who has it.
func (a *API) send(w http.ResponseWriter, r *http.Request, uri string) {
	mediaType, content, err := a.config.Documents.Read(r.Context(), uri)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	sum := sha256.Sum256(content)
	header := w.Header()
	header.Set("Content-Type", mediaType)
	tag := etag(hex.EncodeToString(sum[:]))
	header.Set("ETag", tag)
	header.Set("Cache-Control", "private, no-cache") // may be kept, but asked for again: a token decides
	switch mediaType {
	case "application/pdf":
		header.Set("Content-Disposition", `inline; filename="cv.pdf"`)
	case "application/yaml":
		header.Set("Content-Disposition", `inline; filename="cv.yaml"`)
	}
	if fresh(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) // a client that hung up needs no answer
}

// Bounds of a link's lifetime in seconds.
const (
	minLifetime     = 30
	maxLifetime     = 24 * 60 * 60
	defaultLifetime = 15 * 60
)

// Link is where a PDF can be fetched.
type Link struct {
	URL       string     `json:"url" jsonschema:"description=Address of the PDF"`
	Public    bool       `json:"public" jsonschema:"description=Whether it can be fetched without a token by whoever knows it"`
	ExpiresAt *time.Time `json:"expires_at,omitempty" jsonschema:"description=When a public address stops working"`
}

// link gives a signed address where the PDFs' home makes such; else the API's
// own.
func (a *API) link(w http.ResponseWriter, r *http.Request) {
	lifetime := time.Duration(integer(r, "lifetime", defaultLifetime)) * time.Second
	address, until, err := a.config.Documents.Link(r.Context(), r.PathValue("id"), lifetime)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	link := Link{URL: "/pdfs/" + r.PathValue("id")}
	if address != "" {
		link = Link{URL: address, Public: true, ExpiresAt: &until}
	}
	data, err := json.Marshal(link)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	reply(w, http.StatusOK, data)
}

// erase removes everything kept about the user.
func (a *API) erase(w http.ResponseWriter, r *http.Request) {
	if _, err := a.call(r.Context(), "erase_my_data", map[string]any{"confirm": r.URL.Query().Get("confirm")}); err != nil {
		a.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
