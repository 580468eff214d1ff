package llm

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Limits bound the tokens, prompts and answers together. 0 is no limit.
type Limits struct {
	Run     int64 // of one TokenCounter
	UserDay int64 // of one user and calendar day, UTC
}

// DefaultLimits are generous for one application (about 40,000 tokens) and stop
// a loop.
var DefaultLimits = Limits{Run: 400_000, UserDay: 4_000_000}

// Budget holds each user to what is allowed a day. What it has seen itself it
// keeps in memory; what other processes saw, each run tells it in Spent. It is
// safe for concurrent use.
type Budget struct {
	limits Limits
	now    func() time.Time

	mu    sync.Mutex
	day   string // the UTC date that users is about
	users map[string]tally
}

// tally is what a user has taken of a day.
type tally struct{ used, reserved int64 }

// Spent is what was used before, as far as somebody wrote it down: by the run
// that goes on, and by the user since the day began (DayStart).
type Spent struct{ Run, Day int64 }

// NewBudget returns a budget of which nothing is used. now is the clock; nil
// takes time.Now.
func NewBudget(limits Limits, now func() time.Time) *Budget {
	if now == nil {
		now = time.Now
	}
	return &Budget{limits: limits, now: now, users: map[string]tally{}}
}

// DayStart is when the present day began, in UTC.
func (b *Budget) DayStart() time.Time { return b.now().UTC().Truncate(24 * time.Hour) }

// UsedToday is how many tokens user has used or reserved on this UTC day.
func (b *Budget) UsedToday(user string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	return b.users[user].used + b.users[user].reserved
}

// Run returns the counter of a run of user, with what was spent before. record
// is told each line of the bill as its call ends; nil when nobody keeps them.
func (b *Budget) Run(user string, spent Spent, record func(Line)) *TokenCounter {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	day := b.users[user]
	day.used = max(day.used, spent.Day)
	b.users[user] = day
	return &TokenCounter{budget: b, user: user, held: spent.Run, record: record}
}

// turn forgets yesterday. It needs b.mu.
func (b *Budget) turn() {
	if day := b.now().UTC().Format(time.DateOnly); day != b.day {
		b.day, b.users = day, map[string]tally{}
	}
}

// TokenCounter counts what a run uses and holds it to its budget. Budget.Run
// makes one; WithTokenCounter gives it to the calls of a context. It is safe
// for concurrent use.
type TokenCounter struct {
	budget *Budget
	user   string
	record func(Line)

	held  int64 // used and reserved; guarded by budget.mu
	mu    sync.Mutex
	lines []Line
}

// Line is one call on a run's bill.
type Line struct {
	Purpose string        `json:"purpose"`
	Model   string        `json:"model"`
	Usage   Usage         `json:"usage"`
	Cost    Cost          `json:"cost"`
	Calls   int           `json:"calls"`
	Elapsed time.Duration `json:"elapsed_ns"`
	Failed  bool          `json:"failed,omitempty"`
}

// String is the line as people read it.
func (l Line) String() string {
	purpose := l.Purpose
	if purpose == "" {
		purpose = "answer"
	}
	text := fmt.Sprintf("%s: %s, %s, %s, %.1f s", purpose, l.Model, l.Usage, l.Cost, l.Elapsed.Seconds())
	if l.Calls > 1 {
		text += fmt.Sprintf(", %d calls", l.Calls)
	}
	if l.Failed {
		text += ", failed"
	}
	return text
}

type counterKey struct{}

// WithTokenCounter returns a context whose calls are counted by counter.
func WithTokenCounter(ctx context.Context, counter *TokenCounter) context.Context {
	return context.WithValue(ctx, counterKey{}, counter)
}

// tokenCounterFrom returns the context's counter, or nil.
func tokenCounterFrom(ctx context.Context) *TokenCounter {
	counter, _ := ctx.Value(counterKey{}).(*TokenCounter)
	return counter
}

// Lines is the run's bill so far, in the order in which the calls ended.
func (c *TokenCounter) Lines() []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines)
}

// Usage is the sum over the bill.
func (c *TokenCounter) Usage() Usage {
	var sum Usage
	for _, line := range c.Lines() {
		sum = sum.Add(line.Usage)
	}
	return sum
}

// Cost is the sum over the bill.
func (c *TokenCounter) Cost() Cost {
	sum := Cost{Known: true}
	for _, line := range c.Lines() {
		sum = sum.Add(line.Cost)
	}
	return sum
}

// reserve sets tokens aside before a call, so that parallel calls cannot
// together exceed what each alone may use. It fails with ErrBudget.
func (c *TokenCounter) reserve(tokens int64) error {
	b := c.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	if limit := b.limits.Run; limit > 0 && c.held+tokens > limit {
		return &Error{
			Kind: ErrBudget,
			Hint: fmt.Sprintf("this run has used or reserved %d of %d tokens and the call may need %d; raise BESPOKE_RUN_TOKENS or go on without the model", c.held, limit, tokens),
		}
	}
	day := b.users[c.user]
	if limit, used := b.limits.UserDay, day.used+day.reserved; limit > 0 && used+tokens > limit {
		reset := b.DayStart().Add(24 * time.Hour)
		return &Error{
			Kind:       ErrBudget,
			Hint:       fmt.Sprintf("%d of today's %d tokens are used or reserved and the call may need %d; the day ends at %s, or raise BESPOKE_DAY_TOKENS", used, limit, tokens, reset.Format(time.RFC3339)),
			RetryAfter: reset.Sub(b.now()),
		}
	}
	c.held += tokens
	day.reserved += tokens
	b.users[c.user] = day
	return nil
}

// settle puts what was used in the place of what was reserved.
func (c *TokenCounter) settle(reserved, used int64) {
	b := c.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	c.held += used - reserved
	day := b.users[c.user]
	day.used += used
	day.reserved = max(day.reserved-reserved, 0) // a call across midnight was reserved on a day that is forgotten
	b.users[c.user] = day
}

func (c *TokenCounter) bill(line Line) {
	c.mu.Lock()
	c.lines = append(c.lines, line)
	c.mu.Unlock()
	if c.record != nil {
		c.record(line)
	}
}
