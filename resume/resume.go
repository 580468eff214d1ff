// Package resume turns a CV of any common kind into RenderCV v2.8 YAML.
//
//	PDF ─── pdf ───────┐
//	DOCX ── docx ──────┤ lines with        rules ─► draft.Node ─► YAML, fields with quotes,
//	Markdown, text ────┘ their looks                    ▲         what was not understood
//	JSON Resume ── jsonresume ──────────────────────────┘
//	RenderCV of any age ── migrate ─► edits ─► YAML, other bytes as they were
//
// Nothing is invented and nothing is lost: every value quotes the words it was
// read from, and every word that no value took is listed.
package resume
