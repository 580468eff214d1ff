package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestMustOrNice(t *testing.T) {
	for _, c := range []struct {
		lang, line string
		want       schema.Importance
	}{
		{"en", "Three years of experience with Java", schema.Must},
		{"en", "Experience with Kafka is a plus", schema.Nice},
		{"en", "Knowledge of Docker, Kubernetes and Terraform a plus", schema.Nice},
		{"en", "Ideally you know Rust", schema.Nice},
		{"en", "Experience with Go, ideally in production", schema.Must},
		{"en", "Bachelor's degree required, Master's preferred", schema.Must},
		{"en", "Rust (nice to have)", schema.Nice},
		{"en", "CRM experience (ideally Salesforce)", schema.Must},
		{"en", "Experience in logistics is helpful but not essential", schema.Nice},
		{"en", "Experience with our preferred suppliers", schema.Must},
		{"de", "Erfahrung mit SAP von Vorteil", schema.Nice},
		{"de", "Kenntnisse in CAM-Software (z. B. Mastercam) von Vorteil", schema.Nice},
		{"de", "Mehrjährige Berufserfahrung, idealerweise im Gesundheitswesen", schema.Must},
		{"de", "Idealerweise Erfahrung mit Titan", schema.Nice},
		{"de", "Gute Deutschkenntnisse, Englisch von Vorteil", schema.Must},
		{"de", "Führerschein wünschenswert, aber kein Muss", schema.Nice},
		{"fr", "Bonne maîtrise d'Excel", schema.Must},
		{"fr", "La connaissance de SAP serait un plus", schema.Nice},
		{"fr", "Idéalement une première expérience en agence", schema.Nice},
		{"fr", "Anglais courant, l'allemand étant un plus", schema.Must},
		{"es", "Se valorará experiencia en geriatría", schema.Nice},
		{"es", "Imprescindible carnet de conducir", schema.Must},
		{"it", "Preferibile diploma tecnico", schema.Nice},
		{"it", "La conoscenza di Angular costituisce titolo preferenziale", schema.Nice},
		{"pt", "Experiência em hotelaria é preferencial", schema.Nice},
		{"pt", "Carta de condução obrigatória", schema.Must},
		{"nl", "Ervaring in de zorg is een pré", schema.Nice},
		{"nl", "Heb je ook een heftruckcertificaat? Top!", schema.Nice},
		{"nl", "Goede beheersing van Engels; Duits is een pre", schema.Must},
	} {
		t.Run(c.line, func(t *testing.T) {
			asked := native(t, c.lang, "Fitter", "Requirements\n- Reliable\n- "+c.line).Requirements
			if assert.Len(t, asked, 2) {
				assert.Equal(t, c.line, asked[1].Quote.Text)
				assert.Equal(t, c.want, asked[1].Importance)
			}
		})
	}
}

func TestSkillsTakeTheImportanceOfTheirWords(t *testing.T) {
	parsed := parse(t, "Developer\n\nRequirements\n- Experience with Docker, ideally Kubernetes\n- PostgreSQL (Redis is a plus)\n\nBenefits\n- Free Python courses\n")
	got := map[string]schema.Importance{}
	for _, s := range parsed.JobOffer.Skills {
		got[s.Name] = s.Importance
	}
	assert.Equal(t, schema.Must, got["Docker"])
	assert.Equal(t, schema.Nice, got["Kubernetes"])
	assert.Equal(t, schema.Must, got["PostgreSQL"])
	assert.Equal(t, schema.Nice, got["Redis"])
	assert.NotContains(t, got, "Python", "what is offered is not asked")
}

func TestCredentials(t *testing.T) {
	o := parse(t, `Nurse
Reference: NU-22/7

Requirements
- At least two years of experience on a ward
- NMC registration and a full UK driving licence
- Bachelor's degree in nursing
- Fluent English and German (B2)
- You must have the right to work in the UK

Desirable
- 5 years of experience as a mentor

Contact: Dr. Ada Fenwick, ada.fenwick@ward.example, phone 01632 960 001`).JobOffer
	assert.Equal(t, 2, o.MinYears)
	assert.Equal(t, []string{"English (fluent)", "German (B2)"}, o.Languages)
	assert.Equal(t, []string{"NMC registration", "full UK driving licence"}, o.Licences)
	assert.Equal(t, []string{"Bachelor's degree"}, o.Degrees)
	assert.Equal(t, "You must have the right to work in the UK", o.Visa)
	assert.Equal(t, "NU-22/7", o.Reference)
	assert.Equal(t, &schema.Contact{Name: "Ada Fenwick", Email: "ada.fenwick@ward.example", Phone: "01632 960 001"}, o.Contact)
}

func TestYearsThatAreNotExperience(t *testing.T) {
	for _, line := range []string{"You must be at least 18 years old", "A two year contract is what we offer you", "We have 25 years of history", "Ausbildungsdauer: 3 Jahre"} {
		assert.Zero(t, parse(t, "Tester\n\nRequirements\n- Reliable\n- "+line+"\n").JobOffer.MinYears, line)
	}
}
