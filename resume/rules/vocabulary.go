package rules

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// kind is what a section is about.
type kind string

// The kinds of sections that are read in a way of their own.
const (
	profile      kind = "profile"
	contact      kind = "contact"
	experience   kind = "experience"
	education    kind = "education"
	skills       kind = "skills"
	languages    kind = "languages"
	projects     kind = "projects"
	publications kind = "publications"
	other        kind = "other"
)

// titles are what people in seven languages write above their sections, folded
// to lower case without accents. The order of languages is en de fr es it pt nl.
var titles = sync.OnceValue(func() map[kind]string {
	return map[kind]string{
		profile: `profile, summary, about, about me, professional summary, executive summary, career summary, personal statement, objective, career objective, personal profile, professional profile, summary of qualifications,
		profil, kurzprofil, uber mich, zusammenfassung, persoenliches profil, berufsprofil, berufliches profil, a propos, a propos de moi, resume professionnel, profil professionnel, presentation, objectif, resume, synthese, accroche,
		perfil, resumen, sobre mi, perfil profesional, resumen profesional, objetivo, extracto, acerca de mi, profilo, profilo professionale, profilo personale, sommario, chi sono, su di me, obiettivo, sintesi,
		sobre mim, resumo, perfil profissional, resumo profissional, objetivo profissional, apresentacao, profiel, samenvatting, over mij, persoonlijk profiel, professioneel profiel, introductie`,
		contact: `contact, contact details, contact information, personal details, personal information, personal data, kontakt, kontaktdaten, personliche daten, personliche angaben, angaben zur person, zur person, kontaktinformationen,
		coordonnees, contacts, informations personnelles, infos personnelles, etat civil, contacto, datos personales, datos de contacto, informacion personal, informacion de contacto, contatti, dati personali, dati anagrafici, informazioni personali, recapiti,
		contato, contactos, dados pessoais, informacoes pessoais, informacao pessoal, contactgegevens, persoonlijke gegevens, personalia, persoonlijke informatie, gegevens`,
		experience: `experience, work, work experience, professional experience, employment, employment history, work history, career history, career, relevant experience, working experience, professional background, job history, positions, internships, research experience, teaching experience, industry experience, clinical experience, volunteering, volunteer experience, volunteer work, voluntary work, additional experience, other experience, leadership, military service,
		berufserfahrung, berufserfahrungen, beruflicher werdegang, werdegang, berufspraxis, praktische erfahrung, praktische erfahrungen, praktika, berufliche erfahrung, berufliche stationen, beruflicher hintergrund, tatigkeiten, erfahrung, arbeitserfahrung, ehrenamt, ehrenamtliches engagement, ehrenamtliche tatigkeit, engagement, nebentatigkeiten, berufliche tatigkeit,
		experience professionnelle, experiences professionnelles, experiences, parcours professionnel, parcours, emplois, stages, benevolat, experience benevole, engagement associatif, carriere,
		experiencia, experiencia profesional, experiencia laboral, experiencias, trayectoria profesional, historial laboral, practicas, voluntariado, vida laboral,
		esperienza, esperienze, esperienza professionale, esperienze professionali, esperienza lavorativa, esperienze lavorative, esperienze di lavoro, percorso professionale, tirocini, volontariato,
		experiencia profissional, experiencias profissionais, percurso profissional, historico profissional, estagios, trajetoria profissional,
		werkervaring, ervaring, beroepservaring, loopbaan, arbeidsverleden, professionele ervaring, stages, stage, vrijwilligerswerk, relevante ervaring, carriere`,
		education: `education, academic background, educational background, academic qualifications, education and training, qualifications, training, academic history, studies, education & training, schooling, degrees,
		ausbildung, bildung, studium, schulbildung, bildungsweg, akademische ausbildung, bildungsgang, aus und weiterbildung, ausbildung und studium, studium und ausbildung, schule, schulischer werdegang, hochschulbildung, bildungswerdegang, akademischer werdegang, weiterbildung, weiterbildungen, fortbildung, fortbildungen, berufsausbildung, schul und berufsausbildung,
		formation, formations, etudes, diplomes, formation academique, parcours academique, cursus, diplomes et formations, formations et diplomes, scolarite, formation et diplomes, education et formation,
		educacion, formacion, formacion academica, estudios, titulacion, titulos, formacion complementaria, educacion y formacion,
		istruzione, formazione, istruzione e formazione, studi, titoli di studio, percorso di studi, formazione accademica,
		educacao, formacao, formacao academica, habilitacoes, habilitacoes literarias, habilitacoes academicas, escolaridade, educacao e formacao, estudos, percurso academico,
		opleiding, opleidingen, onderwijs, studie, studies, opleiding en cursussen, scholing, opleidingen en cursussen, cursussen`,
		skills: `skills, technical skills, key skills, core skills, core competencies, competencies, technologies, expertise, tools, areas of expertise, professional skills, soft skills, hard skills, abilities, it skills, computer skills, strengths, skills and tools, tech stack, technical expertise, skills & tools, additional skills, technical proficiencies,
		kenntnisse, fahigkeiten, kompetenzen, fachkenntnisse, it kenntnisse, edv kenntnisse, qualifikationen, kernkompetenzen, fertigkeiten, kenntnisse und fahigkeiten, technische kenntnisse, besondere kenntnisse, fachkompetenzen, skills und tools, weitere kenntnisse, werkzeuge, edv,
		competences, competences techniques, competences cles, savoir faire, informatique, outils, expertises, aptitudes, competences professionnelles, competences informatiques, connaissances, savoir etre, logiciels, atouts,
		habilidades, competencias, conocimientos, aptitudes, habilidades tecnicas, competencias tecnicas, conocimientos tecnicos, informatica, conocimientos informaticos, destrezas, herramientas,
		competenze, capacita, abilita, competenze tecniche, competenze informatiche, conoscenze, capacita e competenze, conoscenze informatiche, strumenti, competenze professionali, competenze digitali,
		conhecimentos, habilidades tecnicas, aptidoes, competencias digitais, ferramentas, conhecimentos tecnicos, conhecimentos informaticos, aptidoes e competencias,
		vaardigheden, competenties, kennis, kennis en vaardigheden, technische vaardigheden, computervaardigheden, computerkennis, sterke punten, hulpmiddelen, it vaardigheden`,
		languages:    `languages, language skills, sprachen, sprachkenntnisse, fremdsprachen, langues, langues etrangeres, competences linguistiques, idiomas, lenguas, lingue, lingue straniere, competenze linguistiche, conoscenze linguistiche, linguas, conhecimentos linguisticos, competencias linguisticas, talen, talenkennis, taalvaardigheden, taalkennis`,
		projects:     `projects, selected projects, personal projects, side projects, key projects, open source, open source projects, academic projects, projekte, ausgewahlte projekte, eigene projekte, projekterfahrung, projets, projets personnels, realisations, proyectos, proyectos personales, progetti, progetti personali, projetos, projectos, projetos pessoais, projecten, eigen projecten`,
		publications: `publications, selected publications, papers, publikationen, veroffentlichungen, ausgewahlte publikationen, publications scientifiques, publicaciones, pubblicazioni, publicacoes, publicaties`,
		other: `certifications, certificates, licenses, licenses and certifications, licences, courses, awards, honors, honours, honors and awards, awards and honors, achievements, interests, hobbies, hobbies and interests, references, memberships, affiliations, professional memberships, patents, talks, conferences, presentations, additional information, other, links, activities, extracurricular activities, driving licence, accomplishments, grants, teaching, service, extra curricular activities, selected honors, invited talks, personal,
		zertifikate, zertifizierungen, kurse, auszeichnungen, preise, interessen, hobbys, hobbies und interessen, referenzen, mitgliedschaften, vortrage, patente, sonstiges, weiteres, fuhrerschein, stipendien, zusatzqualifikationen, interessen und hobbys, hobbys und interessen, erfolge, freizeit, links und profile,
		certifications et formations, certificats, cours, distinctions, prix, recompenses, centres d interet, centres d interets, loisirs, interets, references professionnelles, brevets, conferences, permis, permis de conduire, divers, informations complementaires, activites, bourses, adhesions,
		certificaciones, certificados, cursos, premios, reconocimientos, intereses, aficiones, referencias, publicaciones y charlas, otros, otros datos, permiso de conducir, carnet de conducir, informacion adicional, logros, actividades, charlas, becas,
		certificazioni, certificati, corsi, premi, riconoscimenti, interessi, hobby, referenze, altro, patente, patente di guida, informazioni aggiuntive, ulteriori informazioni, attivita, borse di studio,
		certificacoes, certificados e cursos, premios e distincoes, interesses, passatempos, outros, carta de conducao, informacoes adicionais, informacao adicional, conquistas, atividades, palestras, bolsas,
		certificaten, certificeringen, cursussen en certificaten, prijzen, onderscheidingen, interesses, hobbys, hobby s, referenties, lidmaatschappen, overige, overig, rijbewijs, nevenactiviteiten, prestaties`,
	}
})

