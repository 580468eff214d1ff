package file_test

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/bespoke-cv/bespoke/offer"
	"github.com/bespoke-cv/bespoke/offer/file"
)

const posting = `Senior Data Engineer
Company: Northwind Labs
Salary: £55,000 – £65,000 per year

Requirements
- 5+ years with Python and SQL
- Experience with Kubernetes
`

func latin(text string) string {
	raw, err := charmap.ISO8859_15.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return raw
}

const page = `<h1>Senior Data Engineer</h1><p>Company: Northwind Labs</p><p>Salary: £55,000 – £65,000 per year</p>
<h2>Requirements</h2><ul><li>5+ years with Python and SQL</li><li>Experience with Kubernetes</li></ul>`

// TestEveryKindOfFileIsReadAsTheSameOffer gives one offer in each kind.
func TestEveryKindOfFileIsReadAsTheSameOffer(t *testing.T) {
	const mail = "From: Ada Example <ada@northwind.example>\r\nSubject: =?utf-8?q?Your_next_job_=E2=80=93_data?=\r\nMIME-Version: 1.0\r\n"
	quoted := strings.NewReplacer("£", "=C2=A3", "–", "=E2=80=93", "Python and", "Python =\r\nand").Replace
	for name, data := range map[string]string{
		"offer.txt":   posting,
		"bom.txt":     "\ufeff" + posting,
		"windows.txt": strings.ReplaceAll(posting, "\n", "\r\n"),
		"offer.html":  page,
		"plain.eml":   mail + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(posting),
		"base64.eml":  mail + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(posting)),
		"latin.eml":   mail + "Content-Type: text/plain; charset=ISO-8859-15\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + latin(strings.ReplaceAll(posting, "–", "-")),
		"both.eml": mail + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n" +
			"--inner\r\nContent-Type: text/plain\r\n\r\nPlease view this mail in a browser.\r\n" +
			"--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted(page) + "\r\n--inner--\r\n" +
			"--outer\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=terms.txt\r\n\r\nTerms of the agency\r\n--outer--\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			in, err := file.Read(t.Context(), name, []byte(data))
			require.NoError(t, err)
			parsed, err := offer.Parse(in)
			require.NoError(t, err)
			assert.Equal(t, "Northwind Labs", parsed.JobOffer.Company)
			require.NotNil(t, parsed.JobOffer.Salary, parsed.Text)
			assert.Equal(t, []any{55000.0, 65000.0, "GBP"}, []any{parsed.JobOffer.Salary.Min, parsed.JobOffer.Salary.Max, parsed.JobOffer.Salary.Currency})
			require.Len(t, parsed.JobOffer.Requirements, 2)
			assert.Equal(t, "5+ years with Python and SQL", parsed.JobOffer.Requirements[0].Quote.Text)
			if strings.HasSuffix(name, ".eml") {
				assert.Contains(t, parsed.Text, "Your next job – data")
				assert.NotContains(t, parsed.Text, "agency")
			}
		})
	}
}

// TestDocumentsAreReadLineByLine reads files that stand for offers: what counts
// is that words, titles and items come through.
func TestDocumentsAreReadLineByLine(t *testing.T) {
	for _, name := range []string{"nurse.pdf", "nurse.docx"} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		in, err := file.Read(t.Context(), name, data)
		require.NoError(t, err)
		assert.Contains(t, in.Text, "\n- ", name)
		parsed, err := offer.Parse(in)
		require.NoError(t, err)
		assert.Equal(t, "Staff Nurse, Acute Medicine", parsed.JobOffer.Title, "%s\n%s", name, in.Text)
		require.NotNil(t, parsed.JobOffer.Salary, name)
		assert.Equal(t, 31000.0, parsed.JobOffer.Salary.Min, name)
		assert.Len(t, parsed.JobOffer.Requirements, 3, "%s\n%s", name, in.Text)
	}
}

func TestWhatIsNoOfferIsToldWithTheWayOut(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want error
	}{
		"nothing":        {"", offer.ErrEmpty},
		"blanks":         {" \r\n\t", offer.ErrEmpty},
		"a broken PDF":   {"%PDF-1.7\n1 0 obj", offer.ErrBinary},
		"a broken DOCX":  {"PK\x03\x04nothing", offer.ErrBinary},
		"a picture":      {"\x89PNG\r\n\x1a\n\x00", offer.ErrBinary},
		"an empty mail":  {"Subject: x\nMIME-Version: 1.0\n\n", offer.ErrEmpty},
		"a mail of cuts": {"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed\n\n--", offer.ErrEmpty},
	} {
		_, err := file.Read(t.Context(), "offer", []byte(test.data))
		assert.ErrorIs(t, err, test.want, name)
	}
}

func TestGuessedCharsetsAreNoted(t *testing.T) {
	in, err := file.Read(t.Context(), "offer.txt", []byte(latin("Pay: £20 an hour")))
	require.NoError(t, err)
	assert.Equal(t, "Pay: £20 an hour", in.Text)
	assert.Equal(t, []string{"the offer is not UTF-8 and was read as Windows-1252"}, in.Notes)
}

// A text that begins with fields is no mail.
func TestTextsWithFieldsStayTexts(t *testing.T) {
	in, err := file.Read(t.Context(), "offer.txt", []byte(posting[len("Senior Data Engineer\n"):]))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(in.Text, "Company: Northwind Labs\n"), in.Text)
}

func FuzzRead(f *testing.F) {
	f.Add("offer.eml", "From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>a\n--x--\n")
	f.Add("offer.html", page)
	f.Fuzz(func(t *testing.T, name, data string) {
		in, err := file.Read(t.Context(), name, []byte(data))
		if err == nil {
			_, _ = offer.Parse(in)
		}
	})
}
