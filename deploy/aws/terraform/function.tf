# The function. Each change of code, bundle or setting publishes a version; the alias "live" says which one answers.

locals {
  zip = var.zip_file != null
}

resource "aws_lambda_function" "hoofbeat" {
  function_name                  = var.name
  description                    = "Ranked differential diagnosis; decision support, not a diagnosis"
  role                           = aws_iam_role.function.arn
  architectures                  = [var.architecture]
  memory_size                    = var.memory_mb
  timeout                        = 29 # the gateway waits 30 s
  publish                        = true
  reserved_concurrent_executions = var.concurrency

  package_type      = local.zip ? "Zip" : "Image"
  s3_bucket         = local.zip ? aws_s3_object.code[0].bucket : null
  s3_key            = local.zip ? aws_s3_object.code[0].key : null
  s3_object_version = local.zip ? aws_s3_object.code[0].version_id : null # not what somebody put there meanwhile
  source_code_hash  = local.zip ? filebase64sha256(var.zip_file) : null
  handler           = local.zip ? "handler.handler" : null
  runtime           = local.zip ? var.runtime : null
  image_uri         = var.image_uri

  environment {
    variables = merge(
      {
        HOOFBEAT_BUNDLE       = "s3://${aws_s3_bucket.bundles.id}/${var.bundle}"
        HOOFBEAT_TRUSTED_KEYS = var.trusted_keys
        HOOFBEAT_OPEN         = "1" # every route of the gateway has asked already, and nothing else may call (api.tf)
      },
      var.altitude == null ? {} : { HOOFBEAT_ALTITUDE = tostring(var.altitude) },
    )
  }

  logging_config {
    log_format            = "JSON"
    application_log_level = "INFO"
    system_log_level      = "WARN"
    log_group             = aws_cloudwatch_log_group.function.name
  }

  depends_on = [aws_iam_role_policy.function]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.hoofbeat.function_name
  function_version = coalesce(var.live_version, aws_lambda_function.hoofbeat.version)
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  count                             = var.provisioned > 0 ? 1 : 0
  function_name                     = aws_lambda_function.hoofbeat.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned
}
