# How large it is, who is told, what is kept: all of it has a default.

variable "name" {
  description = "Name of the function; the others begin with it."
  type        = string
  default     = "hoofbeat"
}

variable "memory_mb" {
  description = "Memory; processor time follows it, and 1,769 MB are one whole processor."
  type        = number
  default     = 1769
}

variable "concurrency" {
  description = "How many requests at most are answered at once (reserved concurrency); -1: as many as the account allows."
  type        = number
  default     = -1
}

variable "provisioned" {
  description = "Environments kept warm, so that nobody meets a cold start; they cost by the hour. 0: none."
  type        = number
  default     = 0
}

variable "throttle_rate" {
  description = "Requests a second that the gateway lets through."
  type        = number
  default     = 20
}

variable "throttle_burst" {
  description = "Requests at once that the gateway lets through."
  type        = number
  default     = 40
}

# Who is told, and what is kept.

variable "alarm_topics" {
  description = "ARNs of SNS topics that alarms are sent to; without one they only show in CloudWatch."
  type        = list(string)
  default     = []
}

variable "slow_milliseconds" {
  description = "Alarm when one call in twenty takes longer than this."
  type        = number
  default     = 3000
}

variable "log_days" {
  description = "Days that logs are kept. They hold routes, statuses and durations, nothing of a patient."
  type        = number
  default     = 30
}

variable "destroy_bundles" {
  description = "true: terraform destroy also deletes the bucket with every bundle in it."
  type        = bool
  default     = false
}
