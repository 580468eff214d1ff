package guard_test

import (
	"testing"

	"github.com/bespoke-cv/bespoke/schema"
)

// In a small change each word that is gone and each that came needs a counterpart.
func TestNothingIsLeftOverOfASmallChange(t *testing.T) {
	judgeRewordings(t, []rewording{
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
		{"a number gone", "Trained two new drivers on the tablet", "Trained new drivers on the tablet", schema.NeedsReview},
		{"one made many", "Went along as courier on one textile loan to Leiden", "Went along as courier on textile loans to Leiden", schema.Reject},
		{"when it was done gone", "Bedienung der Kasse an Samstagen", "Bedienung der Kasse", schema.NeedsReview},
		{"a deed of the same kind", "Recorded complaints in Zendesk", "Answered complaints in Zendesk", schema.NeedsReview},
		{"a place for its work", "Drafted press releases for the press officer", "Drafted press releases as press officer", schema.Reject},
		{"a word gone from among several", "Cared for women in labour on a unit with about 3,200 births a year", "Cared for about 3,200 women in labour a year", schema.NeedsReview},
		{"old words in a new item", "Drew bonding plans and case layouts for 6 signalling schemes", "Drew bonding plans, case layouts and signalling plans for 6 signalling schemes", schema.NeedsReview},
		{"a part reckoned", "Logged 210 machine faults and fixed roughly half of them on site", "Logged 210 machine faults, roughly 105 of which were fixed on site", schema.Pass},
		{"a short form written out", "Answer HMRC letters from templates", "Answer HM Revenue & Customs letters from templates", schema.Pass},
		{"present, in other words", "Sit in on the weekly revenue meeting", "Attend the weekly revenue meeting", schema.Pass},
		{"a part of a count", "Rewrote 60 of roughly 90 playbooks", "Rewrote the roughly 90 playbooks", schema.Reject},
		{"one season for two", "Reduced late filings from 22 to 8 in two seasons", "Reduced late filings from 22 to 8 in one season", schema.Reject},
		{"the end of a range made the least", "Pesée de 25 à 30 essais par jour", "Pesée d'au moins 30 essais par jour", schema.Reject},
		{"a level in other words", "Fehlerquote von 1,8 % auf 0,9 % gesenkt", "Halbierung der Fehlerquote (1,8 % auf 0,9 %)", schema.Pass},
	})
}

// What goes from one side to the other goes in no other direction.
func TestDirectionStays(t *testing.T) {
	judgeRewordings(t, []rewording{
		{"turned", "Translate manuals from German into English", "Translate manuals from English into German", schema.Reject},
		{"both ways", "Translate manuals from German into English", "Translate manuals between German and English", schema.Reject},
		{"turned in French", "Traduction de notices de l'anglais vers le français", "Traduction de notices du français vers l'anglais", schema.Reject},
		{"turned in German", "Umzug der Akten von Oracle nach PostgreSQL", "Umzug der Akten von PostgreSQL nach Oracle", schema.Reject},
		{"the ends in another order", "Moved the records from Oracle to PostgreSQL", "Moved the records to PostgreSQL from Oracle", schema.Pass},
		{"the same in Italian", "Migrazione dei dati da Oracle a PostgreSQL", "Dati migrati da Oracle a PostgreSQL", schema.Pass},
	})
}
