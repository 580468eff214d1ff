package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

// Offers have more words than the line under test; these give it the company
// that tells its language.
var fillers = map[string]string{
	"en": "You will be part of a small team and we will teach you what you do not know yet.",
	"de": "Wir sind ein kleines Team und zeigen dir gern, was du noch nicht kannst und wie wir arbeiten.",
	"fr": "Nous sommes une petite équipe et nous vous montrons avec plaisir ce que vous ne savez pas encore.",
	"es": "Somos un equipo pequeño y te enseñamos con gusto lo que todavía no sabes de nuestro trabajo.",
	"it": "Siamo una piccola squadra e ti insegniamo volentieri quello che non sai ancora del nostro lavoro.",
	"pt": "Somos uma equipa pequena e ensinamos com gosto o que ainda não sabes do nosso trabalho.",
	"nl": "Wij zijn een klein team en we leren je graag wat je nog niet weet van ons werk.",
}

// native parses lines of an offer in a language.
func native(t *testing.T, lang, title, lines string) schema.JobOffer {
	t.Helper()
	return parse(t, title+"\n\n"+fillers[lang]+"\n\n"+lines+"\n").JobOffer
}

func TestSalary(t *testing.T) {
	pay := func(low, high float64, currency string, period schema.Period) *schema.Salary {
		return &schema.Salary{Min: low, Max: high, Currency: currency, Period: period}
	}
	const gbp, eur, usd = "GBP", "EUR", "USD"
	for _, c := range []struct {
		lang, text string
		want       *schema.Salary
	}{
		{"en", "Salary: £35,000 - £40,000 per annum", pay(35000, 40000, gbp, schema.PerYear)},
		{"en", "£30k-£35k DOE", pay(30000, 35000, gbp, schema.PerYear)},
		{"en", "£30-35k plus bonus", pay(30000, 35000, gbp, schema.PerYear)},
		{"en", "Salary: up to £60k", pay(0, 60000, gbp, schema.PerYear)},
		{"en", "Salary from £28,500", pay(28500, 0, gbp, schema.PerYear)},
		{"en", "£40,000+ depending on experience", pay(40000, 0, gbp, schema.PerYear)},
		{"en", "Pay: £12.21ph", pay(12.21, 12.21, gbp, schema.PerHour)},
		{"en", "£8.82 + enhancements", pay(8.82, 8.82, gbp, schema.PerHour)},
		{"en", "Band 5: £28,407 to £34,581 pa pro rata", pay(28407, 34581, gbp, schema.PerYear)},
		{"en", "£450 - £500 per day outside IR35", pay(450, 500, gbp, schema.PerDay)},
		{"en", "37.5 hours per week, £24,000 per annum", pay(24000, 24000, gbp, schema.PerYear)},
		{"en", "£26,000 basic, OTE £40,000", pay(26000, 26000, gbp, schema.PerYear)},
		{"en", "The pay range is $120,000—$150,000 USD", pay(120000, 150000, usd, schema.PerYear)},
		{"en", "$18.50 - $22.00 an hour", pay(18.5, 22, usd, schema.PerHour)},
		{"en", "Compensation: USD 120k", pay(120000, 120000, usd, schema.PerYear)},
		{"en", "Salary: CAD 80,000 to 95,000", pay(80000, 95000, "CAD", schema.PerYear)},
		{"en", "Pay: $62K/yr - $74K/yr", pay(62000, 74000, usd, schema.PerYear)},
		{"en", "Self-employed, £400 a month rent for the room", nil},
		{"en", "CTC: 18 - 24 LPA", pay(1800000, 2400000, "INR", schema.PerYear)},
		{"de", "Gehalt: 3.300 bis 3.900 € x 13", pay(3300, 3900, eur, schema.PerMonth)},
		{"de", "Gehalt: 45.000 bis 55.000 € brutto/Jahr", pay(45000, 55000, eur, schema.PerYear)},
		{"de", "Gehalt: 45 - 55.000 €", pay(45000, 55000, eur, schema.PerYear)},
		{"de", "Jahresgehalt ab 48.000 Euro", pay(48000, 0, eur, schema.PerYear)},
		{"de", "Vergütung: 3.200,00 € brutto im Monat", pay(3200, 3200, eur, schema.PerMonth)},
		{"de", "Stundenlohn ab 15,20 €", pay(15.2, 0, eur, schema.PerHour)},
		{"de", "Lohn CHF 80'000 - 95'000", pay(80000, 95000, "CHF", schema.PerYear)},
		{"de", "Mindestgehalt von EUR 2.684,– brutto/Monat (14x)", pay(2684, 0, eur, schema.PerMonth)},
		{"de", "Wir bieten 60 TEUR Jahresgehalt", pay(60000, 60000, eur, schema.PerYear)},
		{"fr", "Salaire : 35-42 k€ selon profil", pay(35000, 42000, eur, schema.PerYear)},
		{"fr", "Rémunération : 32 000 € à 36 000 € brut annuel", pay(32000, 36000, eur, schema.PerYear)},
		{"fr", "Salaire : 1\u202f800 € brut mensuel", pay(1800, 1800, eur, schema.PerMonth)},
		{"fr", "TJM : 450 à 500 €", pay(450, 500, eur, schema.PerDay)},
		{"es", "Salario: 24.000€ - 28.000€ b/a", pay(24000, 28000, eur, schema.PerYear)},
		{"es", "Salario: 1.400 € brutos al mes", pay(1400, 1400, eur, schema.PerMonth)},
		{"es", "Banda salarial 30K-35K brutos", pay(30000, 35000, "", schema.PerYear)},
		{"it", "RAL 28.000–32.000€", pay(28000, 32000, eur, schema.PerYear)},
		{"it", "Stipendio: fino a 1.600 euro netti mensili", pay(0, 1600, eur, schema.PerMonth)},
		{"pt", "Vencimento: 1.100,00 € mensais", pay(1100, 1100, eur, schema.PerMonth)},
		{"pt", "Salário: R$ 5.000,00 por mês", pay(5000, 5000, "BRL", schema.PerMonth)},
		{"nl", "Salaris tussen € 2.800,- en € 3.500,- bruto per maand", pay(2800, 3500, eur, schema.PerMonth)},
		{"nl", "Uurloon: € 15,50 tot € 17,00", pay(15.5, 17, eur, schema.PerHour)},
		{"en", "Wynagrodzenie: 15 000 – 20 000 PLN", pay(15000, 20000, "PLN", schema.PerMonth)},
		{"en", "Pay: £13.90 days, £15.40 nights (per hour)", pay(13.9, 15.4, gbp, schema.PerHour)},
		{"en", "c. £130,000 plus car and bonus", pay(130000, 130000, gbp, schema.PerYear)},
		{"en", "18-26 Lacs P.A.", pay(1.8e6, 2.6e6, "INR", schema.PerYear)},
		{"en", "Package: $125,000 to $145,000 plus super", pay(125000, 145000, "AUD", schema.PerYear)},
		{"en", "Wage: $24.10 - $27.85 hourly in Winnipeg, Manitoba", pay(24.1, 27.85, "CAD", schema.PerHour)},
		{"es", "Sueldo: $2,800 a $3,200 semanales", pay(2800, 3200, "MXN", schema.PerWeek)},
		{"it", "RAL da 24.000 a 29.000 €, un giorno alla settimana in smart working", pay(24000, 29000, eur, schema.PerYear)},
		{"nl", "Kun je het nog niet, dan betalen wij de cursus (€ 1.850). De koffie is goed.", nil},
		{"fr", "Rémunération selon la grille, prime de nuit de 118 €", nil},
		{"en", "Salary: £XX,XXX", nil},
		{"de", "Gehalt: 4X.XXX €", nil},
		{"en", "Competitive salary", nil},
		{"en", "We turned over £12 million last year", nil},
		{"en", "Refer a friend and earn a £500 bonus", nil},
		{"en", "Welcome bonus of £1,000 on joining", nil},
		{"en", "You will manage a budget of £250,000", nil},
		{"de", "Wir bieten 50 € Tankgutschein im Monat", nil},
		{"de", "Umsatz: 40 Mio. €", nil},
		{"fr", "Tickets restaurant à 9 € par jour", nil},
		{"nl", "Onze omzet is € 6 miljoen", nil},
		{"de", "Gegründet 1998, 2.500 Mitarbeiter", nil},
		{"en", "Salary paid monthly, 25 days holiday", nil},
		{"en", "Mileage is paid at £0.45 per mile", nil},
		{"en", "We raised $24,000,000 in our last round and the salary is competitive", nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Equal(t, c.want, native(t, c.lang, "Fitter", c.text).Salary)
		})
	}
}

