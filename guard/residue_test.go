package guard_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

// In a small change each word that is gone and each that came needs a counterpart.
func TestNothingIsLeftOverOfASmallChange(t *testing.T) {
	tests := []struct {
		name, old, edited string
		want              schema.Outcome
	}{
		{"somebody's review gone", "Prepare reserve estimates for the motor book under review by a qualified actuary", "Prepare reserve estimates for the motor book", schema.NeedsReview},
		{"how it was done gone", "Administer local anaesthetic by infiltration", "Administer local anaesthetic", schema.NeedsReview},
		{"when it was so gone", "Run one line with 9 operatives, 6,000 rolls an hour at peak", "Run one line with 9 operatives, 6,000 rolls an hour", schema.NeedsReview},
		{"one of a list gone", "Wrote manuals, leaflets and posters for the museum", "Wrote manuals and posters for the museum", schema.Pass},
		{"another deed", "Filed personnel records for 40 staff", "Audited personnel records for 40 staff", schema.Reject},
		{"nearly the same word", "Handed over patients to the night shift", "Handled patients on the night shift", schema.NeedsReview},
		{"a deed beside a new object", "Prepare theatre and monitor anaesthesia for 6 to 8 operations a day", "Perform 6 to 8 operations a day and monitor anaesthesia", schema.NeedsReview},
		{"what it led to, done", "Ran a diary study whose findings fed into the new onboarding", "Ran a diary study and redesigned the onboarding on its findings", schema.NeedsReview},
		{"a part of one's own", "Got food waste on the section down from 11 kg to 7 kg a week", "Got the kitchen's food waste down from 11 kg to 7 kg a week", schema.NeedsReview},
		{"the verb made a noun", "Entwurf von Arbeits- und Aufhebungsverträgen", "Arbeits- und Aufhebungsverträge entworfen", schema.Pass},
		{"another word for help", "Apoyo al cierre mensual", "Ayuda en el cierre mensual", schema.Pass},
		{"a number in another form", "Process the monthly payroll for 640 staff (GBP 1.4m gross)", "Process the monthly payroll for 640 staff (£1,400,000 gross)", schema.Pass},
		{"a level in other words", "Fehlerquote von 1,8 % auf 0,9 % gesenkt", "Halbierung der Fehlerquote (1,8 % auf 0,9 %)", schema.Pass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, outcomeOf(t, test.old, test.edited), "%q -> %q", test.old, test.edited)
		})
	}
}

// What goes from one side to the other goes in no other direction.
func TestDirectionStays(t *testing.T) {
	tests := []struct {
		name, old, edited string
		want              schema.Outcome
	}{
		{"turned", "Translate manuals from German into English", "Translate manuals from English into German", schema.Reject},
		{"both ways", "Translate manuals from German into English", "Translate manuals between German and English", schema.Reject},
		{"turned in French", "Traduction de notices de l'anglais vers le français", "Traduction de notices du français vers l'anglais", schema.Reject},
		{"turned in German", "Umzug der Akten von Oracle nach PostgreSQL", "Umzug der Akten von PostgreSQL nach Oracle", schema.Reject},
		{"the ends in another order", "Moved the records from Oracle to PostgreSQL", "Moved the records to PostgreSQL from Oracle", schema.Pass},
		{"the same in Italian", "Migrazione dei dati da Oracle a PostgreSQL", "Dati migrati da Oracle a PostgreSQL", schema.Pass},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, outcomeOf(t, test.old, test.edited), "%q -> %q", test.old, test.edited)
		})
	}
}
