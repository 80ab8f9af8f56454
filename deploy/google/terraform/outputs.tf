output "address" {
  description = "Where the service answers."
  value       = google_cloud_run_v2_service.hoofbeat.uri
}

output "bucket" {
  description = "Where bundles are put."
  value       = "gs://${google_storage_bucket.bundles.name}"
}

output "revision" {
  description = "The newest revision: note it before a change, it is what you go back to."
  value       = google_cloud_run_v2_service.hoofbeat.latest_ready_revision
}