func TestArrangement(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       schema.Arrangement
	}{
		{"en", "Fully remote within the UK", schema.Remote},
		{"en", "Hybrid, two days a week in the office", schema.Hybrid},
		{"en", "This role is remote or hybrid", schema.Hybrid},
		{"en", "You will work on-site at our plant", schema.OnSite},
		{"en", "This is not a remote position", schema.OnSite},
		{"en", "Sorry, remote working is not possible", schema.OnSite},
		{"en", "You will support remote monitoring of pumps", ""},
		{"en", "Experience with hybrid cloud", ""},
		{"en", "Free on-site parking and gym", ""},
		{"en", "Repair of hybrid and electric vehicles", ""},
		{"de", "Homeoffice an zwei Tagen möglich", schema.Hybrid},
		{"de", "100 % Homeoffice", schema.Remote},
		{"de", "Kein Homeoffice", schema.OnSite},
		{"de", "Sie betreuen Kunden vor Ort und sind Ansprechpartner vor Ort", ""},
		{"fr", "Télétravail : 2 jours par semaine", schema.Hybrid},
		{"fr", "Poste en full remote", schema.Remote},
		{"fr", "Pas de télétravail", schema.OnSite},
		{"fr", "Organisation d'événements hybrides", ""},
		{"es", "100% remoto", schema.Remote},
		{"es", "Modalidad híbrida con 2 días de teletrabajo", schema.Hybrid},
		{"es", "Sin posibilidad de teletrabajo", schema.OnSite},
		{"it", "Smart working 3 giorni", schema.Hybrid},
		{"it", "Lavoro in presenza", schema.OnSite},
		{"pt", "Regime híbrido", schema.Hybrid},
		{"nl", "Hybride werken, twee dagen thuis", schema.Hybrid},
		{"nl", "Thuiswerken is niet mogelijk", schema.OnSite},
		{"nl", "Je beheert sensoren en zorg op afstand", ""},
		{"it", "Our team works in rural and remote communities across Australia", ""},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Equal(t, c.want, native(t, c.lang, "Technician", c.text+".").Arrangement)
		})
	}
}

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

