# The schema of these files was checked against release 8.7.0 of the provider; a later 8.x changes nothing it took.
terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
}

# Terraform takes the login of `gcloud auth application-default login`: no key is kept in a file.
provider "google" {
  project = var.project
  region  = var.region
}
