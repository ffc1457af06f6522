package media_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files/media"
	"github.com/chartshare/chartshare/internal/files/media/mediatest"
)

var whole = map[string][]byte{
	"application/pdf": mediatest.PDF(), "image/jpeg": mediatest.JPEG(), "image/png": mediatest.PNG(),
	"image/webp": mediatest.WebP(), "image/heic": mediatest.HEIC(), "application/dicom": mediatest.DICOM(""),
}

func TestEveryFormatIsReadAndNoOtherIsTakenForIt(t *testing.T) {
	if len(whole) != len(clinic.FileFormats) {
		t.Fatalf("%d formats are tried, want %d", len(whole), len(clinic.FileFormats))
	}
	for _, format := range clinic.FileFormats {
		for of, data := range whole {
			_, err := media.Read(format.ContentType, data)
			refusal, _ := media.RefusalOf(err)
			if of == format.ContentType && err != nil {
				t.Errorf("Read(%s) = %v, want it clean", of, err)
			}
			if of != format.ContentType && refusal != clinic.RefusedWrongType {
				t.Errorf("a %s as %s: %v, want wrong_type", of, format.ContentType, err)
			}
		}
	}
}

func TestTheSizeOfAPictureIsRead(t *testing.T) {
	for of, want := range map[string][2]int{"image/jpeg": {40, 30}, "image/png": {40, 30}, "image/webp": {1, 1}, "image/heic": {4032, 3024}} {
		c, err := media.Read(of, whole[of])
		if err != nil || c.Width != want[0] || c.Height != want[1] {
			t.Errorf("%s is %d by %d, %v; want %v", of, c.Width, c.Height, err, want)
		}
	}
	if c, err := media.Read("application/pdf", mediatest.PDF()); err != nil || c.Pages != 1 {
		t.Errorf("%d pages, %v, want 1", c.Pages, err)
	}
}

func TestExifGPSIsTakenOutAndTheOrientationStays(t *testing.T) {
	for of, exif := range map[string]string{
		"image/jpeg": "Exif\x00\x00MM\x00*", "image/png": "eXIfMM\x00*", "image/webp": "MM\x00*", "image/heic": "",
	} {
		if !bytes.Contains(whole[of], []byte(mediatest.Place)) {
			t.Fatalf("%s: the sample tells no place", of)
		}
		c, err := media.Read(of, whole[of])
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(c.Data, []byte(mediatest.Place)) {
			t.Errorf("%s still tells where it was taken", of)
		}
		if !bytes.Contains(c.Data, []byte(exif)) || exif != "" && !bytes.Contains(c.Data, []byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, mediatest.Orientation}) {
			t.Errorf("%s has lost its orientation", of)
		}
		again, err := media.Read(of, c.Data)
		if err != nil || !bytes.Equal(again.Data, c.Data) {
			t.Errorf("%s: cleaning again changes it, or %v", of, err)
		}
	}
}

func TestCleaningLosesNoPixel(t *testing.T) {
	c, err := media.Read("image/jpeg", mediatest.JPEG())
	if err != nil {
		t.Fatal(err)
	}
	before, err := jpeg.Decode(bytes.NewReader(mediatest.PlainJPEG()))
	if err != nil {
		t.Fatal(err)
	}
	after, err := jpeg.Decode(bytes.NewReader(c.Data))
	if err != nil {
		t.Fatal(err)
	}
	p, err := media.Read("image/png", mediatest.PNG())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(p.Data)); err != nil {
		t.Errorf("the clean PNG: %v", err)
	}
	for x := range 40 {
		for y := range 30 {
			if before.At(x, y) != after.At(x, y) {
				t.Fatalf("pixel %d,%d changed", x, y)
			}
		}
	}
}

func TestATrailerOfTheCameraIsCutOff(t *testing.T) {
	for of, data := range map[string][]byte{"image/jpeg": mediatest.JPEG(), "image/png": mediatest.PNG(), "image/webp": mediatest.WebP()} {
		c, err := media.Read(of, append(bytes.Clone(data), "SEFT maker's trailer"...))
		if err != nil || bytes.Contains(c.Data, []byte("SEFT")) {
			t.Errorf("%s: %v, or the trailer stays", of, err)
		}
	}
}

