# What must be said: there is no default for anything that decides where data lie or who may ask.

variable "region" {
  description = "Where everything is made and where every request is answered, e.g. eu-central-1. Requests never leave it."
  type        = string
  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "This is no name of a region: say e.g. eu-central-1."
  }
}

variable "trusted_keys" {
  description = "Public Ed25519 keys whose bundles are taken: the lines of the .pub files, comma-separated."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*$", var.trusted_keys))
    error_message = "Say the line of hoofbeat.pub (44 characters); several with commas between them."
  }
}

variable "authorization" {
  description = "Who may ask: JWT (tokens of the hospital's identity provider) or IAM (requests signed with AWS credentials)."
  type        = string
  validation {
    condition     = contains(["JWT", "IAM"], var.authorization)
    error_message = "Say JWT or IAM: an open address is not offered."
  }
}

variable "jwt_issuer" {
  description = "With JWT: the identity provider, e.g. https://login.hospital.example/realms/staff."
  type        = string
  default     = null
  validation {
    condition     = var.authorization != "JWT" || can(regex("^https://", var.jwt_issuer))
    error_message = "With authorization = \"JWT\" say jwt_issuer, an address that begins with https://."
  }
}

variable "jwt_audience" {
  description = "With JWT: for whom a token must be made out (its aud or client_id)."
  type        = list(string)
  default     = []
  validation {
    condition     = var.authorization != "JWT" || length(var.jwt_audience) > 0
    error_message = "With authorization = \"JWT\" say jwt_audience: else tokens made for other applications would do."
  }
}

# The code: either the zip (deploy/aws/lambda/build_zip.sh) or the image (deploy/aws/lambda/Dockerfile).

variable "zip_file" {
  description = "Path of the zip; null where the image is taken."
  type        = string
  default     = null
  validation {
    condition     = (var.zip_file == null) != (var.image_uri == null)
    error_message = "Say either zip_file or image_uri."
  }
}

variable "image_uri" {
  description = "Address of the image in ECR, in the same region, by digest: …amazonaws.com/hoofbeat@sha256:…; null with the zip."
  type        = string
  default     = null
}

variable "runtime" {
  description = "Lambda's Python for the zip: the one that the zip was built for."
  type        = string
  default     = "python3.13"
}

variable "architecture" {
  description = "x86_64, or arm64 where you have tried it: ONNX Runtime has aborted on Lambda's arm64 (microsoft/onnxruntime#10038)."
  type        = string
  default     = "x86_64"
  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "Say x86_64 or arm64."
  }
}

# What it answers with.

variable "bundle" {
  description = "Prefix in the bucket under which the signed bundle lies; a new one publishes a new version."
  type        = string
  default     = "bundles/first"
  validation {
    condition     = can(regex("^bundles/[A-Za-z0-9._-]+$", var.bundle))
    error_message = "Say bundles/NAME: letters, digits, dot, underscore, hyphen."
  }
}

variable "live_version" {
  description = "The version that answers; null: the newest. Say the running one to try a new one first, an older one to roll back."
  type        = string
  default     = null
}

variable "altitude" {
  description = "Metres above sea level of the patients' place; null is sea level."
  type        = number
  default     = null
}
