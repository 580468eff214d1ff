package tools

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/cv"
	"github.com/bespoke-cv/bespoke/identity"
	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/file"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
	"github.com/bespoke-cv/bespoke/tracker"
)

// Limits of what a tool takes, in bytes.
const (
	maxCV    = 256 << 10
	maxOffer = 200 << 10
)

// tooLong refuses a text by its bytes; the schemas count characters.
func tooLong(field string, has, most int) error {
	return fmt.Errorf("%s: %w: it has %d KB, at most %d KB are taken", field, errTooLong, (has+1023)>>10, most>>10)
}

// cvSource names a CV in one of three ways.
type cvSource struct {
	CVID   string `json:"cv_id,omitempty" jsonschema:"maxLength=60,description=Id of a CV that an earlier tool returned"`
	CVYAML string `json:"cv_yaml,omitempty" jsonschema:"maxLength=262144,description=The RenderCV YAML; later use the cv_id that comes back"`
	CVPath string `json:"cv_path,omitempty" jsonschema:"maxLength=1000,description=Path of the YAML file; local clients only"`
}

// open finds, checks and keeps the CV that the source names.
func (b *Toolbox) openCV(ctx context.Context, owner uuid.UUID, source cvSource) (storage.CV, *cv.Document, error) {
	ways := []string{"cv_id", "cv_yaml"}
	if id, _ := identity.From(ctx); id.Local || source.CVPath != "" {
		ways = append(ways, "cv_path")
	}
	given, err := exactlyOne("the CV", map[string]string{
		"cv_id": source.CVID, "cv_yaml": source.CVYAML, "cv_path": source.CVPath,
	}, ways...)
	if err != nil {
		return storage.CV{}, nil, err
	}
	var row storage.CV
	switch given {
	case "cv_id":
		if row, err = b.Store.CV(ctx, owner, source.CVID); err != nil {
			return storage.CV{}, nil, fmt.Errorf("cv_id: %w", err)
		}
	case "cv_yaml":
		row.YAML = []byte(source.CVYAML)
	case "cv_path":
		if row.YAML, err = b.readFile(ctx, given, source.CVPath, maxCV); err != nil {
			return storage.CV{}, nil, err
		}
		absolute, err := filepath.Abs(source.CVPath)
		if err != nil {
			return storage.CV{}, nil, fmt.Errorf("cv_path: %w", err)
		}
		row.Dir, row.File = filepath.Dir(absolute), filepath.Base(absolute)
	}
	if len(row.YAML) > maxCV {
		return storage.CV{}, nil, tooLong(given, len(row.YAML), maxCV)
	}
	document, err := b.recent.parse(row.YAML)
	if err != nil {
		return storage.CV{}, nil, fmt.Errorf("%s: %w", given, err)
	}
	if row.ID == "" {
		row.Name, row.SHA256 = document.Name(), document.SHA256()
		if row, err = b.Store.SaveCV(ctx, owner, row); err != nil {
			return storage.CV{}, nil, fmt.Errorf("saving the CV: %w", err)
		}
	}
	return row, document, nil
}

// offerArguments name an offer by id or by its text in one of four ways.
type offerArguments struct {
	JobOfferID   string          `json:"job_offer_id,omitempty" jsonschema:"maxLength=60,description=Id that parse_job_offer returned"`
	JobOfferText string          `json:"job_offer_text,omitempty" jsonschema:"maxLength=204800,description=The offer as plain text"`
	JobOfferHTML string          `json:"job_offer_html,omitempty" jsonschema:"maxLength=1000000,description=The offer's page as HTML"`
	JobOfferURL  string          `json:"job_offer_url,omitempty" jsonschema:"maxLength=2000,description=Public address of the offer's page"`
	JobOfferPath string          `json:"job_offer_path,omitempty" jsonschema:"maxLength=1000,description=Path of a text or HTML or PDF or DOCX or mail file; local clients only"`
	JobOffer     json.RawMessage `json:"job_offer,omitempty" jsonschema:"type=object,description=Your own reading in the shape that parse_job_offer returns; fields whose words are not in the text are dropped"`
}

func (a offerArguments) source() offerSource {
	return offerSource{
		prefix: "job_offer_", id: a.JobOfferID, text: a.JobOfferText, html: a.JobOfferHTML,
		url: a.JobOfferURL, path: a.JobOfferPath, reading: a.JobOffer,
	}
}

// offerSource is an offer as a tool was given it; prefix is what the tool puts
// before the argument names, for messages.
type offerSource struct {
	prefix, id, text, html, url, path string
	reading                           json.RawMessage
	byRules                           bool // no model reads it
}

