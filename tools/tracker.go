package tools

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/apps"
	"github.com/bespoke-cv/bespoke/schema"
	"github.com/bespoke-cv/bespoke/storage"
)

type listApplicationsIn struct {
	Statuses []schema.Status `json:"statuses,omitempty" jsonschema:"enum=saved,enum=applied,enum=responded,enum=screening,enum=interview,enum=offer,enum=accepted,enum=rejected,enum=withdrawn,enum=closed,description=Only these statuses"`
	Text     string          `json:"text,omitempty" jsonschema:"maxLength=200,description=Words in company or title or notes"`
	Limit    int             `json:"limit,omitempty" jsonschema:"minimum=1,maximum=200,description=At most this many; default 20"`
	Cursor   string          `json:"cursor,omitempty" jsonschema:"maxLength=200,description=next_cursor of the page before"`
}

type listApplicationsOut struct {
	Applications []schema.Application `json:"applications"`
	NextCursor   string               `json:"next_cursor,omitempty" jsonschema:"description=Pass as cursor for the next page"`
}

func (b *Toolbox) listApplications() definition {
	return define(declaration[listApplicationsIn, listApplicationsOut]{
		name:        "list_applications",
		title:       "List applications",
		description: "List the tracked applications, newest first. Use it when the user asks where their applications stand. Next: get_application or update_application.",
		hints:       hints{readOnly: true, idempotent: true},
		ui:          apps.BoardURI,
		run: func(ctx context.Context, owner uuid.UUID, in listApplicationsIn) (answer[listApplicationsOut], error) {
			page, err := b.Store.ListApplications(ctx, owner, storage.ApplicationFilter{
				Statuses: in.Statuses, Text: in.Text, Limit: in.Limit, Cursor: in.Cursor,
			})
			if err != nil {
				return answer[listApplicationsOut]{}, err
			}
			out := listApplicationsOut{Applications: page.Applications, NextCursor: page.Next}
			if out.Applications == nil {
				out.Applications = []schema.Application{}
			}
			return answer[listApplicationsOut]{result: out, text: listSummary(out)}, nil
		},
	})
}

func listSummary(out listApplicationsOut) string {
	if len(out.Applications) == 0 {
		return "No application matches. Save one with save_application, or ask with fewer filters."
	}
	var text strings.Builder
	for _, application := range out.Applications {
		fmt.Fprintf(&text, "%s: %s, %s, since %s\n", application.ID, applicationTitle(application), application.Status, application.UpdatedAt.Format(time.DateOnly))
	}
	if out.NextCursor != "" {
		fmt.Fprintf(&text, "More: cursor %s", out.NextCursor)
	}
	return strings.TrimSuffix(text.String(), "\n")
}

type getApplicationIn struct {
	ApplicationID string `json:"application_id" jsonschema:"maxLength=60"`
}

type applicationOut struct {
	Application schema.Application `json:"application"`
}

type getApplicationOut struct {
	applicationOut
	Communications []schema.Communication `json:"communications,omitempty" jsonschema:"description=Oldest first"`
	ActionPoints   []schema.ActionPoint   `json:"action_points,omitempty" jsonschema:"description=The soonest due first"`
}

func (b *Toolbox) getApplication() definition {
	return define(declaration[getApplicationIn, getApplicationOut]{
		name:        "get_application",
		title:       "Show an application",
		description: "Show one tracked application with its history, notes, messages and action points, and the ids of its offer, CV and PDF. Use it when the user asks about one. Next: update_application, record_communication.",
		hints:       hints{readOnly: true, idempotent: true},
		run: func(ctx context.Context, owner uuid.UUID, in getApplicationIn) (answer[getApplicationOut], error) {
			out, err := b.whole(ctx, owner, in.ApplicationID)
			if err != nil {
				return answer[getApplicationOut]{}, fmt.Errorf("application_id: %w", err)
			}
			text := statusLine(out.Application)
			if n := len(out.Communications); n > 0 {
				text += fmt.Sprintf(" %d messages, the last on %s: %s.", n, out.Communications[n-1].At.Format(time.DateOnly), out.Communications[n-1].Kind)
			}
			for _, point := range out.ActionPoints {
				if !point.Done {
					text += "\n" + point.ID + ": " + pointLine(point)
				}
			}
			return answer[getApplicationOut]{result: out, text: text}, nil
		},
	})
}