func TestCompanyIsRightOrEmpty(t *testing.T) {
	for text, want := range map[string][2]string{ // company, agency
		"Join Marlowe Robotics as a tester in York. Marlowe Robotics builds arms.":                                                       {"Marlowe Robotics", ""},
		"At Brightwater, we build pumps.":                                                                                                {"Brightwater", ""},
		"Our client, a leading bank, is hiring.":                                                                                         {"", ""},
		"Redfern Recruitment Ltd is working with our client, a leading bank.":                                                            {"", "Redfern Recruitment Ltd"},
		"Die Sonnwald Metallbau GmbH sucht Verstärkung.":                                                                                 {"Sonnwald Metallbau GmbH", ""},
		"Für unseren Kunden suchen wir ab sofort Verstärkung.":                                                                           {"", ""},
		"Chez Lunaverde, nous aimons le travail bien fait.":                                                                              {"Lunaverde", ""},
		"Unser Team ist klein. Teamgeist ist uns wichtig. Erfahrung ist ein Plus.":                                                       {"", ""},
		"Experience is a must. Flexibility is the key.":                                                                                  {"", ""},
		"Employer: Confidential":                                                                                                         {"", ""},
		"Company: Pellworm Dairy Ltd":                                                                                                    {"Pellworm Dairy Ltd", ""},
		"Tramontana Logística S.L. busca personal.":                                                                                      {"Tramontana Logística S.L.", ""},
		"De Zilvermeeuw B.V. zoekt versterking.":                                                                                         {"De Zilvermeeuw B.V.", ""},
		"Wij zoeken een collega. Kwaliteit is het belangrijkste.":                                                                        {"", ""},
		"Alvorada Sistemas, Lda procura reforços.":                                                                                       {"Alvorada Sistemas, Lda", ""},
		"Brackwater Joinery, Penzance, is looking for help.":                                                                             {"Brackwater Joinery", ""},
		"We build doors.\n\nCheers\nTom Hale\nPenrose Boats & Sons":                                                                      {"Penrose Boats & Sons", ""},
		"Larkmoor is where we work. Write to tom@larkmoor.example. Larkmoor makes kites.":                                                {"Larkmoor", ""},
		"We work with customers such as Vandermeer Industries Ltd and many more.":                                                        {"", ""},
		"We are a proud partner of Ostrander Systems Ltd.":                                                                               {"", ""},
		"Redfern Search Ltd is recruiting on behalf of our client, Elmstead Dairies Ltd, in Kent.":                                       {"Elmstead Dairies Ltd", "Redfern Search Ltd"},
		"Client: Banking (name on application)":                                                                                          {"", ""},
		"About us: Marchbank Reed Solicitors was founded in 1961 and has 40 staff.":                                                      {"Marchbank Reed Solicitors", ""},
		"Our hospital is the largest of the region. Our Hospital is modern.":                                                             {"", ""},
		"Hi all, we are after a good colleague. Cheers.":                                                                                 {"", ""},
		"Wir sind Teil der Brandmoor Gruppe und suchen Verstärkung.":                                                                     {"", ""},
		"Hoch- und Tiefbau Quellmann GmbH sucht Verstärkung.":                                                                            {"Hoch- und Tiefbau Quellmann GmbH", ""},
		"Die Quellmann SE & Co. KG in Ulm baut Brücken.":                                                                                 {"Quellmann SE & Co. KG", ""},
		"Erfahrung mit Kunden wie der Ostermoor AG ist gut.":                                                                             {"", ""},
		"Arbeitgeber: Stadtgärtnerei Veilchenau":                                                                                         {"Stadtgärtnerei Veilchenau", ""},
		"Le Groupe Varenne recrute partout en France.":                                                                                   {"Groupe Varenne", ""},
		"L'Auberge du Vieux Noyer recherche du renfort.":                                                                                 {"L'Auberge du Vieux Noyer", ""},
		"Qui se cache derrière cette annonce ? Givrelac SARL, 12 salariés, en Savoie depuis 2009.":                                       {"Givrelac SARL", ""},
		"Cabinet Miravel Recrutement recrute pour le compte d'un industriel.":                                                            {"", "Cabinet Miravel Recrutement"},
		"Somos Carpintería Hermanos Robles, de Soria. Llevamos 40 años haciendo puertas y ventanas para las casas de la comarca.":        {"Carpintería Hermanos Robles", ""},
		"Siamo Officine Bellacorte, 30 dipendenti a Lodi. Facciamo porte e finestre da tre generazioni e ci piace il lavoro fatto bene.": {"Officine Bellacorte", ""},
		"A Marés Vivas recruta colegas. Escreva para equipa@maresvivas.example":                                                          {"Marés Vivas", ""},
		"Openbare basisschool De Waterlelie zoekt versterking.":                                                                          {"Openbare basisschool De Waterlelie", ""},
		"Namens onze opdrachtgever zoekt Uitzendbureau De Kade een topper.":                                                              {"", "Uitzendbureau De Kade"},
		"About the company\nDepuis 1921, nous coulons la fonte au service de l'industrie.":                                               {"", ""},
		"L'ASBL Les Passerelles du Canal recrute un collègue.":                                                                           {"ASBL Les Passerelles du Canal", ""},
		"The Office for Reeds and Rushes is looking for help.":                                                                           {"Office for Reeds and Rushes", ""},
		"El Grupo Las Dunas busca personal.":                                                                                             {"Grupo Las Dunas", ""},
		"Zum 1. Mai suchen wir für die Tierarztpraxis Dr. Harmsen in Jever Verstärkung.":                                                 {"Tierarztpraxis Dr. Harmsen", ""},
		"Talentgate HR Services is hiring on behalf of a leading insurer.":                                                               {"", "Talentgate HR Services"},
		"Location: Surgery, Carrickmore General Hospital, Sligo":                                                                         {"Carrickmore General Hospital", ""},
		"Band 3\nRowan Ward is a ward of 28 beds.":                                                                                       {"", ""},
		"La Clinique vétérinaire du Marais recrute une collègue.":                                                                        {"Clinique vétérinaire du Marais", ""},
		"Die Kita Pusteblume (Elterninitiative, 3 Gruppen) in Marburg sucht Verstärkung.":                                                {"Kita Pusteblume", ""},
		"Bij Stichting De Zonnewijzer wonen 180 mensen met een beperking. Wij helpen hen elke dag met veel plezier.":                     {"Stichting De Zonnewijzer", ""},
		"L'association Atelier Nomade accueille des artistes en résidence depuis 2003 dans ses murs.":                                    {"Atelier Nomade", ""},
		"Kestrel Personnel are recruiting for a busy site.":                                                                              {"", "Kestrel Personnel"},
		"Notre client, PME industrielle de 80 salariés, recherche du renfort.":                                                           {"", ""},
		"Hofladen Brinkmann, Inh. Maren Brinkmann. Wir freuen uns auf dich.":                                                             {"Hofladen Brinkmann", ""},
		"Kahu Dairy Co-operative is looking for a driver.":                                                                               {"Kahu Dairy Co-operative", ""},
		"Our workshop near the M5 needs a technician. Our bakery in Ostwick needs help.":                                                 {"", ""},
		"You will report to the Operations Director. Monday is the busiest day. Excel is a tool you know.":                               {"", ""},
	} {
		t.Run(text, func(t *testing.T) {
			o := parse(t, "Tester\n\n"+text+"\n").JobOffer
			assert.Equal(t, want, [2]string{o.Company, o.Agency})
		})
	}
}

