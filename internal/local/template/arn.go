package template

import "strings"

// arn returns the Amazon Resource Name of a resource in the local account.
func arn(resourceType, name string) string {
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	regional := func(service, resource string) string {
		return "arn:aws:" + service + ":" + Region + ":" + AccountID + ":" + resource
	}
	switch resourceType {
	case "AWS::Serverless::Function":
		return FunctionARN(name)
	case "AWS::DynamoDB::Table":
		return regional("dynamodb", "table/"+name)
	case "AWS::S3::Bucket":
		return "arn:aws:s3:::" + name
	case "AWS::SNS::Topic":
		return regional("sns", name)
	case "AWS::SQS::Queue":
		return regional("sqs", name[strings.LastIndexByte(name, '/')+1:])
	case "AWS::Logs::LogGroup":
		return regional("logs", "log-group:"+name)
	case "AWS::KMS::Key":
		return regional("kms", "key/"+name)
	case "AWS::SecretsManager::Secret":
		return regional("secretsmanager", "secret:"+name)
	case "AWS::IAM::Role":
		return "arn:aws:iam::" + AccountID + ":role/" + name
	case "AWS::CloudFront::Distribution":
		return "arn:aws:cloudfront::" + AccountID + ":distribution/" + name
	}
	service := strings.ToLower(strings.Split(resourceType+"::::", "::")[1])
	return regional(service, name)
}

// FunctionARN returns the ARN of a function by its name.
func FunctionARN(name string) string {
	return "arn:aws:lambda:" + Region + ":" + AccountID + ":function:" + name
}

// StreamARN returns the ARN under which a table's stream is known to functions
// and event source mappings; the engine's own differs.
func StreamARN(table string) string {
	return "arn:aws:dynamodb:" + Region + ":" + AccountID + ":table/" + table + "/stream/2026-01-01T00:00:00.000"
}
