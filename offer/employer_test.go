package offer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/labelled"
)

// posted is a plain offer in a language that says text of its employer.
func posted(lang, text string) string {
	o := map[string]struct{ title, asks string }{
		"en": {"Line Technician", "Requirements\n- Three years of experience\n- Good English\n- A driving licence"},
		"de": {"Anlagentechniker (m/w/d)", "Ihr Profil\n- Abgeschlossene Ausbildung\n- Gute Deutschkenntnisse\n- Führerschein Klasse B"},
		"fr": {"Technicien de maintenance (H/F)", "Votre profil\n- Bac pro maintenance\n- Trois ans d'expérience\n- Permis B"},
		"es": {"Técnico de mantenimiento", "Requisitos\n- FP de grado medio\n- Tres años de experiencia\n- Carnet de conducir"},
		"it": {"Tecnico di manutenzione", "Requisiti\n- Diploma tecnico\n- Tre anni di esperienza\n- Patente B"},
		"pt": {"Técnico de manutenção", "Requisitos\n- Curso técnico\n- Três anos de experiência\n- Carta de condução"},
		"nl": {"Onderhoudsmonteur", "Wat vragen wij?\n- Mbo-diploma\n- Drie jaar ervaring\n- Rijbewijs B"},
	}[lang]
	return o.title + "\n\n" + text + "\n\n" + fillers[lang] + "\n\n" + o.asks + "\n"
}