func TestBoardsPutTheEmployerBesideTheTitle(t *testing.T) {
	for _, c := range []struct{ lang, head, want string }{
		{"pt", "Rede Bonfim de Farmácias\nAssistente Financeiro\nUberlândia - MG", "Rede Bonfim de Farmácias"},
		{"fr", "Ingénieur maintenance\nFONDERIES DU VAL D'ORGE\n1 CDI\nDijon - 21", "FONDERIES DU VAL D'ORGE"},
		{"en", "East Fenland Hospitals NHS Trust\n\nHealthcare Assistant\nBand 3", "East Fenland Hospitals NHS Trust"},
		{"en", "DEPARTMENT OF COASTS AND PARKS\n\nPosition title: Ranger", "DEPARTMENT OF COASTS AND PARKS"},
		{"en", "Accountant\nAutomotive Services Department\nFull time", ""},
		{"en", "Daily Jobs\nAccountant\nPermanent", ""},
		{"fr", "Agent d'accueil saisonnier (avril à septembre)\nCamping Les Mimosas Blancs ****\nArgelès-sur-Mer", "Camping Les Mimosas Blancs"},
		{"de", "Pflegedienst Lindenblatt\nInhaberin: Sandra Beck\nsucht examinierte Pflegefachkräfte (m/w/d)", "Pflegedienst Lindenblatt"},
		{"en", "# Battery Engineer\n\n**Brightfold Energy** · Coventry · Hybrid\n\n## About Brightfold\nBrightfold Energy is on a mission to make storage cheap.", "Brightfold Energy"},
		{"en", "Sales Assistant\nHarrow & Finch – Bath\nIndependent bookshop", "Harrow & Finch"},
		{"en", "Barista wanted!\nBluegum Cafe, Fremantle WA\nPart time", "Bluegum Cafe"},
		{"nl", "Fietsmonteur\nFietsenmaker Kramer, Zutphen\n\nFietsenmaker Kramer bestaat al 60 jaar.", "Fietsenmaker Kramer"},
		{"en", "Hazelridge Family Health Team\nRegistered Nurse\nGuelph, ON\n\nThe Hazelridge FHT, funded by the province, serves 31,000 patients.", "Hazelridge Family Health Team"},
		{"fr", "Infographiste\nImprimerie Beauclair inc.\nSaint-Hyacinthe\nTemps plein", "Imprimerie Beauclair inc."},
	} {
		t.Run(c.head, func(t *testing.T) {
			assert.Equal(t, c.want, parse(t, c.head+"\n\n"+fillers[c.lang]+"\n").JobOffer.Company)
		})
	}
}

