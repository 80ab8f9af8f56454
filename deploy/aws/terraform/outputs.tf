output "address" {
  description = "Where the API answers."
  value       = aws_apigatewayv2_api.hoofbeat.api_endpoint
}

output "bucket" {
  description = "Where bundles are uploaded to, under bundles/."
  value       = aws_s3_bucket.bundles.id
}

output "newest_version" {
  description = "The version made last; it answers once the alias points at it."
  value       = aws_lambda_function.hoofbeat.version
}

output "live_version" {
  description = "The version that answers."
  value       = aws_lambda_alias.live.function_version
}
