package dynamostore

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"github.com/chartshare/chartshare/internal/clinic"
)

// sealItem is a block of the chain that holds a practice's audit lines. It
// lies in a partition of its own, which no function but the sweep can reach.
type sealItem struct {
	PK, SK   string
	Day      string   `dynamodbav:"day"`
	Number   int      `dynamodbav:"number"`
	Height   int      `dynamodbav:"height"`
	Previous string   `dynamodbav:"previous"`
	SealedAt millis   `dynamodbav:"sealedAt"`
	Places   []string `dynamodbav:"places"` // "shard sequence time"
	Lines    []string `dynamodbav:"lines"`  // "key version hash time"; no hash: removed
	Hash     string   `dynamodbav:"hash"`
}

func newSealItem(b clinic.SealBlock) sealItem {
	k := sealKey(b.PracticeID, b.Day, b.Number)
	item := sealItem{
		PK: k.PK, SK: k.SK, Day: b.Day.String(), Number: b.Number, Height: b.Height, Previous: b.Previous,
		SealedAt: toMillis(b.SealedAt), Hash: b.Hash,
	}
	for _, p := range b.Places {
		item.Places = append(item.Places, fmt.Sprintf("%s %s %d", p.Shard, p.Sequence, p.At.UnixMilli()))
	}
	for _, l := range b.Lines {
		item.Lines = append(item.Lines, fmt.Sprintf("%s %d %s %d", l.Key, l.Version, l.Hash, l.WrittenAt.UnixMilli()))
	}
	return item
}

// block returns what the item says. What cannot be read stays empty, so that
// its hash does not fit: somebody altered it.
func (i sealItem) block() clinic.StoredSeal {
	day, _ := clinic.ParseDate(i.Day)
	b := clinic.StoredSeal{SealBlock: clinic.SealBlock{
		PracticeID: clinic.PracticeID(strings.TrimPrefix(i.PK, sealPK(""))), Day: day, Number: i.Number, Height: i.Height,
		Previous: i.Previous, SealedAt: i.SealedAt.time(), Hash: i.Hash,
	}}
	keyDay, number, _ := strings.Cut(i.SK, "#")
	b.KeyDay, _ = clinic.ParseDate(keyDay)
	b.KeyNumber, _ = strconv.Atoi(number)
	for _, s := range i.Places {
		if f := strings.Split(s, " "); len(f) == 3 {
			b.Places = append(b.Places, clinic.StreamPlace{Shard: f[0], Sequence: f[1], At: parseMillis(f[2])})
		}
	}
	for _, s := range i.Lines {
		if f := strings.Split(s, " "); len(f) == 4 {
			version, _ := strconv.Atoi(f[1])
			b.Lines = append(b.Lines, clinic.SealedLine{Key: f[0], Version: version, Hash: f[2], WrittenAt: parseMillis(f[3])})
		}
	}
	return b
}

// LastSeal returns the newest block of a practice's chain; at its beginning,
// one that is empty but for the practice.
func (t *Table) LastSeal(ctx context.Context, p clinic.PracticeID) (clinic.SealBlock, error) {
	items, err := t.query(ctx, query{PK: sealPK(p), From: "0", To: "~", Backwards: true, Limit: 1, Consistent: true})
	if err != nil {
		return clinic.SealBlock{}, fmt.Errorf("last seal: %w", err)
	}
	if len(items) == 0 {
		return clinic.SealBlock{PracticeID: p}, nil
	}
	var item sealItem
	if err := decode(items[0], &item); err != nil {
		return clinic.SealBlock{}, err
	}
	return item.block().SealBlock, nil
}

// AppendSeal stores the next block, or returns an error matching
// [clinic.ErrStale] if somebody else wrote that one first.
func (t *Table) AppendSeal(ctx context.Context, b clinic.SealBlock) error {
	return stale(t.put(ctx, newSealItem(b), isNew, nil), "seal")
}

// Seals returns the chain of a practice in the order of its keys.
func (t *Table) Seals(ctx context.Context, p clinic.PracticeID) ([]clinic.StoredSeal, error) {
	var blocks []clinic.StoredSeal
	pages := dynamodb.NewQueryPaginator(t.Client, &dynamodb.QueryInput{
		TableName: &t.Name, KeyConditionExpression: aws.String("PK = :pk"), ConsistentRead: aws.Bool(true),
		ExpressionAttributeValues: attributes{":pk": text(sealPK(p))},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("seals: %w", err)
		}
		for _, av := range page.Items {
			var item sealItem
			if err := decode(av, &item); err != nil {
				return nil, err
			}
			blocks = append(blocks, item.block())
		}
	}
	return blocks, nil
}

