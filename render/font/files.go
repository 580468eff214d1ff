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
	//go:embed files/GentiumBookPlus-Bold.ttf
	gentiumBookPlusBold []byte
	//go:embed files/GentiumBookPlus-BoldItalic.ttf
	gentiumBookPlusBoldItalic []byte
	//go:embed files/GentiumBookPlus-Italic.ttf
	gentiumBookPlusItalic []byte
	//go:embed files/GentiumBookPlus-Regular.ttf
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

// builtinFile returns the bytes of a file; do not change them. nil when the
// family has no such style.
func builtinFile(name string) []byte {
	switch name {
	case "DejaVuSansMono-Bold.ttf":
		return unpacked(dejaVuSansMonoBold)
	case "DejaVuSansMono-BoldItalic.ttf":
		return unpacked(dejaVuSansMonoBoldItalic)
	case "DejaVuSansMono-Italic.ttf":
		return unpacked(dejaVuSansMonoItalic)
	case "DejaVuSansMono-Regular.ttf":
		return unpacked(dejaVuSansMonoRegular)
	case "EBGaramond-Bold.ttf":
		return ebGaramondBold
	case "EBGaramond-BoldItalic.ttf":
		return ebGaramondBoldItalic
	case "EBGaramond-Italic.ttf":
		return ebGaramondItalic
	case "EBGaramond-Regular.ttf":
		return ebGaramondRegular
	case "GentiumBookPlus-Bold.ttf":
		return gentiumBookPlusBold
	case "GentiumBookPlus-BoldItalic.ttf":
		return gentiumBookPlusBoldItalic
	case "GentiumBookPlus-Italic.ttf":
		return gentiumBookPlusItalic
	case "GentiumBookPlus-Regular.ttf":
		return gentiumBookPlusRegular
	case "Lato-Bold.ttf":
		return latoBold
	case "Lato-BoldItalic.ttf":
		return latoBoldItalic
	case "Lato-Italic.ttf":
		return latoItalic
	case "Lato-Regular.ttf":
		return latoRegular
	case "LibertinusSerif-Bold.otf":
		return libertinusSerifBold
	case "LibertinusSerif-BoldItalic.otf":
		return libertinusSerifBoldItalic
	case "LibertinusSerif-Italic.otf":
		return libertinusSerifItalic
	case "LibertinusSerif-Regular.otf":
		return libertinusSerifRegular
	case "Mukta-Bold.ttf":
		return unpacked(muktaBold)
	case "Mukta-Regular.ttf":
		return unpacked(muktaRegular)
	case "NewCM10-Bold.otf":
		return newCM10Bold
	case "NewCM10-BoldItalic.otf":
		return newCM10BoldItalic
	case "NewCM10-Italic.otf":
		return newCM10Italic
	case "NewCM10-Regular.otf":
		return newCM10Regular
	case "NotoSans-Bold.ttf":
		return unpacked(notoSansBold)
	case "NotoSans-BoldItalic.ttf":
		return unpacked(notoSansBoldItalic)
	case "NotoSans-Italic.ttf":
		return unpacked(notoSansItalic)
	case "NotoSans-Regular.ttf":
		return unpacked(notoSansRegular)
	case "OpenSans-Bold.ttf":
		return unpacked(openSansBold)
	case "OpenSans-BoldItalic.ttf":
		return unpacked(openSansBoldItalic)
	case "OpenSans-Italic.ttf":
		return unpacked(openSansItalic)
	case "OpenSans-Regular.ttf":
		return unpacked(openSansRegular)
	case "OpenSauceSans-Bold.ttf":
		return unpacked(openSauceSansBold)
	case "OpenSauceSans-BoldItalic.ttf":
		return unpacked(openSauceSansBoldItalic)
	case "OpenSauceSans-Italic.ttf":
		return unpacked(openSauceSansItalic)
	case "OpenSauceSans-Regular.ttf":
		return unpacked(openSauceSansRegular)
	case "Poppins-Bold.ttf":
		return unpacked(poppinsBold)
	case "Poppins-BoldItalic.ttf":
		return unpacked(poppinsBoldItalic)
	case "Poppins-Italic.ttf":
		return unpacked(poppinsItalic)
	case "Poppins-Regular.ttf":
		return unpacked(poppinsRegular)
	case "Raleway-Bold.ttf":
		return ralewayBold
	case "Raleway-BoldItalic.ttf":
		return ralewayBoldItalic
	case "Raleway-Italic.ttf":
		return ralewayItalic
	case "Raleway-Regular.ttf":
		return ralewayRegular
	case "Roboto-Bold.ttf":
		return unpacked(robotoBold)
	case "Roboto-BoldItalic.ttf":
		return unpacked(robotoBoldItalic)
	case "Roboto-Italic.ttf":
		return unpacked(robotoItalic)
	case "Roboto-Regular.ttf":
		return unpacked(robotoRegular)
	case "SourceSans3-Bold.ttf":
		return sourceSans3Bold
	case "SourceSans3-BoldItalic.ttf":
		return sourceSans3BoldItalic
	case "SourceSans3-Italic.ttf":
		return sourceSans3Italic
	case "SourceSans3-Regular.ttf":
		return sourceSans3Regular
	case "Ubuntu-Bold.ttf":
		return ubuntuBold
	case "Ubuntu-BoldItalic.ttf":
		return ubuntuBoldItalic
	case "Ubuntu-Italic.ttf":
		return ubuntuItalic
	case "Ubuntu-Regular.ttf":
		return ubuntuRegular
	case "XCharter-Bold.otf":
		return xCharterBold
	case "XCharter-BoldItalic.otf":
		return xCharterBoldItalic
	case "XCharter-Italic.otf":
		return xCharterItalic
	case "XCharter-Regular.otf":
		return xCharterRegular
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
