# The bundles: versioned, encrypted, never public, by TLS only.

resource "aws_s3_bucket" "bundles" {
  bucket_prefix = "${var.name}-bundles-"
  force_destroy = var.destroy_bundles
}

resource "aws_s3_bucket_versioning" "bundles" {
  bucket = aws_s3_bucket.bundles.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bundles" {
  bucket = aws_s3_bucket.bundles.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "bundles" {
  bucket                  = aws_s3_bucket.bundles.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "bundles" {
  bucket = aws_s3_bucket.bundles.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

data "aws_iam_policy_document" "tls_only" {
  statement {
    sid       = "RefuseWithoutTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.bundles.arn, "${aws_s3_bucket.bundles.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "bundles" {
  bucket     = aws_s3_bucket.bundles.id
  policy     = data.aws_iam_policy_document.tls_only.json
  depends_on = [aws_s3_bucket_public_access_block.bundles]
}

# The zip is too large to be sent to Lambda directly (50 MB at most), so it goes by the bucket.
resource "aws_s3_object" "code" {
  count       = var.zip_file == null ? 0 : 1
  bucket      = aws_s3_bucket.bundles.id
  key         = "code/${filesha256(var.zip_file)}.zip"
  source      = var.zip_file
  source_hash = filesha256(var.zip_file)
  depends_on  = [aws_s3_bucket_versioning.bundles]
}