// AuditLines hands on every audit line of the table, or of one practice if p
// is not empty, and whose chain each block belongs to. It reads the whole
// table: operators may, functions may not.
func (t *Table) AuditLines(ctx context.Context, p clinic.PracticeID, line func(clinic.AuditLine), chain func(clinic.PracticeID)) error {
	pages := dynamodb.NewScanPaginator(t.Client, &dynamodb.ScanInput{
		TableName: &t.Name, ConsistentRead: aws.Bool(true),
		FilterExpression:          aws.String("begins_with(PK, :practice) OR begins_with(PK, :chain)"),
		ExpressionAttributeValues: attributes{":practice": text(practicePK(p)), ":chain": text(sealPK(p))},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read the table: %w", err)
		}
		for _, av := range page.Items {
			if owner, ok := strings.CutPrefix(stringOf(av["PK"]), sealPK("")); ok {
				chain(clinic.PracticeID(owner))
			} else if l, ok := auditLineOf(av); ok && (p == "" || l.PracticeID == p) {
				line(l)
			}
		}
	}
	return nil
}

// WrittenLine reads from a record of the stream the audit line that was
// written or, if there is no image, removed; ok is false for any other item.
func WrittenLine(keys, image map[string]streams.AttributeValue, shard, sequence string, at time.Time) (clinic.StreamLine, bool, error) {
	pk, sk := streamText(keys["PK"]), streamText(keys["SK"])
	practice, name, ok := auditLineKey(pk, sk)
	if !ok {
		return clinic.StreamLine{}, false, nil
	}
	l := clinic.StreamLine{
		SealedLine: clinic.SealedLine{Key: name, WrittenAt: at.UTC().Truncate(time.Millisecond)},
		PracticeID: practice, Shard: shard, Sequence: sequence,
	}
	if len(image) == 0 {
		return l, true, nil
	}
	av, err := attributevalue.FromDynamoDBStreamsMap(image)
	if err != nil {
		return clinic.StreamLine{}, false, fmt.Errorf("read the image of %s: %w", sk, err)
	}
	l.Version, l.Hash = lineVersion(av), hashOf(av)
	return l, true, nil
}

// OwnWrite reports whether the keys are of what the sweep itself writes.
func OwnWrite(keys map[string]streams.AttributeValue) bool {
	return IsSeal(keys) || strings.HasPrefix(streamText(keys["PK"]), sweepKey("").PK)
}

// IsSeal reports whether the keys are of a block of a chain.
func IsSeal(keys map[string]streams.AttributeValue) bool {
	return strings.HasPrefix(streamText(keys["PK"]), sealPK(""))
}

// NameOf returns the keys as a log names them: made of identifiers alone.
func NameOf(keys map[string]streams.AttributeValue) string {
	return streamText(keys["PK"]) + " / " + streamText(keys["SK"])
}