func TestADicomFileKeepsItsBytesAndLosesItsPreamble(t *testing.T) {
	c, err := media.Read("application/dicom", mediatest.DICOM("II*\x00\x08\x00\x00\x00"))
	if err != nil || !bytes.Equal(c.Data, mediatest.DICOM("")) {
		t.Errorf("a slide's preamble: %v, want zeros", err)
	}
}

func TestRefused(t *testing.T) {
	behind := func(data []byte, more string) []byte { return append(bytes.Clone(data), more...) }
	tests := []struct {
		name, as string
		data     []byte
		want     clinic.Refusal
	}{
		{"nothing", "application/pdf", nil, clinic.RefusedWrongType},
		{"HTML as PNG", "image/png", []byte("<!DOCTYPE html><script>alert(1)</script>"), clinic.RefusedWrongType},
		{"SVG with a script as PNG", "image/png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), clinic.RefusedWrongType},
		{"HTML before a PDF", "application/pdf", append([]byte("<html><script>"), mediatest.PDF()...), clinic.RefusedWrongType},
		{"HTML behind a PDF", "application/pdf", behind(mediatest.PDF(), "<script>alert(1)</script>"), clinic.RefusedWrongType},
		{"JavaScript in a PDF", "application/pdf", mediatest.PDF("<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), clinic.RefusedActive},
		{"JavaScript by reference", "application/pdf", mediatest.PDF("<< /S/JavaScript/JS 5 0 R >>"), clinic.RefusedActive},
		{"a PDF that launches", "application/pdf", mediatest.PDF("<< /S /Launch /F (cmd.exe) >>"), clinic.RefusedActive},
		{"a PDF with a password", "application/pdf", mediatest.PDF("<< /Encrypt 9 0 R >>"), clinic.RefusedEncrypted},
		{"a PDF cut short", "application/pdf", mediatest.PDF()[:120], clinic.RefusedDamaged},
		{"a PDF without a table", "application/pdf", []byte("%PDF-1.4\nhello\n%%EOF"), clinic.RefusedDamaged},
		{"a PDF of no version", "application/pdf", []byte("%PDF-x.4\nstartxref\n%%EOF"), clinic.RefusedWrongType},
		{"GIFAR", "image/png", append([]byte("GIF89a"), mediatest.ZIP()...), clinic.RefusedWrongType},
		{"a JPEG with an archive behind", "image/jpeg", behind(mediatest.JPEG(), string(mediatest.ZIP())), clinic.RefusedWrongType},
		{"a PDF with an archive within", "application/pdf", mediatest.PDF("(PK\x05\x06" + strings.Repeat("\x00", 16) + string(rest()) + ")"), clinic.RefusedWrongType},
		{"a JPEG with a program behind", "image/jpeg", behind(mediatest.JPEG(), "\x00\x00MZ\x90"), clinic.RefusedWrongType},
		{"a PNG with HTML behind", "image/png", behind(mediatest.PNG(), "\n<html>"), clinic.RefusedWrongType},
		{"a WebP with an ELF behind", "image/webp", behind(mediatest.WebP(), "\x7fELF"), clinic.RefusedWrongType},
		{"MZ in DICOM", "application/dicom", mediatest.DICOM("MZ\x90\x00"), clinic.RefusedWrongType},
		{"ELF in DICOM", "application/dicom", mediatest.DICOM("\x7fELF"), clinic.RefusedWrongType},
		{"a script in DICOM", "application/dicom", mediatest.DICOM("#!/bin/sh"), clinic.RefusedWrongType},
		{"DICOM without meta information", "application/dicom", append(make([]byte, 128), "DICM\x08\x00\x00\x00UL\x04\x00\x00\x00\x00\x00"...), clinic.RefusedDamaged},
		{"a zip bomb", "application/pdf", append([]byte("PK\x03\x04"), mediatest.ZIP()...), clinic.RefusedWrongType},
		{"a docx with macros", "application/pdf", append([]byte("PK\x03\x04[Content_Types].xml word/vbaProject.bin"), mediatest.ZIP()...), clinic.RefusedWrongType},
		{"an old Word document", "application/pdf", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), clinic.RefusedWrongType},
		{"a zip with a password", "image/jpeg", append([]byte("PK\x03\x04\x14\x00\x01\x00"), mediatest.ZIP()...), clinic.RefusedWrongType},
		{"text", "text/plain", []byte("hello"), clinic.RefusedWrongType},
		{"65,535 by 65,535 pixels", "image/png", mediatest.HugePNG(), clinic.RefusedTooManyPixels},
		{"a JPEG of 65,500 by 65,500 pixels", "image/jpeg", giant(), clinic.RefusedTooManyPixels},
		{"a truncated JPEG", "image/jpeg", mediatest.JPEG()[:len(mediatest.JPEG())-40], clinic.RefusedDamaged},
		{"a JPEG without a picture", "image/jpeg", []byte{0xff, 0xd8, 0xff, 0xd9}, clinic.RefusedDamaged},
		{"a JPEG with a segment past its end", "image/jpeg", []byte{0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff, 1}, clinic.RefusedDamaged},
		{"a truncated PNG", "image/png", mediatest.PNG()[:len(mediatest.PNG())-12], clinic.RefusedDamaged},
		{"a PNG with a wrong checksum", "image/png", flip(mediatest.PNG(), 20), clinic.RefusedDamaged},
		{"a PNG with an unknown critical chunk", "image/png", append(mediatest.PNG()[:33], mediatest.Chunk("EVIL", "x")...), clinic.RefusedDamaged},
		{"a truncated WebP", "image/webp", mediatest.WebP()[:60], clinic.RefusedDamaged},
		{"a truncated HEIC", "image/heic", mediatest.HEIC()[:200], clinic.RefusedDamaged},
		{"a video as HEIC", "image/heic", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + strings.Repeat("\x00", 20)), clinic.RefusedWrongType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := media.Read(tt.as, tt.data)
			if got, _ := media.RefusalOf(err); got != tt.want {
				t.Errorf("Read = %v, want %s", err, tt.want)
			}
		})
	}
}

