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

variable "compose_sha256" {
  description = "SHA-256 of compose.tar.gz, as sha256sum prints it: root runs what lies in it, so another one is refused."
  type        = string
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.compose_sha256))
    error_message = "Say the 64 characters that sha256sum compose.tar.gz prints."
  }
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

variable "ingress_cidrs" {
  description = "Networks of the hospital that reach port 443, where a proxy on the machine listens; none: nobody gets in."
  type        = list(string)
  default     = []
  validation {
    condition = alltrue([
      for cidr in var.ingress_cidrs : try(cidrnetmask(cidr) != "" && tonumber(split("/", cidr)[1]) >= 8, false)
    ])
    error_message = "Say networks of the hospital, e.g. 10.20.0.0/16: IPv4, and none larger than a /8."
  }
}