// Words that tell a role, an organisation, a school and a degree, in the same
// languages; a word ends in "-" when it may go on, begins with "-" when it may
// be the end of a longer one.
const (
	roleWords = `engineer- developer- manager- director- analyst- consultant- designer- architect- scientist- nurse- teacher- assistant- intern specialist- lead coordinator- administrator- technician- officer- accountant- researcher- professor- lecturer- programmer- head chief cto ceo cfo coo vp president founder- cofounder co-founder owner supervisor- representative- executive- associate- advisor- trainee- apprentice- clerk- driver- operator- mechanic- electrician- chef cook waiter- cashier- salesperson seller- editor- writer- journalist- translator- tester- doctor physician- surgeon- pharmacist- therapist- lawyer- paralegal- secretary- receptionist- buyer- planner- controller- auditor- freelance- freelancer- contractor- student volunteer tutor- carer- postdoc- fellow scholar barista- bartender- sales
		-entwickler- -ingenieur- -leiter- -leiterin -berater- -mechaniker- -pfleger- -pflegerin -schwester -fachkraft -kaufmann -kauffrau -lehrer- -techniker- -assistent- -referent- -sachbearbeiter- praktikant- werkstudent- -mitarbeiter- -auszubildende- azubi -meister- -fuhrer- -elektroniker- -verkaufer- -fraser- -dreher- -schweisser- -maler- -maurer- -schlosser- -backer- -arzt -arztin geschaftsfuhrer- -buchhalter- dozent- -koch -kochin tischler- schreiner- -monteur- aushilfe- -beauftragte- -planer- -forscher- -informatiker- -manager-
		ingenieur- developpeur- developpeuse- chef- aide- cheffe- responsable- directeur- directrice- consultant- infirmier- infirmiere- technicien- charge- chargee- assistant- stagiaire- enseignant- comptable- vendeur- vendeuse- cuisinier- chercheur- chercheuse- analyste- concepteur- architecte- coordinateur- coordinatrice- conseiller- conducteur- gestionnaire- apprenti- alternant- redacteur- juriste- medecin- animateur-
		ingeniero- ingeniera- desarrollador- director- directora- gerente- jefe- jefa- analista- consultor- consultora- enfermero- enfermera- tecnico- tecnica- profesor- profesora- maestro- becario- becaria- coordinador- administrativo- administrativa- encargado- encargada- vendedor- camarero- cocinero- disenador- investigador- contable- dependiente- auxiliar- ayudante- asesor-
		ingegnere- sviluppatore- sviluppatrice- direttore- direttrice- responsabile- analista- consulente- infermiere- infermiera- tecnico- insegnante- docente- tirocinante- stagista- coordinatore- coordinatrice- impiegato- impiegata- addetto- addetta- commesso- cuoco- cameriere- progettista- ricercatore- ricercatrice- contabile- operaio- capo magazziniere- assistente-
		engenheiro- engenheira- desenvolvedor- programador- diretor- diretora- gestor- gestora- analista- enfermeiro- enfermeira- tecnico- professora- estagiario- estagiaria- coordenador- coordenadora- assistente- vendedor- cozinheiro- empregado- investigador- contabilista- designer- supervisor-
		-ingenieur- ontwikkelaar- programmeur- -leider- -manager- adviseur- verpleegkundige- docent- leraar- lerares- stagiair- stagiaire- medewerker- -medewerker- -begeleider- coordinator- -monteur- -beheerder- verkoper- kok onderzoeker- boekhouder- directeur- hoofd teamleider- analist- consultant- ontwerper- assistent- chauffeur-`
	orgWords    = `inc inc. ltd ltd. llc plc corp corp. gmbh ag kg ohg se ug e.v. mbh co. s.a. sa sas sarl s.l. sl s.r.l. srl s.p.a. spa lda lda. ltda bv b.v. nv n.v. company group labs laboratories systems solutions technologies partners holding holdings hospital infirmary clinic klinik -klinik klinikum -krankenhaus universitatsklinikum hopital chu clinique hospital ospedale clinica ziekenhuis bank banque banco banca ministry council stadtwerke stadt institut institute studio studios hotel restaurant agency agentur agence foundation stiftung fondation fundacion association verein`
	schoolWords = `university universitat -universitat universite universidad universita universidade universiteit college school schule -schule gymnasium -gymnasium hochschule -hochschule fachhochschule ecole lycee faculte instituto institut institute escuela facultad colegio scuola liceo istituto politecnico politecnica politecnica polytechnic polytechnique escola faculdade academy akademie academie academia hogeschool iut insa eth epfl tu mit ucl berufskolleg handwerkskammer conservatoire lyceum roc`
	degreeWords = `bachelor- master- phd ph.d ph.d. dphil doctor- doctorate bsc b.sc b.sc. msc m.sc m.sc. ba b.a b.a. ma m.a m.a. beng b.eng b.eng. meng m.eng m.eng. mba llb llm md bs b.s b.s. ms m.s m.s. mphil mres associate diploma certificate a-levels gcse gcses hnd
		diplom- abitur fachabitur ausbildung- berufsausbildung- staatsexamen magister promotion dr. mittlere realschulabschluss fachwirt- meister- lehre umschulung- ihk
		licence doctorat bts dut but baccalaureat bac cap bep diplome- master- mastere brevet
		grado licenciatura licenciado licenciada ingenieria doctorado bachillerato diplomatura tecnico master maestria fp
		laurea dottorato diploma maturita perito
		mestrado doutoramento doutorado bacharelato bacharelado licenciatura pos-graduacao ensino
		hbo wo mbo vwo havo vmbo ingenieur doctoraal propedeuse`
)

