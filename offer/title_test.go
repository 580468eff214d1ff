package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

func TestSeniority(t *testing.T) {
	for _, c := range []struct {
		lang, title string
		want        schema.Seniority
	}{
		{"en", "Senior Software Engineer", schema.Senior},
		{"en", "Sr. Data Scientist", schema.Senior},
		{"en", "Junior Accountant", schema.Junior},
		{"en", "Graduate Engineer", schema.Junior},
		{"en", "Staff Nurse", ""},
		{"en", "Staff Engineer, Payments", schema.Principal},
		{"en", "Lead Developer", schema.Lead},
		{"en", "Lead Generation Specialist", ""},
		{"en", "Account Manager", ""},
		{"en", "Senior Account Manager", schema.Senior},
		{"en", "Project Manager", ""},
		{"en", "Engineering Manager", schema.Manager},
		{"en", "Restaurant Manager", schema.Manager},
		{"en", "Head of Marketing", schema.Director},
		{"en", "Chief Financial Officer", schema.Executive},
		{"en", "Sales Executive", ""},
		{"en", "Executive Assistant", ""},
		{"en", "Activities Coordinator, Senior Living", ""},
		{"de", "Werkstudent (m/w/d) Marketing", schema.Intern},
		{"de", "Teamleiter Logistik (m/w/d)", schema.Lead},
		{"de", "Projektleiter Tiefbau (m/w/d)", ""},
		{"de", "Pflegedienstleitung (m/w/d)", schema.Manager},
		{"fr", "Stagiaire communication H/F", schema.Intern},
		{"fr", "Chef de projet digital H/F", ""},
		{"fr", "Chef d'équipe maintenance H/F", schema.Lead},
		{"fr", "Développeur confirmé", schema.Mid},
		{"es", "Jefe de obra", ""},
		{"es", "Encargado de tienda", schema.Lead},
		{"it", "Capo reparto", schema.Lead},
		{"pt", "Desenvolvedor Pleno", schema.Mid},
		{"nl", "Medior Tester", schema.Mid},
		{"nl", "Teamleider klantenservice", schema.Lead},
		{"en", "Vice President of Engineering", schema.Executive},
	} {
		t.Run(c.title, func(t *testing.T) {
			assert.Equal(t, c.want, native(t, c.lang, c.title, "").Seniority)
		})
	}
}

func TestTitle(t *testing.T) {
	for line, want := range map[string]string{
		"Softwareentwickler:in (m/w/d)":                       "Softwareentwickler",
		"Pflegefachkraft (w/m/d) in Teilzeit":                 "Pflegefachkraft",
		"Entwickler/-in Backend (gn)":                         "Entwickler Backend",
		"Infirmier(e) H/F":                                    "Infirmier",
		"Développeur·euse Web (F/H/X) - CDI":                  "Développeur Web",
		"Camarero/a de sala":                                  "Camarero de sala",
		"Addetto/a alle vendite":                              "Addetto alle vendite",
		"Enfermeiro(a) de família (m/f)":                      "Enfermeiro de família",
		"Verpleegkundige (m/v/x)":                             "Verpleegkundige",
		"Job 11984: Data Engineer":                            "Data Engineer",
		"Titre : Technicien ou technicienne en informatique":  "Technicien en informatique",
		"Recrutamento: Enfermeiro(a) de Bloco Operatório":     "Enfermeiro de Bloco Operatório",
		"CERCASI CAMERIERE DI SALA per stagione estiva":       "CAMERIERE DI SALA",
		"Pflegefachfrau/-mann HF":                             "Pflegefachfrau HF",
		"Data Engineer - JR-104233":                           "Data Engineer",
		"REQ-2231: Field Service Engineer":                    "Field Service Engineer",
		"Welder (Ref: WLD-22)":                                "Welder",
		"Go Developer | Remote | £70k":                        "Go Developer",
		"URGENT - Electrician - Leeds":                        "Electrician",
		"Buchhalter (m/w/d) – Kennziffer 2025-17":             "Buchhalter",
		"**Platform Engineer**":                               "Platform Engineer",
		"# Platform Engineer":                                 "Platform Engineer",
		"Job title: Platform Engineer":                        "Platform Engineer",
		"Acme Works GmbH sucht Elektroniker (m/w/d)":          "Elektroniker",
		"Software Engineer - Platform":                        "Software Engineer - Platform",
		"Conducteur / Conductrice de travaux (H/F)":           "Conducteur de travaux",
		"Front-End Engineer, Growth":                          "Front-End Engineer, Growth",
		"Fahrer C/CE (m/w/d)":                                 "Fahrer C/CE",
		"We are looking for a Plumber to join our team.":      "Plumber",
		"Wir suchen eine freundliche Verkäuferin in Vollzeit": "Verkäuferin",
		"Subject: Veterinary Nurse":                           "Veterinary Nurse",
		"Sales Assistant (Saturdays)":                         "Sales Assistant",
		"part time Dog Groomer":                               "Dog Groomer",
		"Polymechaniker EFZ 80–100 %":                         "Polymechaniker EFZ",
		"Warehouse Coordinator (2nd Shift)":                   "Warehouse Coordinator (2nd Shift)",
		"Job Title, Grade Code: Senior Radiographer":          "Senior Radiographer",
	} {
		t.Run(line, func(t *testing.T) {
			assert.Equal(t, want, parse(t, line+"\n\nWillkommen, bienvenue, welcome.\n").JobOffer.Title)
		})
	}
}
