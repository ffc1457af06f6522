// Package mediatest makes small files of every type that a chart takes, and
// some that it does not, for tests.
package mediatest

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
)

// Place is what the pictures made here tell of where they were taken: it must
// not be found in a clean copy.
const Place = "N9.9312E76.2673"

// Orientation is the one thing of their Exif that must be.
const Orientation = 6

// EICAR is the test file that every scanner knows, made when it is asked for,
// so that no scanner takes a source or a binary for it.
func EICAR() []byte {
	return []byte(strings.Join([]string{`X5O!P%@AP[4\PZX54(P^)7CC)7}`, `$EICAR-STANDARD-ANTIVIRUS-`, `TEST-FILE!$H+H*`}, ""))
}

// PDF returns a document of one page. what stands in it as further objects.
func PDF(what ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	objects := append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
	}, what...)
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return b.Bytes()
}

// Exif returns TIFF data with the orientation and a place.
func Exif(order binary.ByteOrder) []byte {
	var b bytes.Buffer
	if order == binary.ByteOrder(binary.LittleEndian) {
		b.WriteString("II*\x00")
	} else {
		b.WriteString("MM\x00*")
	}
	put := func(v any) { _ = binary.Write(&b, order, v) }
	put(uint32(8))
	put(uint16(2))
	put([]uint16{0x0112, 3})
	put(uint32(1))
	put([]uint16{Orientation, 0})
	put([]uint16{0x8825, 4}) // GPS
	put(uint32(1))
	put(uint32(38))
	put(uint32(0))
	b.WriteString(Place)
	return b.Bytes()
}

func picture() image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for x := range 40 {
		for y := range 30 {
			m.Set(x, y, color.NRGBA{uint8(x * 6), uint8(y * 8), 90, 255})
		}
	}
	return m
}

// Segment is a segment of a JPEG file.
func Segment(marker byte, body string) []byte {
	n := len(body) + 2
	return append([]byte{0xff, marker, byte(n >> 8), byte(n)}, body...) //nolint:gosec // small
}

// JPEG returns a photo of 40 by 30 pixels with Exif, XMP, IPTC and a comment.
func JPEG() []byte {
	plain := PlainJPEG()
	out := bytes.Clone(plain[:2])
	out = append(out, Segment(0xe1, "Exif\x00\x00"+string(Exif(binary.LittleEndian)))...)
	out = append(out, Segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+Place+"</x:xmpmeta>")...)
	out = append(out, Segment(0xed, "Photoshop 3.0\x00"+Place)...)
	out = append(out, Segment(0xfe, "taken at "+Place)...)
	return append(out, plain[2:]...)
}

// PlainJPEG returns the same photo with nothing but the picture.
func PlainJPEG() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Chunk is a chunk of a PNG file.
func Chunk(name, body string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body))) //nolint:gosec // small
	b = append(b, name+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
}

// PNG returns a picture of 40 by 30 pixels with Exif and texts.
func PNG() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		panic(err)
	}
	const header = 8 + 25
	out := bytes.Clone(b.Bytes()[:header])
	out = append(out, Chunk("eXIf", string(Exif(binary.BigEndian)))...)
	out = append(out, Chunk("tEXt", "Location\x00"+Place)...)
	out = append(out, Chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+Place)...)
	return append(out, b.Bytes()[header:]...)
}

// HugePNG says that it has 65,535 by 65,535 pixels.
func HugePNG() []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	out = append(out, Chunk("IHDR", "\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00")...)
	out = append(out, Chunk("IDAT", "x")...)
	return append(out, Chunk("IEND", "")...)
}

// RIFF is a chunk of a WebP file.
func RIFF(name, body string) string {
	b := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body //nolint:gosec // small
	if len(body)%2 == 1 {
		b += "\x00"
	}
	return b
}

// WebP returns a picture of one pixel with Exif and XMP.
func WebP() []byte {
	plain, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		panic(err)
	}
	body := "WEBP" + RIFF("VP8X", "\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00") + string(plain[12:]) +
		RIFF("EXIF", string(Exif(binary.LittleEndian))) + RIFF("XMP ", "<x>"+Place+"</x>")
	return []byte(RIFF("RIFF", body))
}

// Box is a box of a HEIC file.
func Box(name, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body //nolint:gosec // small
}

// HEIC returns the skeleton of a photo: its boxes, an Exif item, and no picture.
func HEIC() []byte {
	ftyp := Box("ftyp", "heic\x00\x00\x00\x00mif1heic")
	item := "\x00\x00\x00\x06Exif\x00\x00" + string(Exif(binary.BigEndian))
	meta := func(at int) string {
		infe := func(id byte, kind string) string {
			return Box("infe", "\x02\x00\x00\x00\x00"+string(id)+"\x00\x00"+kind+"\x00")
		}
		iloc := "\x00\x00\x00\x00\x44\x00\x00\x01\x00\x02\x00\x00\x00\x01" +
			string(binary.BigEndian.AppendUint32(nil, uint32(at))) + string(binary.BigEndian.AppendUint32(nil, uint32(len(item)))) //nolint:gosec // small
		return Box("meta", "\x00\x00\x00\x00"+Box("iinf", "\x00\x00\x00\x00\x00\x02"+infe(1, "hvc1")+infe(2, "Exif"))+
			Box("iloc", iloc)+Box("iprp", Box("ipco", Box("ispe", "\x00\x00\x00\x00\x00\x00\x0f\xc0\x00\x00\x0b\xd0"))))
	}
	at := len(ftyp) + len(meta(0)) + 8
	return []byte(ftyp + meta(at) + Box("mdat", item+"picture"))
}

// DICOM returns a file with the preamble, filled up with zeros.
func DICOM(preamble string) []byte {
	head := make([]byte, 128)
	copy(head, preamble)
	return append(head, "DICM\x02\x00\x00\x00UL\x04\x00\x10\x00\x00\x00\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\x00"...)
}

// ZIP returns the smallest archive: one without entries.
func ZIP() []byte { return append([]byte("PK\x05\x06"), make([]byte, 18)...) }