var vocabularies = sync.OnceValue(func() (v struct {
	titles                    map[string]kind
	role, org, school, degree *words
},
) {
	v.titles = map[string]kind{}
	for k, list := range titles() {
		for title := range strings.SplitSeq(list, ",") {
			v.titles[strings.TrimSpace(title)] = k
		}
	}
	v.role, v.org, v.school, v.degree = newWords(roleWords), newWords(orgWords), newWords(schoolWords), newWords(degreeWords)
	return v
})

// words is a list of words and their beginnings and ends.
type words struct {
	whole               map[string]bool
	starts, ends, parts []string
}

func newWords(list string) *words {
	w := &words{whole: map[string]bool{}}
	for word := range strings.FieldsSeq(list) {
		begins, ends := strings.HasSuffix(word, "-"), strings.HasPrefix(word, "-")
		word = strings.Trim(word, "-")
		switch {
		case begins && ends:
			w.parts = append(w.parts, word)
		case begins:
			w.starts = append(w.starts, word)
		case ends:
			w.ends = append(w.ends, word)
		default:
			w.whole[word] = true
		}
	}
	return w
}

// count is how many words of a folded text are in the list.
func (w *words) count(text string) int {
	n := 0
	for word := range strings.FieldsFuncSeq(fold(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/,()|:;*", r) }) {
		if w.has(word) || w.has(strings.TrimRight(word, ".")) {
			n++
		}
	}
	return n
}

func (w *words) has(word string) bool {
	if w.whole[word] {
		return true
	}
	for _, start := range w.starts {
		// At most a plural or a female form longer.
		if rest, ok := strings.CutPrefix(word, start); ok && len(rest) <= 4 {
			return true
		}
	}
	for _, end := range w.ends {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	for _, part := range w.parts {
		if i := strings.Index(word, part); i >= 0 && len(word)-i-len(part) <= 4 {
			return true
		}
	}
	return false
}

// fold writes a text in lower case without accents.
func fold(text string) string {
	ascii := true
	for i := 0; i < len(text); i++ {
		ascii = ascii && text[i] < 0x80
	}
	if ascii {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '’' || r == '‘':
			return '\''
		case r == '\u00a0' || r == '\u202f':
			return ' '
		}
		return r
	}, norm.NFD.String(strings.ToLower(strings.ReplaceAll(text, "ß", "ss"))))
}

// titleKind tells what a section is about from its title.
func titleKind(text string) (kind, bool) {
	folded := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '&' })
	for len(folded) > 0 && strings.Trim(folded[0], "0123456789") == "" { // "1. Experience"
		folded = folded[1:]
	}
	known := vocabularies().titles
	if joined := strings.Join(folded, ""); len(folded) > 3 && len(joined) == len(folded) { // "S K I L L S"
		k, ok := known[joined]
		return k, ok
	}
	if len(folded) == 0 || len(folded) > 7 {
		return "", false
	}
	if k, ok := known[strings.Join(folded, " ")]; ok {
		return k, true
	}
	// "Skills and Languages", "Formation & diplômes": two titles in one.
	for i, word := range folded {
		switch word {
		case "and", "und", "et", "y", "e", "en", "&":
			first, ok := known[strings.Join(folded[:i], " ")]
			second, also := known[strings.Join(folded[i+1:], " ")]
			switch {
			case ok && also && first == second:
				return first, true
			case ok && also && (first == skills || second == skills) && (first == languages || second == languages || first == other || second == other):
				return skills, true
			case ok && also:
				return first, true
			}
		}
	}
	return "", false
}
