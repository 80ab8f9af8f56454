variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

# No default: where patient data are answered is a decision of the hospital.
variable "region" {
  description = "Where service and bundles live, such as southamerica-east1 or europe-west3."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Name one region, such as europe-west3: a multi-region such as EU or US spreads data."
  }
}

variable "name" {
  description = "Name of the service; the bucket and the service account bear it too."
  type        = string
  default     = "hoofbeat"
}

variable "image" {
  description = "The image with its digest, such as REGION-docker.pkg.dev/PROJECT/hoofbeat/serve@sha256:…"
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "Name the image by its digest (…@sha256:…): a tag can be moved to another image."
  }
}

variable "bundle" {
  description = "Folder of the bundle in the bucket; a new name makes a new revision."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-Za-z._-]+$", var.bundle))
    error_message = "Letters, digits, dot, hyphen and underscore only."
  }
}

variable "trusted_keys" {
  description = "Public keys whose signature on a bundle counts: the line in hoofbeat.pub; several by commas."
  type        = string

  validation {
    condition     = length(var.trusted_keys) > 0
    error_message = "Without a public key no bundle is taken."
  }
}

variable "callers" {
  description = "Who may call with a token, such as group:ward@hospital.example or serviceAccount:…"
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.callers : !contains(["allUsers", "allAuthenticatedUsers"], member)])
    error_message = "The service answers known callers only."
  }
}

variable "browser_users" {
  description = "Who may open the page in a browser after Google's login; naming one makes the address reachable from outside."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.browser_users : can(regex("^(user|group|domain):", member))])
    error_message = "Write user:…, group:… or domain:…"
  }
}

variable "min_instances" {
  description = "Instances kept warm: 0 costs nothing at rest, 1 spares the first question of the day the start."
  type        = number
  default     = 0
}

variable "max_instances" {
  description = "Instances at most: the ceiling of the bill."
  type        = number
  default     = 4
}

variable "altitude" {
  description = "Metres above sea level, for limits of oxygen and hemoglobin."
  type        = number
  default     = 0
}

variable "stable_revision" {
  description = "Revision that keeps the rest of the traffic while a new one is tried; empty: the new one has all."
  type        = string
  default     = ""
}

variable "new_percent" {
  description = "Share of requests for the newest revision while stable_revision is set, in per cent."
  type        = number
  default     = 10

  validation {
    condition     = var.new_percent >= 0 && var.new_percent <= 100
    error_message = "From 0 to 100."
  }
}

variable "alert_channels" {
  description = "Notification channels (projects/…/notificationChannels/…) that are told of errors; none: nobody."
  type        = list(string)
  default     = []
}
