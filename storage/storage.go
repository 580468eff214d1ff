// Package storage keeps what bespoke made and what became of it: job offers,
// CVs, plans, PDFs, the applications they belong to, and the messages,
// reminders, confirmed facts and refused claims around them; and what a model
// answered and took.
//
// It holds two small contracts and the rows that pass through them:
//
//	         ┌─ Store: rows ──► storage/sqlstore ──► storage/sqlite (one file)
//	tools ───┤                                  └──► storage/postgres
//	         └─ Blobs: bytes ─► storage/disk (one folder)
//
// Every row has an owner, the user in the second argument. What another user
// owns does not exist: its handle gives ErrNotFound, in a read as in a link.
// Rows are known outside by handles (schema.Handle, such as "cv_…"), inside by
// the UUIDv7 that the handle is made of.
//
// First saves are idempotent: what is the same twice is one row with one
// handle, so a step of a workflow that runs again after a crash doubles
// nothing. Each Save method says what counts as the same.
//
// The suites in storage/storetest hold every home to these contracts.
package storage

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/bespoke-cv/bespoke/schema"
)

// LocalUser owns everything where nobody logs in: on stdio and on the command
// line. It is fixed, so that a file moves between machines unchanged.
var LocalUser = uuid.MustParse("00000000-0000-7000-8000-000000000001")

// The errors that callers branch on; every one arrives wrapped in words that
// say what was being done and what to do about it.
var (
	// ErrNotFound: no such row for this user, whether it never was or is
	// another user's. Links to such rows give it too.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the row changed since it was read; read it again.
	ErrConflict = errors.New("changed in the meantime")
	// ErrKeyReused: an idempotency key already stands for something else.
	ErrKeyReused = errors.New("idempotency key already used for something else")
	// ErrInvalid: a value that no home can hold, named in the message.
	ErrInvalid = errors.New("invalid value")
	// ErrBusy: the store cannot answer now, but will: another process holds the
	// lock for longer than the store waits (five seconds), or the server
	// restarts, is overloaded or out of reach. Trying again is safe.
	ErrBusy = errors.New("store is busy")
	// ErrFull: no room left on the device or in the quota; nothing was written.
	ErrFull = errors.New("no space left for the store")
	// ErrUnusable: the store cannot be read or written at all: not a database,
	// damaged, or no permission.
	ErrUnusable = errors.New("store is unusable")
	// ErrVersion: the store was written by another version of bespoke and its
	// tables are too new for this one, or too old and not to be migrated here.
	ErrVersion = errors.New("store has another version")
)

// Limits of the answers of a model that are kept for each user.
const (
	MaxModelAnswer  = 1 << 20 // bytes of one
	MaxModelAnswers = 500
	ModelAnswerAge  = 30 * 24 * time.Hour
)

