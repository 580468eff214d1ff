package offer

import (
	"slices"
	"strings"
)

// Kinds of organisations, by which a run of words is told to be the name of one.

var agencyName = pattern(`(?i)recruit|staffing|personal(?:dienst|service|vermittlung|beratung|management|leasing|partner)?\b|personal|interim|intérim|\bett\b|headhunt|uitzend|detacher|talent|search|zeitarbeit|agenzia|resourc|selecci|selezion|seleção|consult(?:ing|ants|oría)? rh|\brh\b|\bhr\b|manpower|workforce|trabajo temporal|trabalho temporário|werving|recursos humanos|jobs?\b|careers?|bemiddeling`)

// agencyAround reports whether the name itself, or words right behind it, say
// that it is an agency.
func (d *document) agencyAround(start, end int) bool {
	name := d.text[start:end]
	if holdsAny(name, agencySigns...) || upper(name) && slices.ContainsFunc(agencySigns, func(sign string) bool { return len(sign) > 4 && strings.Contains(name, strings.ToUpper(sign)) }) {
		return true
	}
	behind := fold(d.text[end:min(len(d.text), end+120)])
	return holdsAny(behind, "employment agency", "employment business", "recruitment agenc", "recruitment consult", "recruitment business", "recruitment compan", "recruitment firm", "recruitment special", "recruitment partner", "is a recruitment", "recruiter", "agence d interim", "agence d'interim", "agenzia per il lavoro", "agenzia di somministrazione", "personaldienstleister", "empresa de trabajo temporal", "uitzendbureau", "empresa de trabalho temporario", "zeitarbeit")
}

// agencySigns are in the names of agencies.
var agencySigns = []string{"recruitment", "Recruitment", "Recruiting", "Staffing", "Personnel", "RRHH", "Headhunt", "Recruiters", "Resourcing", "HR Services", "Workforce", "Personaldienst", "Personalservice", "Arbeitsvermittlung", "Personalvermittlung", "Zeitarbeit", "Intérim", "Interim", "Recrutement", "RECRUTEMENT", "ETT", "Selección", "Uitzend", "Trabajo Temporal", "Agenzia per il Lavoro", "Recursos Humanos", "Executive Search"}

// commonKind reports whether a word is a kind of organisation.
func (d *document) commonKind(i int) bool {
	word := d.tokens[i].fold
	if organisationKinds[word] {
		return true
	}
	return len(word) > 6 && slices.ContainsFunc(organisationEndings, func(ending string) bool { return strings.HasSuffix(word, ending) })
}

// articled are the kinds that a sentence puts an article before which is no
// part of the name: "La Clinique des Lilas", but "L'Auberge des Tilleuls".
var articled = wordSet("office ministry department bureau agency authority commission society museum library parish diocese asbl vzw association sarl sas eurl scop ong oeuvre federation federacion federazione federacao union mutuelle university college council city county trust foundation institute association clinique mairie commune ville societe groupe residence boulangerie librairie restaurant hotel cabinet entreprise residencia clinica empresa grupo fundacion universidad ayuntamiento academia hospital cooperativa gruppo fondazione azienda comune gemeente stichting scholengroep creche ehpad lycee pharmacie agence domaine rsa universite universita fondation residencia supermercati consorzio colegio instituto escuela istituto ospedale cooperativa centro hospital escola camara associacao fundacao")

// ofKind reports whether a name starts or ends with a kind of organisation.
func (d *document) ofKind(start, end int) bool {
	words := d.wordsIn(start, end)
	if len(words) < 2 {
		return false
	}
	return organisationKinds[words[0].fold] || organisationKinds[words[len(words)-1].fold] || familyFirm().MatchString(d.text[start:end]) || words[0].fold == "the" || hasForm(d.text[start:end])
}

// organisationEndings end German and Dutch words for kinds of organisations.
var organisationEndings = []string{"service", "bau", "technik", "haus", "werk", "werke", "betrieb", "betriebe", "kanzlei", "praxis", "zentrum", "heim", "verein", "verband", "schule", "klinik", "klinikum", "gruppe", "kantoor", "bedrijf", "groep", "school", "zorg", "techniek", "reinigung", "logistik", "verwaltung", "genossenschaft", "backerei", "metzgerei", "gaststatte", "apotheke", "kirchengemeinde", "handel"}

