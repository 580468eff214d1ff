package offer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestANameIsGivenOnlyWhenItIsCertain(t *testing.T) {
	const asks = "\n\nRequirements\n- 3 years of experience\n- Driving licence\n"
	for name, c := range map[string]struct{ text, want string }{
		"a product is no employer":                   {"Marketing Executive\nManchester\n\nSunbeam is a household name. We make Sunbeam.", ""},
		"a building is no employer":                  {"Site Manager\nLeeds\n\nSalem Wharf is a landmark development. You would live near Salem Wharf.", ""},
		"an investor is no employer":                 {"Analyst\nLeeds\n\nGolden Gate Ventures is an investor in us.", ""},
		"an abbreviation alone is none":              {"Physics Teacher\nPune\n\nWe are a CBSE day school with 1,800 students.", ""},
		"a question asks about somebody else":        {"Driver\nHull\n\nWorking for Amber Logistics now? Come to us instead.", ""},
		"a partner is none":                          {"Grant Officer\nYork\n\nThe Arts Council is one of our partners.", ""},
		"a province is no legal form":                {"Night Auditor\nJasper, AB\n$21 hourly\n\nThe town goes quiet at ten but the front desk does not.", ""},
		"a kind of organisation is no name":          {"Actuary\nLeeds\n\nOur firm, part of the Group, is growing. The Group is looking for an actuary.", ""},
		"the job's name is none":                     {"Bar Staff\nHarbour Street\nWhitby\n\nWe need hands for our Friday nights.", ""},
		"a name that is cut is not given":            {"Barista\nBristol\n\nFull Circle Coffee is hiring. Full Circle Coffee roasts its own beans.", ""},
		"nor one that follows a particle":            {"Monteur\n\nvan der Velde Techniek B.V.\nZwolle\n\nvan der Velde Techniek zoekt een monteur.", ""},
		"the brand of a franchise is not the firm":   {"Supervisor - Crisp & Co. Chicken, Towoomba\n\nCrisp & Co. Chicken has 200 stores. You would be employed by Dawes Foods Pty Ltd, an independent franchisee.", "Dawes Foods Pty Ltd"},
		"a town behind a name may be no part of it":  {"Infermiere\n\nLa RSA San Rocco di Gorizia, 90 posti letto, ricerca un infermiere. Scrivere a info@rsasanrocco.example", ""},
		"the job at somebody's is theirs":            {"Night Auditor\nBanff\n\nThe Night Auditor at Larkspur Mountain Lodge looks after the guests.", "Larkspur Mountain Lodge"},
		"who employs is said":                        {"Baker\nYork\n\nYou will be employed by Harrow Mill Bakeries.", "Harrow Mill Bakeries"},
		"what a firm is says that it is one":         {"Fundraiser\nYork\n\nSecond Spring is a small charity that tackles loneliness. We were set up in 2009 by a vicar.", "Second Spring"},
		"the people are looked for by whom they aid": {"Planner\n\nVoor Garage Terpstra in Sneek zoeken wij een planner.", "Garage Terpstra"},
		"a part is looked for, not its group":        {"Actuary\nDes Moines\n\nPrairie Beacon Life, part of the Alder Group, is looking for an actuary.", "Prairie Beacon Life"},
		"a form in capitals belongs to the name":     {"Electricista\nGetafe\n\nInstalaciones Robledal SL, empresa dedicada al mantenimiento de edificios, busca oficial electricista para su centro de Getafe. Se ofrece contrato indefinido y buen ambiente de trabajo con los compañeros.", "Instalaciones Robledal SL"},
		"a vacancy arises at the employer's":         {"Receptionist\nHexham\n\nA vacancy has arisen at Elmfield Dental for a receptionist.", "Elmfield Dental"},
		"who writes says whose the firm is":          {"Receptionist\nHexham\n\nHello, my name is Dana Whitfield and I run Elmfield Dental.", "Elmfield Dental"},
		"who hires says how":                         {"Receptionist\nHexham\n\nElmfield Dental does not accept unsolicited applications from agencies.", "Elmfield Dental"},
		"a group's short name is the group's":        {"Actuary\nHull\n\nPrairie Beacon Life, part of the Alder Group, is looking for an actuary. Alder is one of the largest insurers.", "Prairie Beacon Life"},
		"a signature closes the offer":               {"Teacher\nPune\n" + asks + "\nInterested candidates may send a resume with a recent photograph to:\nThe HR Department\nHarrow Heights International School", "Harrow Heights International School"},
	} {
		t.Run(name, func(t *testing.T) {
			text := c.text
			if !strings.Contains(text, asks) {
				text += asks
			}
			assert.Equal(t, c.want, parse(t, text).JobOffer.Company)
		})
	}
}
