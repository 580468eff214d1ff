package pdf_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/bespoke-cv/bespoke/resume/pdf"
	"github.com/bespoke-cv/bespoke/resume/source"
)

func read(t testing.TB, file string) *source.Document {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	doc, err := pdf.Read(t.Context(), data)
	require.NoError(t, err)
	return doc
}

func lines(doc *source.Document) []string {
	all := make([]string, len(doc.Lines))
	for i, l := range doc.Lines {
		all[i] = doc.Slice(l.Span)
	}
	return all
}

func TestWordsOfOtherProgramsAreWhole(t *testing.T) {
	for file, want := range map[string][]string{
		// LaTeX: ligatures, hyphens at the ends of lines, two columns.
		"en-twocol.pdf": {
			"Chartered civil engineer with a difficult affection for retaining walls, culverts and efficient offices. Offers careful fieldwork, first-rate specifications and a sufficient amount of humour.",
			"Designed eleven culvert replacements under live traffic, each with a drainage management plan and a temporary diversion",
		},
		"fr-latex.pdf": {
			"Ingénieur en efficacité énergétique, spécialisé dans la réhabilitation de bâtiments scolaires et hospitaliers; j’affectionne les chantiers difficiles, les mesures vérifiables et les explications sans détour aux utilisateurs finaux.",
			"Audits énergétiques de quarante-deux établissements, avec instrumentation continue et restitution aux gestionnaires du patrimoine immobilier",
		},
		// Chromium: a column beside the main one, bullets that are drawn.
		"en-sidebar.pdf": {"Tabitha Okonjo", "Bell founding, long walks and short novels", "Forecasts for the trading desk"},
		// LibreOffice: tables, bullets of another font.
		"de-tabelle.pdf": {"Einführung eines Dokumentenmanagementsystems, Schulung von zwölf Kolleginnen und Kollegen"},
		// RenderCV with Typst.
		"en-rendercv.pdf": {"Mentor two junior engineers and run the weekly code reading hour"},
	} {
		got := lines(read(t, filepath.Join("../testdata/sources", file)))
		for _, line := range want {
			assert.Contains(t, got, line, file)
		}
	}
}

func TestColumnsAreReadOneAfterTheOther(t *testing.T) {
	text := strings.Join(lines(read(t, "../testdata/sources/en-sidebar.pdf")), "\n")
	assert.Less(t, strings.Index(text, "Terraform"), strings.Index(text, "Fenland Buses"))
	assert.Less(t, strings.Index(text, "Igbo: fluent"), strings.Index(text, "Data Engineer"))
}

func TestLinksKeepWhereTheyLead(t *testing.T) {
	doc := read(t, "../testdata/sources/en-rendercv.pdf")
	var addresses []string
	for _, l := range doc.Lines {
		for _, link := range doc.URLs(l.Span) {
			addresses = append(addresses, link.URL)
		}
	}
	assert.Contains(t, addresses, "https://github.com/priya-ramanholt-example")
}

// TestProtectedFiles: one that everybody may open is read, whatever its cipher;
// one that asks for a password is refused.
func TestProtectedFiles(t *testing.T) {
	want := lines(read(t, "../testdata/sources/de-tabelle.pdf"))
	for _, options := range [][]string{{"40", "--allow-weak-crypto"}, {"128", "--use-aes=n", "--allow-weak-crypto"}, {"128", "--use-aes=y", "--allow-weak-crypto"}, {"256"}} {
		for _, password := range []string{"", "secret"} {
			out := filepath.Join(t.TempDir(), "locked.pdf")
			arguments := []string{"--encrypt", password, "owner", options[0]}
			var general []string
			for _, option := range options[1:] {
				if strings.HasPrefix(option, "--use") {
					arguments = append(arguments, option)
				} else {
					general = append(general, option)
				}
			}
			command := exec.Command("qpdf", append(append(general, arguments...), "--", "../testdata/sources/de-tabelle.pdf", out)...)
			message, err := command.CombinedOutput()
			require.NoError(t, err, string(message))
			data, err := os.ReadFile(out)
			require.NoError(t, err)
			doc, err := pdf.Read(t.Context(), data)
			if password != "" {
				require.ErrorIs(t, err, pdf.ErrEncrypted, options)
				continue
			}
			require.NoError(t, err, options)
			assert.Equal(t, want, lines(doc), options)
		}
	}
}

// TestTextWithoutLettersIsTold: old LaTeX fonts are pictures without names.
func TestTextWithoutLettersIsTold(t *testing.T) {
	data, err := os.ReadFile("../testdata/refused/type3.pdf")
	require.NoError(t, err)
	_, err = pdf.Read(t.Context(), data)
	require.ErrorIs(t, err, pdf.ErrNoText)
	assert.ErrorContains(t, err, "do not say which letters")
}

func TestBrokenTablesDoNotMatter(t *testing.T) {
	data, err := os.ReadFile("../testdata/sources/de-tabelle.pdf")
	require.NoError(t, err)
	want := lines(read(t, "../testdata/sources/de-tabelle.pdf"))
	cut := data[:strings.LastIndex(string(data), "startxref")]
	doc, err := pdf.Read(t.Context(), append([]byte("junk before\n"), cut...))
	require.NoError(t, err)
	assert.Equal(t, want, lines(doc))
}

func FuzzRead(f *testing.F) {
	// Small ones: mutating whole files finds little.
	f.Add([]byte("%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Length 20>>\nstream\n2 0 <</Pages 3 0 R>>\nendstream\nendobj\ntrailer<</Root 2 0 R/Encrypt 4 0 R/ID[(a)]>>"))
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Pages 2 0 R>>\nendobj\n2 0 obj\n<</Contents 4 0 R/Rotate 90/Annots[<</Rect[0 0 9 9]/A<</URI(x)>>>>]/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>/Properties<</P<</ActualText(y)>>>>>>>>\nendobj\n4 0 obj\n<</Subtype/Form/Matrix[1 0 0 1 0 0]>>\nstream\n/Span/P BDC BT /F 9 Tf 1 0 0 1 9 9 Tm [(H)-300(i)]TJ T* ET EMC q /X Do Q\nendstream\nendobj\n5 0 obj\n<</Subtype/Type0/ToUnicode 6 0 R/DescendantFonts[<</W[1[5 6] 7 9 500]>>]>>\nendobj\n6 0 obj\n<<>>\nstream\n1 beginbfrange <00> <ff> <0041> endbfrange 1 beginbfchar <01> <0066006c> endbfchar\nendstream\nendobj\ntrailer<</Root 1 0 R>>"))
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>\nendobj\n4 0 obj\n<</Length 30>>\nstream\nBT /F 9 Tf 9 9 Td (Hi) Tj ET\nendstream\nendobj\n5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := pdf.Read(t.Context(), data)
		if err != nil {
			return
		}
		for _, line := range doc.Lines {
			_ = doc.Slice(line.Span)
		}
	})
}
