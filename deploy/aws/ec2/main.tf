# One virtual machine: no address that the internet reaches, its disk encrypted, its role reads the bucket and the image.

terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region
}

data "aws_partition" "here" {}

data "aws_subnet" "chosen" {
  id = var.subnet
}

resource "aws_security_group" "hoofbeat" {
  name_prefix = "hoofbeat-"
  description = "In: whom ingress_cidrs names, nobody else. Out: packages, image, bucket"
  vpc_id      = data.aws_subnet.chosen.vpc_id
}

# To the proxy with TLS and a login on the machine; Hoofbeat itself listens on 127.0.0.1.
resource "aws_vpc_security_group_ingress_rule" "proxy" {
  for_each          = toset(var.ingress_cidrs)
  security_group_id = aws_security_group.hoofbeat.id
  description       = "the ward, by TLS"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.hoofbeat.id
  description       = "packages, image, bucket, Systems Manager"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "packages" {
  security_group_id = aws_security_group.hoofbeat.id
  description       = "packages of Ubuntu, which signs them"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_instance" "hoofbeat" {
  ami                         = var.ami
  instance_type               = var.instance_type
  subnet_id                   = var.subnet
  associate_public_ip_address = false
  vpc_security_group_ids      = [aws_security_group.hoofbeat.id]
  iam_instance_profile        = aws_iam_instance_profile.hoofbeat.name
  user_data_replace_on_change = true
  user_data = templatefile("${path.module}/cloud-init.yaml", {
    image          = var.image
    trusted_keys   = var.trusted_keys
    bucket         = var.bucket
    bundle         = var.bundle
    compose_sha256 = var.compose_sha256
    region         = var.region
  })

  # Version 2 only, and one hop: a container does not reach the machine's credentials.
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  root_block_device {
    encrypted   = true
    volume_type = "gp3"
    volume_size = 16
  }
  tags = { Name = "hoofbeat" }
}

output "instance" {
  description = "The machine: aws ssm start-session --target …"
  value       = aws_instance.hoofbeat.id
}

output "address" {
  description = "Its address within your networks, for the ward's DNS"
  value       = aws_instance.hoofbeat.private_ip
}