func TestPlacesAreToldByTheirForm(t *testing.T) {
	for head, want := range map[string]string{
		"Fitter\nYarrow Contracting\nMoranbah QLD":                           "Moranbah QLD",
		"Assistente\nRede Bonfim de Farmácias\nUberlândia - MG":              "Uberlândia - MG",
		"Vertriebsmitarbeiter\nRaum Kassel":                                  "Raum Kassel",
		"Accountant\nClonard Foods Ltd\nNaas, Co. Kildare":                   "Naas, Co. Kildare",
		"Accountant\nClonard Foods Ltd\nLeeds, hybrid":                       "Leeds",
		"Location: Surgery, Carrickmore General Hospital, Roscommon\nNurse":  "Roscommon",
		"Gemeinde Birkental\nSachbearbeiter Bauamt":                          "Birkental",
		"Veterinary Nurse - Thirsk\nThe surgery was built in Thirsk in 2019": "Thirsk",
		"Accountant\nLocation | Work Experience":                             "",
		"Accountant\nLeeds. Hybrid. Full-time.":                              "Leeds",
		"Accountant\nHamburg, hybrid, full time":                             "Hamburg",
		"Accountant\nOrlock Tech | Goiânia - GO | Home office":               "Goiânia - GO",
		"Accountant\nSantiago de Chile · Remote":                             "Santiago de Chile",
		"Accountant\nLocation: Shrewsbury, two days a week in the office":    "Shrewsbury",
		"Accountant\nLocation: Saguenay (visits to 31 schools)":              "Saguenay",
		"Accountant\nLocation Kenora (ON)":                                   "Kenora (ON)",
		"📍 Rheine | Vollzeit\nAccountant":                                    "Rheine",
	} {
		t.Run(head, func(t *testing.T) {
			assert.Equal(t, want, parse(t, head+"\n\n"+fillers["en"]+"\n").JobOffer.Location)
		})
	}
}