// Store keeps rows. All methods are safe for concurrent use. What the documents
// of offers and plans hold is shared between who saves them and those who ask for
// them: read it only. A malformed handle gives schema.ErrHandle, an unknown or foreign one
// ErrNotFound; every method may give ErrBusy, ErrFull and ErrUnusable.
type Store interface {
	// SaveJobOffer keeps an offer as it was read; ID, TextSHA256 and CreatedAt
	// are given by the store. The same text read the same way by the same reader
	// is one row, whose Fingerprint stays as it was first saved.
	SaveJobOffer(ctx context.Context, user uuid.UUID, offer JobOffer) (JobOffer, error)
	// JobOffer gives the offer with handle id ("job_…").
	JobOffer(ctx context.Context, user uuid.UUID, id string) (JobOffer, error)

	// SaveCV keeps YAML bytes as they are; ID and CreatedAt are given by the
	// store, and SHA256 where it is empty. The same bytes are one row: Kind,
	// BaseID and PlanID stay as they were first saved, File, Dir and Applied
	// follow the latest save that names them.
	SaveCV(ctx context.Context, user uuid.UUID, cv CV) (CV, error)
	// CV gives the CV with handle id ("cv_…").
	CV(ctx context.Context, user uuid.UUID, id string) (CV, error)

	// SavePlan keeps planned changes; ID and CreatedAt are given by the store.
	// The same changes to the same CV for the same offer are one row.
	SavePlan(ctx context.Context, user uuid.UUID, plan Plan) (Plan, error)
	// Plan gives the plan with handle id ("plan_…").
	Plan(ctx context.Context, user uuid.UUID, id string) (Plan, error)

	// SavePDF keeps where a rendered PDF lies and what it looks like; ID and
	// CreatedAt are given by the store. The same bytes of the same CV are one
	// row; Path follows the latest save that names one.
	SavePDF(ctx context.Context, user uuid.UUID, pdf PDF) (PDF, error)
	// PDF gives the PDF with handle id ("pdf_…").
	PDF(ctx context.Context, user uuid.UUID, id string) (PDF, error)

	// Made reports whether bespoke made these bytes for the user: whether a
	// tailored CV or a PDF has that SHA-256, in hex.
	Made(ctx context.Context, user uuid.UUID, sha256 string) (bool, error)

	// SaveApplication starts tracking an application. ID, Version and the times
	// are given by the store, History starts with the first status (saved when
	// empty; an end needs UpdateApplication, else schema.ErrStatus). A second
	// save under the same idempotency key gives the first one's row and created
	// = false, or ErrKeyReused when it names another offer or CV. Without a key
	// every save is new.
	SaveApplication(ctx context.Context, user uuid.UUID, application schema.Application) (saved schema.Application, created bool, err error)
	// Application gives the application with handle id ("app_…") and its whole history.
	Application(ctx context.Context, user uuid.UUID, id string) (schema.Application, error)
	// ListApplications gives applications, newest first, without their history.
	ListApplications(ctx context.Context, user uuid.UUID, filter ApplicationFilter) (ApplicationPage, error)
	// UpdateApplication changes what change names and adds one to the version.
	// A new status must follow the order of schema.Status.Move (else
	// schema.ErrStatus) and is appended to the history. ErrConflict when the
	// version is not expectedVersion; 0 takes any.
	UpdateApplication(ctx context.Context, user uuid.UUID, id string, change ApplicationChange, expectedVersion int) (schema.Application, error)

	// SimilarApplications gives the applications whose offer shares something
	// with the one described, newest first and at most MaxSimilar of them; of
	// very many only the newest are looked at.
	SimilarApplications(ctx context.Context, user uuid.UUID, like Posting) ([]Similar, error)

	// RecordCommunication keeps a message about an application with what
	// follows from it, all or nothing. The same text in the same direction, at
	// the same time where one is given, is one row: recorded again it changes
	// nothing, and Recorded.Created is false. The errors are those of
	// UpdateApplication and SaveActionPoint; a status that the application has
	// already is no error.
	RecordCommunication(ctx context.Context, user uuid.UUID, record Record) (Recorded, error)
	// Communications gives an application's messages, oldest first.
	Communications(ctx context.Context, user uuid.UUID, applicationID string) ([]schema.Communication, error)

	// SaveActionPoint keeps a reminder. Without an ID it is new, unless the
	// same text and moment stand open for that application; with one it replaces
	// all but the application of the row it names.
	SaveActionPoint(ctx context.Context, user uuid.UUID, point schema.ActionPoint) (schema.ActionPoint, error)
	// ActionPoint gives the reminder with handle id ("act_…").
	ActionPoint(ctx context.Context, user uuid.UUID, id string) (schema.ActionPoint, error)
	// ActionPoints gives reminders, the soonest due first, undated ones last.
	ActionPoints(ctx context.Context, user uuid.UUID, filter ActionPointFilter) ([]schema.ActionPoint, error)

	// Names gives what the user has of a kind (job offer, CV, plan, PDF or
	// application) by what a person would call it, the newest first and at most
	// limit. Every one of words must stand in the name or the handle, whatever
	// the case; of very many only the newest are looked at. ErrInvalid for
	// another kind.
	Names(ctx context.Context, user uuid.UUID, kind schema.Kind, words string, limit int) ([]Named, error)

	// SaveFact keeps something the user confirmed. The same text is one row
	// until it is revoked.
	SaveFact(ctx context.Context, user uuid.UUID, fact schema.Fact) (schema.Fact, error)
	// Facts gives the facts that stand, oldest first.
	Facts(ctx context.Context, user uuid.UUID) ([]schema.Fact, error)
	// RevokeFact ends a fact: it is kept but counts as evidence no more. One
	// revoked before stays so. ErrNotFound when the user never had it.
	RevokeFact(ctx context.Context, user uuid.UUID, id string) error

	// SaveRefusals remembers claims that the user or the guard refused, so
	// that they are not proposed again. Known ones are passed over.
	SaveRefusals(ctx context.Context, user uuid.UUID, claims []string) error
	// Remembered gives the facts that stand and the refused claims, as they are at
	// one moment, each oldest first.
	Remembered(ctx context.Context, user uuid.UUID) (facts []schema.Fact, refused []string, err error)
	// LiftRefusal forgets a refused claim, so that it may be proposed again.
	// ErrNotFound when it is not refused.
	LiftRefusal(ctx context.Context, user uuid.UUID, claim string) error

	// SaveReviewGrant lets whoever knows a secret review a plan until the grant
	// ends. Ended ones go, and all but the MaxReviewGrants that last longest.
	SaveReviewGrant(ctx context.Context, user uuid.UUID, grant ReviewGrant) error
	// UseReviewGrant gives the grant with that digest, and ends it where it is
	// good for once. ErrNotFound when there is none of that kind, or no longer.
	UseReviewGrant(ctx context.Context, user uuid.UUID, digest string, once bool) (ReviewGrant, error)

	// References gives what the user's rows name among blobs: all else may be
	// swept away.
	References(ctx context.Context, user uuid.UUID) (References, error)
	// Erase removes every row of the user, history included, for good.
	Erase(ctx context.Context, user uuid.UUID) error
	// SaveModelAnswer keeps what a model answered to the question with that
	// digest, in place of what was there. What was not asked for again within
	// ModelAnswerAge goes, and all but the MaxModelAnswers last used.
	SaveModelAnswer(ctx context.Context, user uuid.UUID, digest string, answer json.RawMessage) error
	// ModelAnswer gives the answer to the question with that digest, or
	// ErrNotFound.
	ModelAnswer(ctx context.Context, user uuid.UUID, digest string) (json.RawMessage, error)
	// SaveModelCall puts a call on the user's bill; runID ("run_…") is the run
	// it was made for, empty for none. Every save is new.
	SaveModelCall(ctx context.Context, user uuid.UUID, runID string, call schema.ModelCall) error
	// ModelCalls gives the bill of a run, in the order in which calls ended.
	ModelCalls(ctx context.Context, user uuid.UUID, runID string) ([]schema.ModelCall, error)
	// ModelTokens sums the tokens of the user's calls since a moment, and of
	// the run's calls, 0 for an empty runID.
	ModelTokens(ctx context.Context, user uuid.UUID, since time.Time, runID string) (sum, ofRun int64, err error)

	// Ping asks the database something small: is it there and readable?
	Ping(ctx context.Context) error
	// Close ends the store; no method may be called after it.
	Close() error
}
