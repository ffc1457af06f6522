package bench_test

import (
	"encoding/json"
	"maps"
	"strconv"
	"testing"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

const originSecret = "a secret of the benchmark"

// environment is what template.yaml gives the functions, all of it to each.
func environment(more ...string) []string {
	return append([]string{
		"AWS_REGION=ap-south-1", "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
		"TABLE_NAME=chart", "LOG_LEVEL=INFO", "GOMEMLIMIT=448MiB", "WEB_ORIGIN=https://r.example.in", "ORIGIN_SECRET=" + originSecret,
		"CODE_PEPPER=a pepper of the benchmark", "FACTOR_SECRET=a secret of the benchmark", "SHARING_COUNTRIES=IN", "SHARE_LINK_PREFIX=https://r.example.in/s?", "VISIT_LINK_PREFIX=https://r.example.in/v?",
		"STUN_URLS=stun:turn.example.in:3478", "TURN_URLS=turn:turn.example.in:3478", "TURN_SECRET=a secret of the benchmark",
		"SMS_ENTITY_ID=1101000000000000000", "SMS_SENDER_ID=CHRTSH", "SMS_MAX_PRICE_USD=0.0075",
		"SMS_TEMPLATE_IDS=share-en=1,share-hi=2,code-en=3,code-hi=4,verify-en=5,verify-hi=6,entry-en=7,entry-hi=8,visit-en=9,visit-hi=10,message-en=11,message-hi=12",
		"FILES_BUCKET=chartshare-bench-files", "EMAIL_FROM=records@example.in", "EMAIL_CONFIGURATION_SET=notices",
		"EMAIL_EVENTS_TOPIC_ARN=arn:aws:sns:ap-south-1:123456789012:email-events",
		"STREAM_ARN=arn:aws:dynamodb:ap-south-1:123456789012:table/chart/stream/2026-01-01T00:00:00.000",
	}, more...)
}

// httpEvent is a request as API Gateway hands it on behind CloudFront.
func httpEvent(t testing.TB, method, path string, headers map[string]string, cookie, body string) string {
	t.Helper()
	all := map[string]string{
		"accept": "application/json", "accept-encoding": "gzip, br", "accept-language": "en-IN,en;q=0.9", "content-type": "application/json",
		"content-length": strconv.Itoa(len(body)), "host": "r.example.in", "origin": "https://r.example.in", "sec-fetch-site": "same-origin",
		"user-agent":                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
		"cloudfront-viewer-address": "203.0.113.7:40000", "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https",
		"x-origin-verify": originSecret, "x-requested-by": "chartshare",
	}
	maps.Copy(all, headers)
	event := map[string]any{
		"version": "2.0", "routeKey": method + " " + path, "rawPath": path, "rawQueryString": "", "headers": all,
		"requestContext": map[string]any{
			"accountId": "123456789012", "apiId": "a1b2c3d4e5", "stage": "$default", "requestId": "UaBcDEfGhcwEJAA=",
			"http": map[string]any{"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "130.176.0.1", "userAgent": "Amazon CloudFront"},
		},
		"body": body, "isBase64Encoded": false,
	}
	if cookie != "" {
		event["cookies"] = []string{cookie}
	}
	b, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