func TestEmployersAreNamedInTheirOwnWords(t *testing.T) {
	for _, c := range []struct{ lang, text, want string }{
		{"en", "Pocketfern makes booking software for independent gyms. More than 9,000 of them run on it.", "Pocketfern"},
		{"en", "Quenlo is looking for a technician.", "Quenlo"},
		{"en", "About Quenlo\nWe build sensors for vineyards.", "Quenlo"},
		{"en", "Why Quenlo?\nBecause our sensors work.", "Quenlo"},
		{"en", "Why join Quenlo\n- Free lunch\n- A pension", "Quenlo"},
		{"en", "Life at Quenlo\n- Free lunch\n- A pension", "Quenlo"},
		{"en", "Quenlo was founded in 2014 by two engineers and builds sensors.", "Quenlo"},
		{"en", "Founded in 2014, Quenlo builds sensors for vineyards.", "Quenlo"},
		{"en", "Founded by two brothers in a garage in 1988, Orlock Shield Electric now employs 63 people.", "Orlock Shield Electric"},
		{"en", "Thank you for your interest in joining Orlock Shield.", "Orlock Shield"},
		{"en", "I have had the privilege of leading Thornhill Park Academy since 2019.", "Thornhill Park Academy"},
		{"en", "Orlock & Dunn, P.C. does not discriminate on the basis of race, color or religion.", "Orlock & Dunn, P.C."},
		{"en", "Orlock Shield is an Equal Opportunity Employer.", "Orlock Shield"},
		{"en", "Orlock Shield provides equal employment opportunities to all applicants.", "Orlock Shield"},
		{"en", "Orlock Shield is committed to creating an inclusive workplace.", "Orlock Shield"},
		{"en", "Orlock Shield participates in E-Verify.", "Orlock Shield"},
		{"en", "Benefits at Orlock Shield include a pension and free lunch.", "Orlock Shield"},
		{"en", "Please send your CV to Jane Moss, General Manager, The Copper Kettle Kitchen\njane@copperkettlekitchen.example", "The Copper Kettle Kitchen"},
		{"en", "I left a good job to build Quenlo, which reads permits.\n\nWrite to me: tom@quenlo.example", "Quenlo"},
		{"en", "Apply in writing to:\nThe HR Department\nVidya Heights International School\nBaner, Pune 411045", "Vidya Heights International School"},
		{"en", "Orlock Care Homes, 14 Mill Lane, Thirsk YO7 1AB", "Orlock Care Homes"},
		{"en", "Orlock Bros. Transport Inc. is looking for a technician.", "Orlock Bros. Transport Inc"},
		{"en", "Orlock Resins Pte. Ltd. is looking for a technician.", "Orlock Resins Pte. Ltd"},
		{"en", "The Orlock Hospital is looking for a technician.", "Orlock Hospital"},
		{"en", "Orlock Lifts, a Verrin Group company\nSwindon", "Orlock Lifts"},
		{"en", "The Orlock team is small. As the first technician at Orlock, you shape how we work.", "Orlock"},
		{"en", "Welcome to Orlock Shield!", "Orlock Shield"},
		{"en", "Who we are\nOrlock is a family-owned manufacturer of pumps with 80 people.", "Orlock"},
		{"en", "Orlock's Garden Village\nEvesham, Worcestershire", "Orlock's Garden Village"},
		{"en", "Orlock Shield e.V. is looking for help.", "Orlock Shield e.V."},
		{"en", "Line Technicians are wanted. See who Saddle has hired for this role", "Saddle"},
		{"en", "nudgely is hiring!\n\nwe're nudgely. we help people take their medication.", "nudgely"},
		{"en", "Thistle is an equal opportunity workplace. Write to jobs@thistle.example", "Thistle"},
		{"en", "NHS Board: NHS Lorn", "NHS Lorn"},
		{"en", "We are Quenlo. We build sensors.", "Quenlo"},
		{"en", "Come and work with us at Orlock Shield.", "Orlock Shield"},
		{"de", "Als Tochter der Brandauer Gruppe entwickelt die Lechner Messsysteme GmbH mit 85 Beschäftigten Prüfgeräte.", "Lechner Messsysteme GmbH"},
		{"de", "Über Zentavo\nWir bauen Sensoren.", "Zentavo"},
		{"de", "Zentavo ist ein Hersteller von Sensoren mit 80 Mitarbeitenden.", "Zentavo"},
		{"de", "Warum Zentavo?\n- Kurze Wege\n- Gutes Gehalt", "Zentavo"},
		{"de", "Arbeiten bei Zentavo\n- Kurze Wege\n- Gutes Gehalt", "Zentavo"},
		{"de", "Die Gebr. Petrick GmbH sucht Verstärkung.", "Gebr. Petrick GmbH"},
		{"de", "Firma Petrick & Söhne sucht Verstärkung.", "Petrick & Söhne"},
		{"de", "Wir, die Petrick Anlagenbau GmbH, planen Anlagen.", "Petrick Anlagenbau GmbH"},
		{"de", "Bewerbungen bitte an:\nPetrick Anlagenbau GmbH\nPersonalabteilung\nAm Anger 7\n12345 Neustadt", "Petrick Anlagenbau GmbH"},
		{"de", "Dein neuer Arbeitgeber: Autohaus Petrick", "Autohaus Petrick"},
		{"de", "Petrick Anlagenbau steht für Qualität. Bewirb dich unter jobs@petrick-anlagenbau.example", "Petrick Anlagenbau"},
		{"de", "Verantwortlich für die Datenverarbeitung ist die Petrick Anlagenbau GmbH.", "Petrick Anlagenbau GmbH"},
		{"fr", "Rejoignez Solvanor !\nNous fabriquons des capteurs.", "Solvanor"},
		{"fr", "Qui est Solvanor ?\nNous fabriquons des capteurs.", "Solvanor"},
		{"fr", "Solvanor est une entreprise familiale de 80 salariés.", "Solvanor"},
		{"fr", "À propos de Solvanor\nNous fabriquons des capteurs.", "Solvanor"},
		{"fr", "Créée en 1998, Solvanor Industrie conçoit des capteurs.", "Solvanor Industrie"},
		{"fr", "Merci d'adresser votre candidature à Solvanor Industrie, 12 rue des Forges, 71200 Le Creusot", "Solvanor Industrie"},
		{"fr", "Solvanor Industrie compte 85 collaborateurs.", "Solvanor Industrie"},
		{"es", "Únete a Tecnavia\nFabricamos sensores.", "Tecnavia"},
		{"es", "Sobre Tecnavia\nFabricamos sensores.", "Tecnavia"},
		{"es", "Tecnavia es una empresa familiar con 80 empleados.", "Tecnavia"},
		{"es", "En Tecnavia buscamos personas curiosas.", "Tecnavia"},
		{"es", "El Grupo La Parra abre su quinto local. Escribe a equipo@laparra.example", "Grupo La Parra"},
		{"es", "Talleres Tecnavia cuenta con 85 trabajadores.", "Talleres Tecnavia"},
		{"es", "En Quillara conectamos a más de 9.000 transportistas.", "Quillara"},
		{"fr", "L'association École de musique de la Vallée du Fer recherche un professeur.", "École de musique de la Vallée du Fer"},
		{"fr", "Le Musée du Fer et du Bois recherche un technicien.", "Musée du Fer et du Bois"},
		{"fr", "La Ville de Verdelles-les-Ormes recrute un technicien.", "Ville de Verdelles-les-Ormes"},
		{"fr", "Le Bistrot des Deux Ponts, à Genève, renforce son équipe.", "Bistrot des Deux Ponts"},
		{"it", "Chi è Solvena\nProduciamo sensori.", "Solvena"},
		{"it", "Solvena è un'azienda familiare con 80 dipendenti.", "Solvena"},
		{"it", "In Solvena crediamo nelle persone.", "Solvena"},
		{"it", "Fondata nel 1975, Solvena Pompe produce pompe.", "Solvena Pompe"},
		{"pt", "Sobre a Solvena\nProduzimos sensores.", "Solvena"},
		{"pt", "A Solvena é uma empresa familiar com 80 colaboradores.", "Solvena"},
		{"pt", "Na Solvena, acreditamos nas pessoas.", "Solvena"},
		{"pt", "Porquê a Solvena?\n- Bom ambiente\n- Formação", "Solvena"},
		{"nl", "Over Zelvora\nWij maken sensoren.", "Zelvora"},
		{"nl", "Zelvora is een familiebedrijf met 80 medewerkers.", "Zelvora"},
		{"nl", "Op Basisschool De Wilgen werken we met thema's in de middag.", "Basisschool De Wilgen"},
		{"nl", "Bij Zelvora werk je met de nieuwste machines.", "Zelvora"},
		{"nl", "Waarom Zelvora?\n- Goed salaris\n- Korte lijnen", "Zelvora"},
		{"nl", "Werken bij Zelvora\n- Goed salaris\n- Korte lijnen", "Zelvora"},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Equal(t, c.want, parse(t, posted(c.lang, c.text)).JobOffer.Company)
		})
	}
}

