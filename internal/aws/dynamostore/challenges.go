package dynamostore

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/chartshare/chartshare/internal/clinic"
)

// challengeItem is what the passkey of a session is to sign, if anything.
type challengeItem struct {
	Hash    string `dynamodbav:"challengeHash,omitempty"`
	Purpose string `dynamodbav:"challengePurpose,omitempty"`
	Until   millis `dynamodbav:"challengeUntil,omitempty"`
}

func newChallengeItem(c clinic.Challenge) challengeItem {
	return challengeItem{c.Hash, string(c.Purpose), toMillis(c.ExpiresAt)}
}

func (i challengeItem) challenge() clinic.Challenge {
	return clinic.Challenge{Hash: i.Hash, Purpose: clinic.ChallengePurpose(i.Purpose), ExpiresAt: i.Until.time()}
}

func (t *Table) setChallenge(ctx context.Context, session key, c clinic.Challenge) error {
	i := newChallengeItem(c)
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: session.attributes(),
		UpdateExpression:          aws.String("SET challengeHash = :hash, challengePurpose = :purpose, challengeUntil = :until"),
		ConditionExpression:       aws.String("attribute_exists(PK)"),
		ExpressionAttributeValues: attributes{":hash": text(i.Hash), ":purpose": text(i.Purpose), ":until": number(int(i.Until))},
	})
	return stale(err, "challenge")
}

func (t *Table) takeChallenge(ctx context.Context, session key, c clinic.Challenge) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: session.attributes(),
		UpdateExpression:          aws.String("REMOVE challengeHash, challengePurpose, challengeUntil"),
		ConditionExpression:       aws.String("challengeHash = :hash"),
		ExpressionAttributeValues: attributes{":hash": text(c.Hash)},
	})
	return stale(err, "challenge")
}