// openOffer finds or reads the offer that the source names, and keeps it.
func (b *Toolbox) openOffer(ctx context.Context, owner uuid.UUID, source offerSource) (storage.JobOffer, error) {
	values := map[string]string{
		source.prefix + "id": source.id, source.prefix + "text": source.text, source.prefix + "html": source.html,
		source.prefix + "url": source.url, source.prefix + "path": source.path,
	}
	order := []string{source.prefix + "text", source.prefix + "html", source.prefix + "url", source.prefix + "path"}
	if source.prefix != "" {
		order = append([]string{source.prefix + "id"}, order...)
	}
	given, err := exactlyOne("the offer", values, order...)
	if err != nil {
		return storage.JobOffer{}, err
	}
	if len(source.text) > maxOffer {
		return storage.JobOffer{}, tooLong(given, len(source.text), maxOffer)
	}
	var parsed schema.ParsedOffer
	if source.id != "" {
		row, err := b.Store.JobOffer(ctx, owner, source.id)
		if err != nil {
			return storage.JobOffer{}, fmt.Errorf("%s: %w", given, err)
		}
		if len(source.reading) == 0 {
			return row, nil
		}
		parsed = row.ParsedOffer
	} else if parsed, err = b.readOffer(ctx, given, source); err != nil {
		return storage.JobOffer{}, err
	}
	if len(source.reading) > 0 {
		if parsed, err = checkReading(parsed, source.reading); err != nil {
			return storage.JobOffer{}, fmt.Errorf("job_offer: %w", err)
		}
	} else if b.OfferReader != nil && !source.byRules {
		// A caller that reads the offer itself is the brain; no second one is
		// paid.
		if parsed, err = b.OfferReader.Read(ctx, parsed); err != nil {
			return storage.JobOffer{}, err
		}
	}
	row, err := b.Store.SaveJobOffer(ctx, owner, storage.JobOffer{ParsedOffer: parsed, Fingerprint: tracker.FingerprintOf(parsed.Text)})
	if err != nil {
		return storage.JobOffer{}, fmt.Errorf("saving the offer: %w", err)
	}
	return row, nil
}

func (b *Toolbox) readOffer(ctx context.Context, given string, source offerSource) (schema.ParsedOffer, error) {
	input := b.offerInput(source)
	switch {
	case source.path != "":
		data, err := b.readFile(ctx, given, source.path, file.MaxBytes)
		if err != nil {
			return schema.ParsedOffer{}, err
		}
		if err := fill(ctx, &input, source.path, data); err != nil {
			return schema.ParsedOffer{}, fmt.Errorf("%s: %w", given, err)
		}
	case source.url != "":
		if b.Fetch == nil {
			return schema.ParsedOffer{}, fmt.Errorf("%s: %w", given, errors.New("addresses are not read here: pass the offer's text or HTML"))
		}
		body, contentType, err := b.Fetch(ctx, source.url)
		if err != nil {
			return schema.ParsedOffer{}, fmt.Errorf("%s: %w", given, err)
		}
		if strings.Contains(contentType, "html") {
			input.HTML = string(body)
		} else if err := fill(ctx, &input, "", body); err != nil {
			return schema.ParsedOffer{}, fmt.Errorf("%s: %w", given, err)
		}
	}
	parsed, err := b.recent.offer(input)
	if err != nil {
		return parsed, fmt.Errorf("%s: %w", given, err)
	}
	return parsed, nil
}

// fill puts what a file holds into an offer that is to be read.
func fill(ctx context.Context, input *offer.Input, name string, data []byte) error {
	found, err := file.Read(ctx, name, data)
	input.Text, input.HTML, input.Notes = found.Text, found.HTML, found.Notes
	return err
}

func (b *Toolbox) offerInput(source offerSource) offer.Input {
	return offer.Input{Text: source.text, HTML: source.html, URL: source.url, Lexicon: b.Lexicon, Today: b.Now()}
}

// checkReading decodes a caller's own reading strictly and checks it against
// the offer's text.
func checkReading(parsed schema.ParsedOffer, reading json.RawMessage) (schema.ParsedOffer, error) {
	decoder := json.NewDecoder(bytes.NewReader(reading))
	decoder.DisallowUnknownFields()
	var own schema.JobOffer
	if err := decoder.Decode(&own); err != nil {
		return schema.ParsedOffer{}, fmt.Errorf("%w: take the shape that parse_job_offer returns", err)
	}
	return offer.Check(parsed, own)
}

// KeepCV checks and stores a CV that a local caller read from file.
func (b *Toolbox) KeepCV(ctx context.Context, yaml []byte, file string) (storage.CV, error) {
	owner, err := user(ctx)
	if err != nil {
		return storage.CV{}, err
	}
	document, err := b.recent.parse(yaml)
	if err != nil {
		return storage.CV{}, err
	}
	absolute, err := filepath.Abs(file)
	if err != nil {
		return storage.CV{}, err
	}
	row := storage.CV{YAML: yaml, SHA256: document.SHA256(), Name: document.Name(), Dir: filepath.Dir(absolute), File: filepath.Base(absolute)}
	return b.Store.SaveCV(ctx, owner, row)
}