var organisationKinds = wordSet(`musee museo museu conservatoire orchestre escola universitat hochschule fachhochschule universite universita universidade universiteit fondation supermercati supermercato supermarche fontaneria carpinteria clinique rsa domaine chateau bodega manoir agence agencia agenzia hospice vets veterinary consorzio centre centro center university college school hospital clinic council city county trust foundation group institute association clinique mairie commune ville association societe groupe maison residence boulangerie brasserie librairie restaurant hotel cabinet entreprise residencia clinica empresa grupo fundacion universidad ayuntamiento academia hospital clinica cooperativa gruppo fondazione azienda comune studio gemeente stichting scholengroep
		casa villa trattoria ristorante albergo asilo istituto farmacia scuola panificio officina ospedale ferme auberge ehpad ecole lycee creche garage pharmacie domaine chateau hostellerie transports etablissements ets entreprises menuiserie laiterie fromagerie imprimerie charpenterie blanchisserie traiteur bistrot bistro chocolaterie patisserie camping
		colegio escuela taller talleres bodega bodegas farmacia hotel panaderia despacho asesoria gestoria transportes construcciones instalaciones hostal bar cafe escola farmacia oficina padaria clube camara junta santa colegio quinta
		gasthof gasthaus hotel cafe backerei baeckerei metzgerei kanzlei praxis klinik klinikum stadt gemeinde landkreis verein stiftung autohaus schreinerei tischlerei zimmerei elektro malerbetrieb spedition weingut evangelische katholische diakonie caritas awo
		bakkerij slagerij garage basisschool ziekenhuis huisartsenpraktijk apotheek praktijk waterschap provincie loodgietersbedrijf schildersbedrijf transportbedrijf bouwbedrijf
		cantina fattoria agriturismo masseria frantoio pasticceria gelateria pizzeria macelleria lavanderia tipografia cartiera vivaio carrozzeria falegnameria enoteca osteria locanda birrificio caseificio salumificio oleificio cantiere autoscuola ottica gioielleria libreria edicola ferramenta segheria conceria acciaieria fonderia
		pescaderia carniceria pasteleria fruteria floristeria libreria ferreteria papeleria peluqueria lavanderia imprenta almazara cerveceria cafeteria restaurante asador marisqueria parador balneario polideportivo guarderia residencia mutua notaria optica joyeria cooperativa granja finca ganaderia vivero camping
		pastelaria talho mercearia livraria florista papelaria cabeleireiro lavandaria tipografia cervejaria restaurante tasca pousada residencial creche jardim misericordia mutua notario otica joalharia quintas herdade adega lar colegio externato clinica laboratorio rede
		boucherie charcuterie poissonnerie epicerie fleuriste jardinerie papeterie opticien bijouterie plomberie serrurerie couverture maconnerie carrelage peinture electricite scierie brasserie cave distillerie moulin fonderie fonderies verrerie tannerie abattoir pepiniere pepinieres haras gite residence foyer halte fournil atelier ateliers compagnie theatre festival mutuelle institut laboratoire laboratoires hopital polyclinique centre
		fleischerei konditorei gartnerei baumschule blumenhaus mobelhaus kaufhaus hofladen biohof bauernhof winzerhof weinhaus brauerei brennerei muhle molkerei kaserei druckerei glaserei schlosserei sattlerei polsterei dachdeckerei klempnerei fahrschule tanzschule musikschule kindergarten kita krippe seniorenheim pflegedienst sozialstation sanitatshaus optik reisebuero reederei werft pension landhotel berghotel alpenhotel jugendherberge museum theater verlag buchhandlung
		fietsenmaker slijterij viswinkel kaashandel bloemist boekhandel drukkerij brouwerij kwekerij boomkwekerij manege camping jachthaven rederij scheepswerf restaurant eetcafe brasserie strandpaviljoen kinderopvang kinderdagverblijf bso makelaardij notariskantoor advocatenkantoor accountantskantoor dierenkliniek tandartspraktijk fysiotherapie
		hospice lodge inn tavern brasserie bistro butchers joiners stables kennels orchard vineyard distillery mill foundry shipyard boatyard marina nurseries library society club leisure cinema salon spa pharmacy opticians academy nursery care home surgery practice dental farm estates bakery brewery church parish nhs borough housing charity museum gallery theatre labs studio studios bros brothers partners solutions systems technologies logistics engineering services consulting holdings industries foods energy motors homes instruments analytics`)