// rest makes an archive's end whose comment reaches to the end of the file.
func rest() []byte {
	tail := len(mediatest.PDF("()")) - bytes.Index(mediatest.PDF("()"), []byte("()")) - 1
	return binary.LittleEndian.AppendUint16(nil, uint16(tail))
}

func giant() []byte {
	b := mediatest.PlainJPEG()
	at := bytes.Index(b, []byte{0xff, 0xc0})
	copy(b[at+5:], []byte{0xff, 0xdc, 0xff, 0xdc})
	return b
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 0xff
	return b
}

func FuzzRead(f *testing.F) {
	for of, data := range whole {
		f.Add(of, data)
	}
	f.Fuzz(func(t *testing.T, of string, data []byte) {
		before := bytes.Clone(data)
		c, err := media.Read(of, data)
		if !bytes.Equal(data, before) {
			t.Fatal("Read changes its input")
		}
		if err != nil {
			if _, ok := media.RefusalOf(err); !ok {
				t.Fatalf("Read = %v, which explains nothing", err)
			}
			return
		}
		if len(c.Data) > len(data)+64 {
			t.Fatalf("%d bytes became %d", len(data), len(c.Data))
		}
		again, err := media.Read(of, c.Data)
		if err != nil || !bytes.Equal(again.Data, c.Data) {
			t.Fatalf("the clean copy of a %s is not clean: %v", of, err)
		}
	})
}

var update = flag.Bool("update", false, "write the samples that stories of the local cloud upload")

// The local cloud is a module of its own: it reads samples as files.
func TestTheSamplesAreAsMade(t *testing.T) {
	for name, data := range map[string][]byte{"photo.jpg": mediatest.JPEG(), "picture.png": mediatest.PNG(), "flood.png": mediatest.HugePNG(), "report.pdf": mediatest.PDF()} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s is not what mediatest makes (%v): go test -update", path, err)
		}
	}
}
