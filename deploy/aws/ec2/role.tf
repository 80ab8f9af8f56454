# What the machine may do: read its bundle and compose files, pull its image, be administered by Systems Manager.

resource "aws_iam_role" "hoofbeat" {
  name_prefix = "hoofbeat-ec2-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "hoofbeat" {
  name = "read-bundle-and-image"
  role = aws_iam_role.hoofbeat.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "s3:GetObject"
        Resource = [
          "arn:${data.aws_partition.here.partition}:s3:::${var.bucket}/bundles/*",
          "arn:${data.aws_partition.here.partition}:s3:::${var.bucket}/compose.tar.gz",
        ]
      },
      {
        Effect    = "Allow"
        Action    = "s3:ListBucket"
        Resource  = "arn:${data.aws_partition.here.partition}:s3:::${var.bucket}"
        Condition = { StringLike = { "s3:prefix" = "bundles/*" } }
      },
      {
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = var.repository_arn
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "administration" {
  role       = aws_iam_role.hoofbeat.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "hoofbeat" {
  name_prefix = "hoofbeat-"
  role        = aws_iam_role.hoofbeat.name
}
