#!/bin/sh
# Fetches the built-in font files and their licences into ./files, unmodified,
# from the npm registry, Debian 12 and PyPI. Needs npm, apt-get, dpkg-deb, pip,
# unzip and 3 GB of temporary space; ./files is committed, so nobody needs to run this
# except to change the set.
set -eu
cd "$(dirname "$0")"
mkdir -p files
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# npm: package version, its file prefix, our file prefix. Four styles each.
google() {
	(cd "$work" && npm pack --silent "@expo-google-fonts/$1@$2" >/dev/null && tar xzf "expo-google-fonts-$1-$2.tgz")
	for style in Regular:400Regular Italic:400Regular_Italic Bold:700Bold BoldItalic:700Bold_Italic; do
		cp "$work/package/${style#*:}/$3_${style#*:}.ttf" "files/$3-${style%%:*}.ttf"
	done
	cp "$work/package/LICENSE_FONT" "files/$3.LICENSE.txt"
	rm -rf "$work/package"
}
google source-sans-3 0.4.1 SourceSans3
google raleway 0.4.2 Raleway
google eb-garamond 0.4.3 EBGaramond
google lato 0.4.1 Lato
google ubuntu 0.4.1 Ubuntu

# Debian: package, then files to keep as path:name.
debian() {
	package=$1
	shift
	(cd "$work" && apt-get download -q "$package" >/dev/null && dpkg-deb --fsys-tarfile "$package"_*.deb >data.tar && rm "$package"_*.deb)
	for file in "$@"; do
		tar xOf "$work/data.tar" "./${file%%:*}" >"files/${file#*:}"
	done
	rm "$work/data.tar"
}
share=usr/share
debian fonts-sil-gentiumplus \
	$share/fonts/truetype/gentiumplus/GentiumBookPlus-Regular.ttf:GentiumBookPlus-Regular.ttf \
	$share/fonts/truetype/gentiumplus/GentiumBookPlus-Bold.ttf:GentiumBookPlus-Bold.ttf \
	$share/doc/fonts-sil-gentiumplus/copyright:GentiumBookPlus.LICENSE.txt
debian fonts-dejavu-core \
	$share/fonts/truetype/dejavu/DejaVuSansMono.ttf:DejaVuSansMono-Regular.ttf \
	$share/doc/fonts-dejavu-core/copyright:DejaVuSansMono.LICENSE.txt
otf=$share/texlive/texmf-dist/fonts/opentype/public
debian texlive-fonts-extra \
	$otf/newcomputermodern/NewCM10-Regular.otf:NewCM10-Regular.otf \
	$otf/newcomputermodern/NewCM10-Italic.otf:NewCM10-Italic.otf \
	$otf/newcomputermodern/NewCM10-Bold.otf:NewCM10-Bold.otf \
	$otf/newcomputermodern/NewCM10-BoldItalic.otf:NewCM10-BoldItalic.otf \
	$otf/libertinus-fonts/LibertinusSerif-Regular.otf:LibertinusSerif-Regular.otf \
	$otf/libertinus-fonts/LibertinusSerif-Italic.otf:LibertinusSerif-Italic.otf \
	$otf/libertinus-fonts/LibertinusSerif-Bold.otf:LibertinusSerif-Bold.otf \
	$otf/libertinus-fonts/LibertinusSerif-BoldItalic.otf:LibertinusSerif-BoldItalic.otf

# PyPI: XCharter in the version that RenderCV ships.
(cd "$work" && pip download --quiet --no-deps rendercv-fonts==0.5.1 && unzip -q rendercv_fonts-0.5.1-*.whl)
for style in Regular Italic Bold BoldItalic; do
	cp "$work/rendercv_fonts/XCharter/XCharter-$style.otf" files/
done

# XCharter, NewCM10 and LibertinusSerif come without licence files; the ones
# in ./files hold the texts that their name tables and CTAN pages name.