func TestOtherNamesAreNotTakenForTheEmployer(t *testing.T) {
	for _, c := range []struct{ lang, text string }{
		{"en", "Vineyards lose a fifth of their water. Sensors help. Irrigation is a science."},
		{"en", "Corkscrew Lane is a quiet street with a bakery."},
		{"en", "We are a Shopify agency. We are a Montessori nursery."},
		{"en", "About Rheine\nRheine is a town on the Ems."},
		{"en", "Our product, PawsOnTime, helps vets. PawsOnTime is a scheduling tool."},
		{"en", "Dermatology is a busy department. About Dermatology\nWe see 80 patients a day."},
		{"en", "Our clients include Orlock Shield. Orlock Shield employs 4,000 people."},
		{"en", "Kubernetes makes deployments easier. Terraform provides the rest."},
		{"en", "Join Engineering\nThe Payments team owns money movement."},
		{"en", "Our plant on Jurong Island makes resins. Jurong Island\nPermanent, full time"},
		{"en", "Al Sidrah welcomes applications. Al Sidrah is a school."},
		{"en", "Norwich NR3\nPart time"},
		{"en", "Write to us at Unit 3, Cornard Mill, Sudbury"},
		{"en", "Posted by: Angela, member since 2019\nThanks, Angela"},
		{"en", "Hospitals and Health Care\nLeeds"},
		{"en", "Line Operations\nHome Counties"},
		{"en", "Field Operations\nLeeds"},
		{"de", "Wir zahlen über Tarif. Tarif ist uns wichtig."},
		{"de", "Bitte bewerben Sie sich über das Portal MERKUR und kommen Sie über die S-Bahn."},
		{"de", "Wir sind ein Bosch-Dienst. Wir arbeiten mit Anlagen von Petrick."},
		{"de", "Über Qualität\nQualität ist ein Versprechen. Sicherheit steht für uns an erster Stelle."},
		{"de", "Erfahrung mit Anlagen der Petrick Maschinenbau GmbH ist von Vorteil."},
		{"de", "Ein Unternehmen der Petrick Holding GmbH."},
		{"fr", "3 à 5 salariés\nEmployeur"},
		{"fr", "Pourquoi Lyon ?\nLyon est une ville agréable."},
		{"es", "Santiago de Chile\nEn Santiago de Chile buscamos personas. Santiago de Chile es una ciudad."},
		{"es", "Taller en el centro de Valmorilla, con horario de 12 horas, precisa técnico."},
		{"es", "En Madrid buscamos personas. Madrid es una ciudad abierta."},
		{"it", "Hotel sul lungomare di Portellano, gestione familiare, cerca personale."},
		{"it", "Excel è un programma. Il Team è un gruppo di amici."},
		{"nl", "Onze opdrachtgever is een installatiebedrijf. Bij Interesse werk je mee."},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Empty(t, parse(t, posted(c.lang, c.text)).JobOffer.Company)
		})
	}
}

