# What the function may do: read bundles, write its log. Nothing else.

data "aws_iam_policy_document" "lambda_may_assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.lambda_may_assume.json
}

data "aws_iam_policy_document" "function" {
  statement {
    sid       = "ReadBundles"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.bundles.arn}/bundles/*"]
  }
  statement {
    sid       = "ListBundles"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.bundles.arn]
    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = ["bundles/*"]
    }
  }
  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.function.arn}:*"]
  }
}

resource "aws_iam_role_policy" "function" {
  name   = "read-bundles-write-log"
  role   = aws_iam_role.function.id
  policy = data.aws_iam_policy_document.function.json
}
