package offer_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/bespoke-cv/bespoke/schema"
)

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
		{"en", "Cairns QLD\n$125,000 to $145,000 per year", pay(125000, 145000, "AUD", schema.PerYear)},
		{"en", "Lloydminster, SK\n$29 to $33 per hour", pay(29, 33, "CAD", schema.PerHour)},
		{"en", "$3,600 to $4,500 SGD\nMonthly", pay(3600, 4500, "SGD", schema.PerMonth)},
		{"en", "$3,600 to $4,500 SGD\nMonthly team lunch", pay(3600, 4500, "SGD", "")},
		{"en", "Package: $125,000 to $145,000 plus super", pay(125000, 145000, "AUD", schema.PerYear)},
		{"en", "Wage: $24.10 - $27.85 hourly in Winnipeg, Manitoba", pay(24.1, 27.85, "CAD", schema.PerHour)},
		{"es", "Sueldo: $2,800 a $3,200 semanales", pay(2800, 3200, "MXN", schema.PerWeek)},
		{"it", "RAL da 24.000 a 29.000 €, un giorno alla settimana in smart working", pay(24000, 29000, eur, schema.PerYear)},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Equal(t, c.want, native(t, c.lang, "Fitter", c.text).Salary)
		})
	}
}

func TestAmountsThatAreNoSalary(t *testing.T) {
	for _, c := range []struct{ lang, text string }{
		{"en", "Self-employed, £400 a month rent for the room"},
		{"nl", "Kun je het nog niet, dan betalen wij de cursus (€ 1.850). De koffie is goed."},
		{"fr", "Rémunération selon la grille, prime de nuit de 118 €"},
		{"en", "Salary: £XX,XXX"},
		{"de", "Gehalt: 4X.XXX €"},
		{"en", "Competitive salary"},
		{"en", "We turned over £12 million last year"},
		{"en", "Refer a friend and earn a £500 bonus"},
		{"en", "Welcome bonus of £1,000 on joining"},
		{"en", "You will manage a budget of £250,000"},
		{"de", "Wir bieten 50 € Tankgutschein im Monat"},
		{"de", "Umsatz: 40 Mio. €"},
		{"fr", "Tickets restaurant à 9 € par jour"},
		{"nl", "Onze omzet is € 6 miljoen"},
		{"de", "Gegründet 1998, 2.500 Mitarbeiter"},
		{"en", "Salary paid monthly, 25 days holiday"},
		{"en", "Mileage is paid at £0.45 per mile"},
		{"en", "We raised $24,000,000 in our last round and the salary is competitive"},
	} {
		t.Run(c.text, func(t *testing.T) {
			assert.Nil(t, native(t, c.lang, "Fitter", c.text).Salary)
		})
	}
}