func streamText(v streams.AttributeValue) string {
	s, _ := v.(*streams.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// auditSKs are the sort keys that audit lines begin with. A kind of item that
// tells who did what is added here, and is sealed from then on.
var auditSKs = []string{accessSK, auditSK, recordSK, shareSK, settingsVSK}

// oneWord keeps a name that nobody of ours made from looking like two fields
// of a block.
var oneWord = strings.NewReplacer("%", "%25", " ", "%20", "\n", "%0A")

// auditLineKey returns whose line lies under a key, and its name within the
// practice.
func auditLineKey(pk, sk string) (p clinic.PracticeID, name string, ok bool) {
	rest, ok := strings.CutPrefix(pk, practicePK(""))
	if !ok || !slices.ContainsFunc(auditSKs, func(prefix string) bool { return strings.HasPrefix(sk, prefix) }) {
		return "", "", false
	}
	practice, within, inner := strings.Cut(rest, "#")
	if name = sk; inner {
		name = within + "/" + sk
	}
	return clinic.PracticeID(practice), oneWord.Replace(name), true
}

func auditLineOf(av attributes) (clinic.AuditLine, bool) {
	sk := stringOf(av["SK"])
	p, name, ok := auditLineKey(stringOf(av["PK"]), sk)
	if !ok {
		return clinic.AuditLine{}, false
	}
	l := clinic.AuditLine{PracticeID: p, Key: name, Version: lineVersion(av), Hash: hashOf(av)}
	switch {
	case strings.HasPrefix(sk, shareSK):
		if e, err := decodeShare(av); err == nil {
			l.ChangedAt = e.ChangedAt()
			if e.Version == 1 {
				l.ClaimedAt = e.CreatedAt
			}
		}
		return l, true
	case strings.HasSuffix(sk, directiveSuffix):
		for _, when := range []string{"askedAt", "heldAt", "recalledAt", "readAt"} {
			if at := timeIn(av[when]); at.After(l.ChangedAt) {
				l.ChangedAt = at
			}
		}
		return l, true
	case strings.HasPrefix(sk, recordSK):
		l.ClaimedAt = timeIn(av["recordedAt"])
	case strings.HasPrefix(sk, settingsVSK):
		l.ClaimedAt = timeIn(av["changedAt"])
	default:
		l.ClaimedAt = timeIn(av["at"])
		if erased, ok := strings.CutPrefix(stringOf(av["subject"]), clinic.ErasedEntity("")); ok && stringOf(av["what"]) == clinic.ErasedWhat {
			l.Erases = strings.TrimSuffix(name, sk) + erased
		}
	}
	l.ChangedAt = l.ClaimedAt
	return l, true
}

// isVersioned reports whether a line is written again under its key, with the
// next version: a line of the ledger, a clinician's directive.
func isVersioned(sk string) bool {
	return strings.HasPrefix(sk, shareSK) || strings.HasSuffix(sk, directiveSuffix)
}

// lineVersion is the version of such a line; the others are written once,
// whatever they count by that name.
func lineVersion(av attributes) int {
	if !isVersioned(stringOf(av["SK"])) {
		return 0
	}
	n, _ := av["version"].(*types.AttributeValueMemberN)
	if n == nil {
		return 0
	}
	version, _ := strconv.Atoi(n.Value)
	return version
}

func timeIn(v types.AttributeValue) time.Time {
	n, _ := v.(*types.AttributeValueMemberN)
	if n == nil {
		return time.Time{}
	}
	return parseMillis(n.Value)
}

func parseMillis(s string) time.Time {
	ms, _ := strconv.ParseInt(s, 10, 64)
	return millis(ms).time()
}

// hashOf returns the SHA-256 of an item in a form that does not depend on
// where it was read: every attribute by name, each value by its type and
// length.
func hashOf(av attributes) string {
	h := sha256.New()
	hashMap(h, av)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func hashMap(h hash.Hash, m attributes) {
	hashText(h, 'M', strconv.Itoa(len(m)))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		hashText(h, 'A', name)
		hashValue(h, m[name])
	}
}

func hashText(h hash.Hash, kind byte, s string) {
	var head [9]byte
	head[0] = kind
	binary.BigEndian.PutUint64(head[1:], uint64(len(s)))
	h.Write(head[:])
	h.Write([]byte(s))
}

func hashSet(h hash.Hash, kind byte, members []string) {
	members = slices.Sorted(slices.Values(members))
	hashText(h, kind, strconv.Itoa(len(members)))
	for _, s := range members {
		hashText(h, kind, s)
	}
}

func hashValue(h hash.Hash, v types.AttributeValue) {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		hashText(h, 's', v.Value)
	case *types.AttributeValueMemberN:
		hashText(h, 'n', v.Value)
	case *types.AttributeValueMemberB:
		hashText(h, 'b', string(v.Value))
	case *types.AttributeValueMemberBOOL:
		hashText(h, 't', strconv.FormatBool(v.Value))
	case *types.AttributeValueMemberNULL:
		hashText(h, '0', "")
	case *types.AttributeValueMemberM:
		hashMap(h, v.Value)
	case *types.AttributeValueMemberL:
		hashText(h, 'l', strconv.Itoa(len(v.Value)))
		for _, e := range v.Value {
			hashValue(h, e)
		}
	case *types.AttributeValueMemberSS:
		hashSet(h, 'S', v.Value)
	case *types.AttributeValueMemberNS:
		hashSet(h, 'N', v.Value)
	case *types.AttributeValueMemberBS:
		members := make([]string, len(v.Value))
		for i, b := range v.Value {
			members[i] = string(b)
		}
		hashSet(h, 'B', members)
	}
}