// What stands where the employer did may not be taken for one: every labelled
// offer is read once more without the lines that name its employer. A few still
// name somebody else's firm, a brand or what the employer is called in short.
func TestOffersWithoutTheirEmployerNameNone(t *testing.T) {
	wrong, all := namedWrongly(t, func(text string, l labelled.Label) (string, string) {
		name := strings.ToLower(offer.PlainName(l.Company))
		first, _, _ := strings.Cut(name, " ")
		var kept []string
		for line := range strings.SplitSeq(text, "\n") {
			if low := strings.ToLower(line); l.Company == "" || !strings.Contains(low, name) && (len(first) < 5 || !strings.Contains(low, first)) {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "\n"), ""
	})
	require.Greater(t, all, 300)
	assert.LessOrEqual(t, len(wrong)*100, all*3, strings.Join(wrong, "\n"))
}

// A town that no list has is no employer either.
func TestUnknownTownsAreNoEmployers(t *testing.T) {
	wrong, all := namedWrongly(t, func(text string, l labelled.Label) (string, string) {
		town, _, _ := strings.Cut(l.Location, ",")
		if town == "" || strings.Contains(l.Company, town) {
			return "", ""
		}
		return strings.ReplaceAll(text, town, "Cala Sturi"), l.Company
	})
	require.Greater(t, all, 300)
	assert.LessOrEqual(t, len(wrong)*100, all, strings.Join(wrong, "\n"))
}

// namedWrongly reads every labelled offer as changed, and lists those whose
// employer is neither empty nor what change says.
func namedWrongly(t *testing.T, change func(text string, l labelled.Label) (changed, employer string)) (wrong []string, all int) {
	t.Helper()
	for _, dir := range []string{"testdata/offers", "testdata/employers"} {
		cases, err := labelled.Load(dir)
		require.NoError(t, err)
		for _, c := range cases {
			text, employer := change(c.Input.Text, c.Label)
			if text == "" {
				continue
			}
			all++
			got := parse(t, text).JobOffer.Company
			if got != "" && !strings.EqualFold(strings.Trim(got, " ."), strings.Trim(employer, " .")) {
				wrong = append(wrong, c.Name+": "+got)
			}
		}
	}
	return wrong, all
}