// whole is an application with all that belongs to it.
func (b *Toolbox) whole(ctx context.Context, owner uuid.UUID, id string) (out getApplicationOut, err error) {
	if out.Application, err = b.Store.Application(ctx, owner, id); err != nil {
		return out, err
	}
	if out.Communications, err = b.Store.Communications(ctx, owner, id); err != nil {
		return out, err
	}
	out.ActionPoints, err = b.Store.ActionPoints(ctx, owner, storage.ActionPointFilter{ApplicationID: id})
	return out, err
}

type updateApplicationIn struct {
	ApplicationID   string         `json:"application_id" jsonschema:"maxLength=60"`
	Status          *schema.Status `json:"status,omitempty" jsonschema:"enum=saved,enum=applied,enum=responded,enum=screening,enum=interview,enum=offer,enum=accepted,enum=rejected,enum=withdrawn,enum=closed,description=New status; it may only move forward"`
	Reason          string         `json:"reason,omitempty" jsonschema:"maxLength=1000,description=Why; required for rejected and withdrawn and closed"`
	Notes           *string        `json:"notes,omitempty" jsonschema:"maxLength=10000,description=Replaces the notes"`
	CVID            *string        `json:"cv_id,omitempty" jsonschema:"maxLength=60,description=Another CV"`
	PDFID           *string        `json:"pdf_id,omitempty" jsonschema:"maxLength=60,description=Another PDF"`
	ExpectedVersion int            `json:"expected_version,omitempty" jsonschema:"minimum=1,description=The version you read: fails when it has changed since"`
}

func (b *Toolbox) updateApplication() definition {
	return define(declaration[updateApplicationIn, applicationOut]{
		name:  "update_application",
		title: "Update an application",
		description: "Change an application's status (saved < applied < responded < screening < interview < offer < accepted; rejected, withdrawn or closed end it with a reason), notes or documents. " +
			"Use it when the user reports news. The history keeps every status.",
		hints: hints{destructive: true},
		run: func(ctx context.Context, owner uuid.UUID, in updateApplicationIn) (answer[applicationOut], error) {
			change := storage.ApplicationChange{Status: in.Status, Reason: in.Reason, Notes: in.Notes, CVID: in.CVID, PDFID: in.PDFID}
			var err error
			if change.BundleSHA256, err = b.newRecord(ctx, owner, in); err != nil {
				return answer[applicationOut]{}, err
			}
			application, err := b.Store.UpdateApplication(ctx, owner, in.ApplicationID, change, in.ExpectedVersion)
			if err != nil {
				return answer[applicationOut]{}, fmt.Errorf("updating the application: %w", err)
			}
			return answer[applicationOut]{result: applicationOut{application}, text: statusLine(application)}, nil
		},
	})
}

// newRecord records an application anew when another CV or PDF is sent; nil
// when the documents stay.
func (b *Toolbox) newRecord(ctx context.Context, owner uuid.UUID, in updateApplicationIn) (*string, error) {
	if in.CVID == nil && in.PDFID == nil {
		return nil, nil
	}
	application, err := b.Store.Application(ctx, owner, in.ApplicationID)
	if err != nil {
		return nil, fmt.Errorf("application_id: %w", err)
	}
	if in.CVID != nil {
		application.CVID = *in.CVID
	}
	if in.PDFID != nil {
		application.PDFID = *in.PDFID
	}
	name, err := b.keepBundle(ctx, owner, application)
	return &name, err
}

func statusLine(application schema.Application) string {
	return fmt.Sprintf("%s: %s, status %s (version %d), %d entries in its history.",
		application.ID, applicationTitle(application), application.Status, application.Version, len(application.History))
}
