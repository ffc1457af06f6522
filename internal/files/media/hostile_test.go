package media_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/chartshare/chartshare/internal/clinic"
	"github.com/chartshare/chartshare/internal/files/media"
	"github.com/chartshare/chartshare/internal/files/media/mediatest"
)

// A picture may tell its size in more than one place. Readers differ in which
// of them they believe: the largest counts.
func TestTheLargestSizeThatAPictureTellsCounts(t *testing.T) {
	frame := func(side uint16) string {
		sides := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, side), side)
		return string(append(sides, 1, 1, 0x11, 0))
	}
	plain := mediatest.PlainJPEG()
	twice := append(bytes.Clone(plain[:2]), mediatest.Segment(0xc0, frame(65500))...)
	lossless := "\x2f" + string(binary.LittleEndian.AppendUint32(nil, 16383|16383<<14))
	webp := func(chunks ...string) []byte { return []byte(mediatest.RIFF("RIFF", "WEBP"+strings.Join(chunks, ""))) }
	canvas := mediatest.RIFF("VP8X", strings.Repeat("\x00", 10))
	heic := mediatest.HEIC()
	for name, tt := range map[string]struct {
		as   string
		data []byte
		want clinic.Refusal
	}{
		"a JPEG of two frames":                   {"image/jpeg", append(twice, plain[2:]...), clinic.RefusedDamaged},
		"a WebP frame larger than its canvas":    {"image/webp", webp(canvas, mediatest.RIFF("VP8L", lossless)), clinic.RefusedTooManyPixels},
		"a canvas behind the frame":              {"image/webp", webp(mediatest.RIFF("VP8L", lossless), canvas), clinic.RefusedTooManyPixels},
		"a moving WebP's frame":                  {"image/webp", webp(canvas, mediatest.RIFF("ANMF", "\x00\x00\x00\x00\x00\x00\xff\xff\x3f\xff\xff\x3f"+strings.Repeat("\x00", 4))), clinic.RefusedTooManyPixels},
		"what stands in a moving WebP's frame":   {"image/webp", webp(canvas, mediatest.RIFF("ANMF", strings.Repeat("\x00", 16)+mediatest.RIFF("VP8L", lossless))), clinic.RefusedTooManyPixels},
		"a moving WebP's frame cut short":        {"image/webp", webp(canvas, mediatest.RIFF("ANMF", "\x00\x00")), clinic.RefusedDamaged},
		"a HEIC whose first size is not largest": {"image/heic", bytes.Replace(heic, []byte("\x00\x00\x0f\xc0\x00\x00\x0b\xd0"), []byte("\x00\x00\xff\xff\x00\x00\xff\xff"), 1), clinic.RefusedTooManyPixels},
	} {
		_, err := media.Read(tt.as, tt.data)
		if got, _ := media.RefusalOf(err); got != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

// A name of PDF may have any of its letters written as a number (ISO 32000-1,
// 7.3.5).
func TestANameInDisguiseIsStillThatName(t *testing.T) {
	for object, want := range map[string]clinic.Refusal{
		`<< /S /J#61vaScript /JS (app.alert\(1\)) >>`:         clinic.RefusedActive,
		`<< /S/#4A#61#76aScript/#4a#53 5 0 R >>`:              clinic.RefusedActive,
		`<< /#53 /JavaScrip#74 /J#53 <6170702e616c657274> >>`: clinic.RefusedActive,
		`<< /JS <6170702e616c657274> >>`:                      clinic.RefusedActive,
		`<< /S /L#61unch /F (cmd.exe) >>`:                     clinic.RefusedActive,
		`<< /Encryp#74 9 0 R >>`:                              clinic.RefusedEncrypted,
		`<< /Subtype /Text /Contents (C#23 /Jsx) >>`:          "",
	} {
		_, err := media.Read("application/pdf", mediatest.PDF(object))
		if got, _ := media.RefusalOf(err); got != want {
			t.Errorf("%s: %v, want %q", object, err, want)
		}
	}
}

// Readers of archives search for the end of one and forgive what stands
// behind it.
func TestAnArchiveIsFoundWhateverStandsBehindIt(t *testing.T) {
	jar := "PK\x03\x04" + strings.Repeat("\x00", 26)
	directory := "PK\x01\x02" + strings.Repeat("\x00", 42)
	end := []byte("PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00")
	end = binary.LittleEndian.AppendUint32(end, uint32(len(directory)))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(jar)))
	end = append(end, 0, 0)
	archive := jar + directory + string(end)
	for name, tt := range map[string]struct {
		as   string
		data []byte
	}{
		"in a PDF, no comment":     {"application/pdf", mediatest.PDF("(" + archive + ")")},
		"in a PDF, a long comment": {"application/pdf", mediatest.PDF("(" + archive[:len(archive)-2] + "\xff\xff)")},
		"in DICOM's last element":  {"application/dicom", append(mediatest.DICOM(""), archive+"\x00\x00"...)},
	} {
		_, err := media.Read(tt.as, tt.data)
		if got, _ := media.RefusalOf(err); got != clinic.RefusedWrongType {
			t.Errorf("an archive %s: %v, want wrong_type", name, err)
		}
	}
	if _, err := media.Read("application/pdf", mediatest.PDF("(the letters PK\x05\x06 of a compressed stream, and more of it)")); err != nil {
		t.Errorf("four bytes are no archive: %v", err)
	}
}

