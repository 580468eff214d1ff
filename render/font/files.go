package font

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

// The font files, each as a variable of its own: an embed.FS would copy a file
// onto the heap to give its bytes. Those of families that no theme uses by
// itself are packed, and unpacked when a CV names one.
var (
	//go:embed files/DejaVuSansMono-Bold.ttf.gz
	dejaVuSansMonoBold []byte
	//go:embed files/DejaVuSansMono-BoldItalic.ttf.gz
	dejaVuSansMonoBoldItalic []byte
	//go:embed files/DejaVuSansMono-Italic.ttf.gz
	dejaVuSansMonoItalic []byte
	//go:embed files/DejaVuSansMono-Regular.ttf.gz
	dejaVuSansMonoRegular []byte
	//go:embed files/EBGaramond-Bold.ttf
	ebGaramondBold []byte
	//go:embed files/EBGaramond-BoldItalic.ttf
	ebGaramondBoldItalic []byte
	//go:embed files/EBGaramond-Italic.ttf
	ebGaramondItalic []byte
	//go:embed files/EBGaramond-Regular.ttf
	ebGaramondRegular []byte
	//go:embed files/GentiumBookPlus-Bold.ttf.gz
	gentiumBookPlusBold []byte
	//go:embed files/GentiumBookPlus-BoldItalic.ttf.gz
	gentiumBookPlusBoldItalic []byte
	//go:embed files/GentiumBookPlus-Italic.ttf.gz
	gentiumBookPlusItalic []byte
	//go:embed files/GentiumBookPlus-Regular.ttf.gz
	gentiumBookPlusRegular []byte
	//go:embed files/Lato-Bold.ttf
	latoBold []byte
	//go:embed files/Lato-BoldItalic.ttf
	latoBoldItalic []byte
	//go:embed files/Lato-Italic.ttf
	latoItalic []byte
	//go:embed files/Lato-Regular.ttf
	latoRegular []byte
	//go:embed files/LibertinusSerif-Bold.otf
	libertinusSerifBold []byte
	//go:embed files/LibertinusSerif-BoldItalic.otf
	libertinusSerifBoldItalic []byte
	//go:embed files/LibertinusSerif-Italic.otf
	libertinusSerifItalic []byte
	//go:embed files/LibertinusSerif-Regular.otf
	libertinusSerifRegular []byte
	//go:embed files/Mukta-Bold.ttf.gz
	muktaBold []byte
	//go:embed files/Mukta-Regular.ttf.gz
	muktaRegular []byte
	//go:embed files/NewCM10-Bold.otf
	newCM10Bold []byte
	//go:embed files/NewCM10-BoldItalic.otf
	newCM10BoldItalic []byte
	//go:embed files/NewCM10-Italic.otf
	newCM10Italic []byte
	//go:embed files/NewCM10-Regular.otf
	newCM10Regular []byte
	//go:embed files/NotoSans-Bold.ttf.gz
	notoSansBold []byte
	//go:embed files/NotoSans-BoldItalic.ttf.gz
	notoSansBoldItalic []byte
	//go:embed files/NotoSans-Italic.ttf.gz
	notoSansItalic []byte
	//go:embed files/NotoSans-Regular.ttf.gz
	notoSansRegular []byte
	//go:embed files/OpenSans-Bold.ttf.gz
	openSansBold []byte
	//go:embed files/OpenSans-BoldItalic.ttf.gz
	openSansBoldItalic []byte
	//go:embed files/OpenSans-Italic.ttf.gz
	openSansItalic []byte
	//go:embed files/OpenSans-Regular.ttf.gz
	openSansRegular []byte
	//go:embed files/OpenSauceSans-Bold.ttf.gz
	openSauceSansBold []byte
	//go:embed files/OpenSauceSans-BoldItalic.ttf.gz
	openSauceSansBoldItalic []byte
	//go:embed files/OpenSauceSans-Italic.ttf.gz
	openSauceSansItalic []byte
	//go:embed files/OpenSauceSans-Regular.ttf.gz
	openSauceSansRegular []byte
	//go:embed files/Poppins-Bold.ttf.gz
	poppinsBold []byte
	//go:embed files/Poppins-BoldItalic.ttf.gz
	poppinsBoldItalic []byte
	//go:embed files/Poppins-Italic.ttf.gz
	poppinsItalic []byte
	//go:embed files/Poppins-Regular.ttf.gz
	poppinsRegular []byte
	//go:embed files/Raleway-Bold.ttf
	ralewayBold []byte
	//go:embed files/Raleway-BoldItalic.ttf
	ralewayBoldItalic []byte
	//go:embed files/Raleway-Italic.ttf
	ralewayItalic []byte
	//go:embed files/Raleway-Regular.ttf
	ralewayRegular []byte
	//go:embed files/Roboto-Bold.ttf.gz
	robotoBold []byte
	//go:embed files/Roboto-BoldItalic.ttf.gz
	robotoBoldItalic []byte
	//go:embed files/Roboto-Italic.ttf.gz
	robotoItalic []byte
	//go:embed files/Roboto-Regular.ttf.gz
	robotoRegular []byte
	//go:embed files/SourceSans3-Bold.ttf
	sourceSans3Bold []byte
	//go:embed files/SourceSans3-BoldItalic.ttf
	sourceSans3BoldItalic []byte
	//go:embed files/SourceSans3-Italic.ttf
	sourceSans3Italic []byte
	//go:embed files/SourceSans3-Regular.ttf
	sourceSans3Regular []byte
	//go:embed files/Ubuntu-Bold.ttf
	ubuntuBold []byte
	//go:embed files/Ubuntu-BoldItalic.ttf
	ubuntuBoldItalic []byte
	//go:embed files/Ubuntu-Italic.ttf
	ubuntuItalic []byte
	//go:embed files/Ubuntu-Regular.ttf
	ubuntuRegular []byte
	//go:embed files/XCharter-Bold.otf
	xCharterBold []byte
	//go:embed files/XCharter-BoldItalic.otf
	xCharterBoldItalic []byte
	//go:embed files/XCharter-Italic.otf
	xCharterItalic []byte
	//go:embed files/XCharter-Regular.otf
	xCharterRegular []byte
)

