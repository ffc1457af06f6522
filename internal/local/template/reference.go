package template

import (
	"cmp"
	"fmt"
	"strings"
)

// names says which property names a resource, by type. A type that is not
// here is named after its logical id.
var names = map[string]string{
	"AWS::Serverless::Function":   "FunctionName",
	"AWS::DynamoDB::Table":        "TableName",
	"AWS::S3::Bucket":             "BucketName",
	"AWS::SNS::Topic":             "TopicName",
	"AWS::SQS::Queue":             "QueueName",
	"AWS::SES::ConfigurationSet":  "Name",
	"AWS::SES::EmailIdentity":     "EmailIdentity",
	"AWS::Logs::LogGroup":         "LogGroupName",
	"AWS::IAM::Role":              "RoleName",
	"AWS::SecretsManager::Secret": "Name",
}

// ref is what !Ref gives.
func (r *resolver) ref(id string) (any, error) {
	if v, ok := pseudo(id); ok {
		return v, nil
	}
	if v, ok := r.parameters[id]; ok {
		return v, nil
	}
	there, err := r.exists(id)
	if err != nil {
		return nil, err
	}
	if !there {
		if id == "ServerlessHttpApi" { // SAM's own, when no HttpApi is declared
			return id, nil
		}
		return nil, fmt.Errorf("no parameter or resource %q", id)
	}
	name, err := r.name(id)
	if err != nil {
		return nil, err
	}
	switch r.doc.Resources[id].Type {
	case "AWS::SNS::Topic", "AWS::SecretsManager::Secret":
		return arn(r.doc.Resources[id].Type, name), nil
	case "AWS::SQS::Queue":
		return "https://sqs." + Region + ".amazonaws.com/" + AccountID + "/" + name, nil
	}
	return name, nil
}

func pseudo(id string) (any, bool) {
	switch id {
	case "AWS::Region":
		return Region, true
	case "AWS::AccountId":
		return AccountID, true
	case "AWS::StackName":
		return StackName, true
	case "AWS::StackId":
		return "arn:aws:cloudformation:" + Region + ":" + AccountID + ":stack/" + StackName + "/local", true
	case "AWS::Partition":
		return "aws", true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	case "AWS::NoValue":
		return dropped{}, true
	}
	return nil, false
}

// name is the resource's physical name: as the template says, or made from
// the stack's name and the logical id as CloudFormation does.
func (r *resolver) name(id string) (string, error) {
	if r.naming[id] {
		return "", fmt.Errorf("the name of %s refers to itself", id)
	}
	r.naming[id] = true
	defer delete(r.naming, id)
	res := r.doc.Resources[id]
	if property, ok := names[res.Type]; ok && res.Properties[property] != nil {
		v, err := r.resolve(res.Properties[property])
		if err != nil {
			return "", err
		}
		if _, none := v.(dropped); !none {
			return text(v)
		}
	}
	switch res.Type {
	case "AWS::S3::Bucket":
		return strings.ToLower(StackName + "-" + id), nil
	case "AWS::Serverless::Function", "AWS::DynamoDB::Table", "AWS::SNS::Topic", "AWS::SQS::Queue", "AWS::SecretsManager::Secret":
		return StackName + "-" + id, nil
	case "AWS::Logs::LogGroup":
		return "/" + StackName + "/" + id, nil
	}
	return id, nil
}

// getAtt is what !GetAtt gives. Attributes that only other clouds' parts use
// (an id, a domain) get a name made from the logical id.
func (r *resolver) getAtt(arg any) (any, error) {
	args, ok := arg.([]any)
	if !ok || len(args) != 2 {
		return nil, fmt.Errorf("got %v, want a logical id and an attribute", arg)
	}
	id, _ := args[0].(string)
	attribute, err := text(args[1])
	if err != nil {
		return nil, err
	}
	there, err := r.exists(id)
	if err != nil {
		return nil, err
	}
	if !there {
		if fn, role := strings.CutSuffix(id, "Role"); role && r.doc.Resources[fn].Type == "AWS::Serverless::Function" {
			return arn("AWS::IAM::Role", id), nil // the role SAM makes for a function
		}
		return nil, fmt.Errorf("no resource %q", id)
	}
	name, err := r.name(id)
	if err != nil {
		return nil, err
	}
	kind := r.doc.Resources[id].Type
	switch kind + "." + attribute {
	case "AWS::DynamoDB::Table.StreamArn":
		return StreamARN(name), nil
	case "AWS::S3::Bucket.RegionalDomainName":
		return name + ".s3." + Region + ".amazonaws.com", nil
	case "AWS::S3::Bucket.DomainName":
		return name + ".s3.amazonaws.com", nil
	case "AWS::SQS::Queue.QueueName", "AWS::SNS::Topic.TopicName":
		return name, nil
	case "AWS::SQS::Queue.QueueUrl", "AWS::SecretsManager::Secret.Id":
		return r.ref(id)
	case "AWS::Logs::LogGroup.Arn":
		return arn(kind, name) + ":*", nil
	case "AWS::CloudFront::Distribution.DomainName":
		return cmp.Or(r.options.Domain, "localhost"), nil
	case "AWS::Serverless::HttpApi.ApiEndpoint":
		return "https://" + id + ".execute-api." + Region + ".amazonaws.com", nil
	}
	if strings.HasSuffix(strings.ToLower(attribute), "arn") {
		return arn(kind, name), nil
	}
	if attribute == "Id" {
		return r.ref(id)
	}
	return id + "-" + attribute, nil
}