func TestSectionsAreToldByTheirLayout(t *testing.T) {
	for name, c := range map[string]struct {
		text       string
		must, nice []string
	}{
		"a heading below a heading": {
			"Requirements and skills\nObligatory:\n- Excel\n- A degree in law\nDesirable:\n- French",
			[]string{"Excel", "A degree in law"},
			[]string{"French"},
		},
		"two words in a heading": {
			"Zwingende Anforderungen\n- Kenntnisse in Linux\n\nWünschenswerte Anforderungen\n- Kenntnisse des Vergaberechts",
			[]string{"Kenntnisse in Linux"},
			[]string{"Kenntnisse des Vergaberechts"},
		},
		"the role before what is asked": {
			"The Role:\n* Month-end close and SAP reports\n* VAT returns\n* Liaison with auditors\n\nThe Person:\n* Qualified accountant\n* Strong technical knowledge\n* Payroll experience would be desirable",
			[]string{"Qualified accountant", "Strong technical knowledge"},
			[]string{"Payroll experience would be desirable"},
		},
		"dashes without a space": {
			"Requirements\n-reliable vehicle\n-pass a test\n\nPluses\n-cabinet finishing\n-some Spanish\n\nPaid every Friday. Bring your own boots.\n\nText Rob with a bit about your experience.",
			[]string{"reliable vehicle", "pass a test"},
			[]string{"cabinet finishing", "some Spanish"},
		},
		"items without signs": {
			"Votre profil :\nVous aimez les plantes\nVous portez des charges\nUn CAP serait apprécié",
			[]string{"Vous aimez les plantes", "Vous portez des charges"},
			[]string{"Un CAP serait apprécié"},
		},
		"a heading with its text": {
			"Di cosa ti occuperai: accoglienza dei pazienti, agenda e preventivi.\n\nÈ indispensabile una buona conoscenza del computer. Richiediamo il diploma. Gradita esperienza in studi medici.",
			[]string{"È indispensabile una buona conoscenza del computer.", "Richiediamo il diploma."},
			[]string{"Gradita esperienza in studi medici."},
		},
		"pluses that are paid": {
			"Le profil\n- Licence TIG\n- Lecture de plans\n\nLes plus Alpaga\n- 10 % IFM\n- Paniers de 12,40 €",
			[]string{"Licence TIG", "Lecture de plans"},
			nil,
		},
		"a paragraph that leads to its list": {
			"Lumen & Loam is a small studio that designs gardens for its clients. The owners expect:\n- RHS Level 3\n- ten years in gardens\n- spraying certificates\n\nDesirable: experience of glasshouses",
			[]string{"RHS Level 3", "ten years in gardens", "spraying certificates"},
			[]string{"experience of glasshouses"},
		},
		"yours and ours": {
			"Deine Stärken\n- Ausbildung als Kaufmann\n- Englisch verhandlungssicher\n\nUnsere Stärken\n- 30 Tage\n- BusinessBike",
			[]string{"Ausbildung als Kaufmann", "Englisch verhandlungssicher"},
			nil,
		},
		"an open heading that wishes": {
			"We would love to hear from you if you:\n- are registered\n- have cytology training\n\nIt'd be great if you also:\n- hold a diploma\n- prescribe\n",
			[]string{"are registered", "have cytology training"},
			[]string{"hold a diploma", "prescribe"},
		},
		"the board's questions": {
			"Requirements\n- Forklift licence\n- Early riser\n\nEmployer questions\nWhich of the following describes your right to work?\nHow many years of experience do you have?",
			[]string{"Forklift licence", "Early riser"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var must, nice []string
			for _, r := range parse(t, "Storekeeper\n\n"+c.text+"\n").JobOffer.Requirements {
				if r.Importance == schema.Must {
					must = append(must, r.Quote.Text)
				} else {
					nice = append(nice, r.Quote.Text)
				}
			}
			assert.Equal(t, c.must, must)
			assert.Equal(t, c.nice, nice)
		})
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string][3]string{ // published, closes, starts
		"Closing date: 14 March 2026":                                 {"", "2026-03-14", ""},
		"Applications close on March 3rd, 2026":                       {"", "2026-03-03", ""},
		"Closing date: 12/11/2025":                                    {"", "", ""}, // day or month first?
		"Closing date: 25/11/2025":                                    {"", "2025-11-25", ""},
		"Closing date: 3 November":                                    {"", "2025-11-03", ""},
		"Posted 3 days ago":                                           {"2025-10-17", "", ""},
		"Bewerbungsfrist: 30.11.2025":                                 {"", "2025-11-30", ""},
		"Eintrittstermin: ab sofort":                                  {"", "", "ab sofort"},
		"Eintrittsdatum: 01.01.2026":                                  {"", "", "2026-01-01"},
		"Veröffentlicht am 1. Oktober 2025":                           {"2025-10-01", "", ""},
		"Date limite de candidature : 1er décembre 2025":              {"", "2025-12-01", ""},
		"Publié il y a 2 jours":                                       {"2025-10-18", "", ""},
		"Fecha límite: 3 de diciembre de 2025":                        {"", "2025-12-03", ""},
		"Scadenza: 15 dicembre 2025":                                  {"", "2025-12-15", ""},
		"Candidaturas até 5 de dezembro de 2025":                      {"", "2025-12-05", ""},
		"Sluitingsdatum: 9 november 2025":                             {"", "2025-11-09", ""},
		"Start date: January 2026":                                    {"", "", "2026-01"},
		"Closing date: 31/02/2026":                                    {"", "", ""},
		"Full-time, permanent, from 12 April 2026":                    {"", "", "2026-04-12"},
		"Interviews: week beginning 26 January 2026":                  {"", "", ""},
		"Am 18.10.2025 veröffentlicht":                                {"2025-10-18", "", ""},
		"Candidature à envoyer pour le 11 décembre 2025 au plus tard": {"", "2025-12-11", ""},
		"Fin de l'affichage : 18 décembre 2025 à 16 h":                {"", "2025-12-18", ""},
		"Tempo pieno, a partire dall'11 gennaio 2026":                 {"", "", "2026-01-11"},
	} {
		t.Run(text, func(t *testing.T) {
			o := parse(t, "Tester\n\n"+text+"\n").JobOffer
			assert.Equal(t, want, [3]string{o.PublishedOn, o.ClosesOn, o.StartsOn})
		})
	}
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

func TestWrappedLinesAreOne(t *testing.T) {
	o := parse(t, `Developer

Requirements
- Experience with distributed systems and the patience to find out why they
  fail at night
- Knowledge of PostgreSQL
`).JobOffer
	if assert.Len(t, o.Requirements, 2) {
		assert.Equal(t, "Experience with distributed systems and the patience to find out why they\n  fail at night", o.Requirements[0].Quote.Text)
	}
}

func TestReference(t *testing.T) {
	for text, want := range map[string]string{
		"Job 11984: Data Engineer":                "11984",
		"Kennung: LAOL 14/26":                     "LAOL 14/26",
		"Ref.ª HMVF-031/26":                       "HMVF-031/26",
		"Numéro de concours : 2627-S-114":         "2627-S-114",
		"Send your CV quoting CR-8827 to our HR.": "CR-8827",
		"Reference: see below":                    "",
	} {
		t.Run(text, func(t *testing.T) {
			assert.Equal(t, want, parse(t, text+"\nTester\n\n"+fillers["en"]+"\n").JobOffer.Reference)
		})
	}
}