// files names the variables by their files. It holds pointers, which the
// compiler lays out by itself; a map would be filled whenever the program starts.
var files = []struct {
	name string
	data *[]byte
}{
	{"DejaVuSansMono-Bold.ttf.gz", &dejaVuSansMonoBold},
	{"DejaVuSansMono-BoldItalic.ttf.gz", &dejaVuSansMonoBoldItalic},
	{"DejaVuSansMono-Italic.ttf.gz", &dejaVuSansMonoItalic},
	{"DejaVuSansMono-Regular.ttf.gz", &dejaVuSansMonoRegular},
	{"EBGaramond-Bold.ttf", &ebGaramondBold},
	{"EBGaramond-BoldItalic.ttf", &ebGaramondBoldItalic},
	{"EBGaramond-Italic.ttf", &ebGaramondItalic},
	{"EBGaramond-Regular.ttf", &ebGaramondRegular},
	{"GentiumBookPlus-Bold.ttf.gz", &gentiumBookPlusBold},
	{"GentiumBookPlus-BoldItalic.ttf.gz", &gentiumBookPlusBoldItalic},
	{"GentiumBookPlus-Italic.ttf.gz", &gentiumBookPlusItalic},
	{"GentiumBookPlus-Regular.ttf.gz", &gentiumBookPlusRegular},
	{"Lato-Bold.ttf", &latoBold},
	{"Lato-BoldItalic.ttf", &latoBoldItalic},
	{"Lato-Italic.ttf", &latoItalic},
	{"Lato-Regular.ttf", &latoRegular},
	{"LibertinusSerif-Bold.otf", &libertinusSerifBold},
	{"LibertinusSerif-BoldItalic.otf", &libertinusSerifBoldItalic},
	{"LibertinusSerif-Italic.otf", &libertinusSerifItalic},
	{"LibertinusSerif-Regular.otf", &libertinusSerifRegular},
	{"Mukta-Bold.ttf.gz", &muktaBold},
	{"Mukta-Regular.ttf.gz", &muktaRegular},
	{"NewCM10-Bold.otf", &newCM10Bold},
	{"NewCM10-BoldItalic.otf", &newCM10BoldItalic},
	{"NewCM10-Italic.otf", &newCM10Italic},
	{"NewCM10-Regular.otf", &newCM10Regular},
	{"NotoSans-Bold.ttf.gz", &notoSansBold},
	{"NotoSans-BoldItalic.ttf.gz", &notoSansBoldItalic},
	{"NotoSans-Italic.ttf.gz", &notoSansItalic},
	{"NotoSans-Regular.ttf.gz", &notoSansRegular},
	{"OpenSans-Bold.ttf.gz", &openSansBold},
	{"OpenSans-BoldItalic.ttf.gz", &openSansBoldItalic},
	{"OpenSans-Italic.ttf.gz", &openSansItalic},
	{"OpenSans-Regular.ttf.gz", &openSansRegular},
	{"OpenSauceSans-Bold.ttf.gz", &openSauceSansBold},
	{"OpenSauceSans-BoldItalic.ttf.gz", &openSauceSansBoldItalic},
	{"OpenSauceSans-Italic.ttf.gz", &openSauceSansItalic},
	{"OpenSauceSans-Regular.ttf.gz", &openSauceSansRegular},
	{"Poppins-Bold.ttf.gz", &poppinsBold},
	{"Poppins-BoldItalic.ttf.gz", &poppinsBoldItalic},
	{"Poppins-Italic.ttf.gz", &poppinsItalic},
	{"Poppins-Regular.ttf.gz", &poppinsRegular},
	{"Raleway-Bold.ttf", &ralewayBold},
	{"Raleway-BoldItalic.ttf", &ralewayBoldItalic},
	{"Raleway-Italic.ttf", &ralewayItalic},
	{"Raleway-Regular.ttf", &ralewayRegular},
	{"Roboto-Bold.ttf.gz", &robotoBold},
	{"Roboto-BoldItalic.ttf.gz", &robotoBoldItalic},
	{"Roboto-Italic.ttf.gz", &robotoItalic},
	{"Roboto-Regular.ttf.gz", &robotoRegular},
	{"SourceSans3-Bold.ttf", &sourceSans3Bold},
	{"SourceSans3-BoldItalic.ttf", &sourceSans3BoldItalic},
	{"SourceSans3-Italic.ttf", &sourceSans3Italic},
	{"SourceSans3-Regular.ttf", &sourceSans3Regular},
	{"Ubuntu-Bold.ttf", &ubuntuBold},
	{"Ubuntu-BoldItalic.ttf", &ubuntuBoldItalic},
	{"Ubuntu-Italic.ttf", &ubuntuItalic},
	{"Ubuntu-Regular.ttf", &ubuntuRegular},
	{"XCharter-Bold.otf", &xCharterBold},
	{"XCharter-BoldItalic.otf", &xCharterBoldItalic},
	{"XCharter-Italic.otf", &xCharterItalic},
	{"XCharter-Regular.otf", &xCharterRegular},
}

// builtinFile returns the bytes of a file; do not change them. nil when the
// family has no such style.
func builtinFile(name string) []byte {
	packed := name + ".gz"
	for _, file := range files {
		switch file.name {
		case name:
			return *file.data
		case packed:
			return unpacked(*file.data)
		}
	}
	return nil
}

// unpacked is a packed file as it was; nil when it is damaged, which a test
// rules out.
func unpacked(packed []byte) []byte {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(reader)
	if err != nil {
		return nil
	}
	return data
}
