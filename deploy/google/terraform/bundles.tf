resource "google_storage_bucket" "bundles" {
  name                        = "${var.project}-${var.name}-bundles"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = true
  }

  # What was overwritten or deleted stays a quarter of a year: rolling back needs it.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 90
      with_state                 = "ARCHIVED"
    }
  }

  depends_on = [google_project_service.needed]
}

# The service reads bundles and can do nothing else in the project.
resource "google_service_account" "serving" {
  account_id   = "${var.name}-serving"
  display_name = "Hoofbeat: reads bundles"
}

resource "google_storage_bucket_iam_member" "reads_bundles" {
  bucket = google_storage_bucket.bundles.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.serving.member
}

resource "google_project_service" "needed" {
  for_each = toset([
    "run.googleapis.com", "storage.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com",
    "iap.googleapis.com",
  ])
  service            = each.key
  disable_on_destroy = false
}
