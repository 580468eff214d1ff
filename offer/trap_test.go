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
