package guard

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Words of one family say the same in another form.
func TestFamilies(t *testing.T) {
	for lang, groups := range map[string]string{
		"en": "select selecting selection selected; reconcile reconciliation reconciling; catalogue catalogued cataloguing; feed fed feeding; register registered registration; write wrote written writing; automate automation automated; monitor monitoring; diagnose diagnosed diagnosis",
		"de": "vergeben Vergabe vergibt; annehmen angenommen Annahme annahm; durchführen durchgeführt Durchführung; reinigen gereinigt Reinigung; herstellen hergestellt Herstellung; anpassen angepasst Anpassung; vertreten vertritt Vertretung Vertreter; dekorieren Dekoration dekoriert; planen geplant Planung; arbeiten gearbeitet; zuarbeiten zugearbeitet; warten gewartet Wartung; testen getestet",
		"fr": "rédiger rédaction rédigé; accueillir accueil; préparer préparation préparé; entretenir entretien; nettoyer nettoyage; former formation formé",
		"es": "atender atención atendido; limpiar limpieza; revisar revisión revisado; formar formación; conducir conducción",
		"it": "predisporre predisposizione predisposto; redigere redazione redatto; vendere vendita; preparare preparazione preparato; pulire pulizia",
		"pt": "preparar preparação preparado; conferir conferência; limpar limpeza; medir medição; atender atendimento",
		"nl": "aanleggen aangelegd aanleg; snoeien gesnoeid; oppotten opgepot; sorteren gesorteerd; onderhouden onderhoud; plannen gepland planning; verkopen verkocht verkoop; begeleiden begeleid begeleiding",
	} {
		for group := range strings.SplitSeq(groups, ";") {
			words := strings.Fields(group)
			for _, word := range words[1:] {
				assert.Equal(t, wordOf(words[0], lang).family, wordOf(word, lang).family, "%s: %s, %s", lang, words[0], word)
			}
		}
	}
}

// Words that only look alike keep apart.
func TestFamiliesKeepApart(t *testing.T) {
	for lang, pairs := range map[string]string{
		"en": "train trade; contract contact; market mark; stock stop; patient patent; manual manage; port report; form inform",
		"de": "vergeben angeben; Annahme Aufnahme; verkaufen einkaufen; bauen backen; führen fahren; vertreten vertragen",
		"nl": "verkopen inkopen; aanleggen opleggen; bouwen houden",
		"fr": "vendre rendre; former fermer",
		"es": "comprar comparar",
	} {
		for pair := range strings.SplitSeq(pairs, ";") {
			words := strings.Fields(pair)
			assert.NotEqual(t, wordOf(words[0], lang).family, wordOf(words[1], lang).family, "%s: %s", lang, pair)
		}
	}
}