func heicOf(meta string, more ...string) []byte {
	size := mediatest.Box("iprp", mediatest.Box("ipco", mediatest.Box("ispe", "\x00\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x10")))
	return []byte(mediatest.Box("ftyp", "heic\x00\x00\x00\x00mif1heic") + mediatest.Box("meta", "\x00\x00\x00\x00"+meta+size) +
		mediatest.Box("mdat", "picture") + strings.Join(more, ""))
}

// The tables of a HEIC file say how long they are. Whoever believes them works
// for hours, or needs a hundred times the memory of the file.
func TestHEICTablesThatLieCostNothing(t *testing.T) {
	items := func(kind string) string {
		return mediatest.Box("iinf", "\x00\x00\x00\x00\x00\x01"+mediatest.Box("infe", "\x02\x00\x00\x00\x00\x01\x00\x00"+kind+"\x00"))
	}
	wide := func(n int, item string) string { // version 2, fields of the sizes that item has
		return string(binary.BigEndian.AppendUint32(nil, uint32(n))) + strings.Repeat(item, n)
	}
	const many = 2_000_000
	for name, data := range map[string][]byte{
		"extents of no bytes":        heicOf(items("Exif") + mediatest.Box("iloc", "\x02\x00\x00\x00\x00\x00"+wide(many, "\x00\x00\x00\x02\x00\x00\x00\x00\xff\xff"))),
		"a stretch for each byte":    heicOf(items("Exif") + mediatest.Box("iloc", "\x00\x00\x00\x00\x11\x00\x00\x01\x00\x01\x00\x00\xff\xff"+strings.Repeat("\x01\x7f", 65535))),
		"descriptions without end":   heicOf(mediatest.Box("iinf", "\x00\x00\x00\x00\xff\xff"+strings.Repeat(mediatest.Box("infe", "\x02\x00\x00\x00\x00\x01\x00\x00Exif"), many))),
		"items that overlap without": heicOf(items("Exif") + mediatest.Box("iloc", "\x02\x00\x00\x00\x44\x00"+wide(many/10, "\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x7f"))),
	} {
		began := time.Now()
		_, err := media.Read("image/heic", data)
		if got, _ := media.RefusalOf(err); got != clinic.RefusedDamaged {
			t.Errorf("%s: %v, want damaged", name, err)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

// Phones put a short film, with its own place, into a box of their own.
func TestWhatAPhoneAddsToAHEICPhotoIsBlanked(t *testing.T) {
	for _, name := range []string{"mpvd", "uuid", "free", "moov", "meta"} {
		data := heicOf("", mediatest.Box(name, "\x00\x00\x00\x00"+mediatest.Place))
		c, err := media.Read("image/heic", data)
		if err != nil || bytes.Contains(c.Data, []byte(mediatest.Place)) || len(c.Data) != len(data) {
			t.Errorf("a box %q: %v, or it still tells where it was taken", name, err)
		}
		if again, err := media.Read("image/heic", c.Data); err != nil || !bytes.Equal(again.Data, c.Data) {
			t.Errorf("a box %q: cleaning again changes it, or %v", name, err)
		}
	}
}
