#!/bin/sh
# Fetches the built-in font files and their licences into ./files, unmodified,
# from the npm registry and from Debian 12. Needs npm, apt-get, dpkg-deb and
# 600 MB of temporary space; ./files is committed, so nobody needs to run this
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
	$otf/xcharter/XCharter-Roman.otf:XCharter-Regular.otf \
	$otf/xcharter/XCharter-Italic.otf:XCharter-Italic.otf \
	$otf/xcharter/XCharter-Bold.otf:XCharter-Bold.otf \
	$otf/xcharter/XCharter-BoldItalic.otf:XCharter-BoldItalic.otf \
	$otf/newcomputermodern/NewCM10-Regular.otf:NewCM10-Regular.otf \
	$otf/newcomputermodern/NewCM10-Italic.otf:NewCM10-Italic.otf \
	$otf/newcomputermodern/NewCM10-Bold.otf:NewCM10-Bold.otf \
	$otf/newcomputermodern/NewCM10-BoldItalic.otf:NewCM10-BoldItalic.otf \
	$otf/libertinus-fonts/LibertinusSerif-Regular.otf:LibertinusSerif-Regular.otf \
	$otf/libertinus-fonts/LibertinusSerif-Italic.otf:LibertinusSerif-Italic.otf \
	$otf/libertinus-fonts/LibertinusSerif-Bold.otf:LibertinusSerif-Bold.otf \
	$otf/libertinus-fonts/LibertinusSerif-BoldItalic.otf:LibertinusSerif-BoldItalic.otf
# XCharter, NewCM10 and LibertinusSerif: the package has no licence files of
# theirs; ./files holds the texts that their name tables and CTAN pages name.
