# Nothing here has a default that decides where data lie.

variable "region" {
  description = "Where the machine stands, e.g. eu-central-1."
  type        = string
}

variable "ami" {
  description = "Ubuntu 24.04 LTS (amd64) of that region; docs/deploy/aws.md says how to find it."
  type        = string
  validation {
    condition     = startswith(var.ami, "ami-")
    error_message = "This is no AMI: it begins with ami-."
  }
}

variable "subnet" {
  description = "A private subnet with a way out (NAT or endpoints)."
  type        = string
}

variable "instance_type" {
  description = "Two processors and 2 GB suffice; t3.small has them."
  type        = string
  default     = "t3.small"
}

variable "image" {
  description = "The image serve in ECR by digest: …amazonaws.com/hoofbeat@sha256:…"
  type        = string
}

variable "repository_arn" {
  description = "ARN of the ECR repository it lies in."
  type        = string
}

variable "bucket" {
  description = "Bucket with compose.tar.gz and the bundles, e.g. the one that deploy/aws/terraform makes."
  type        = string
}

variable "bundle" {
  description = "Prefix of the signed bundle in it."
  type        = string
  default     = "bundles/first"
}

variable "trusted_keys" {
  description = "Public Ed25519 keys whose bundles are taken, comma-separated."
  type        = string
}
