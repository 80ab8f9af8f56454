# Cloud Run writes a line for each request with its whole address, and the address of /v1/findings?q=… holds what
# was typed about a patient. None of these lines is kept: the service's own log has method, route, status and time.
resource "google_logging_project_exclusion" "request_urls" {
  name        = "${var.name}-request-urls"
  description = "Addresses of requests hold typed words"
  filter = join(" AND ", [
    "resource.type=\"cloud_run_revision\"",
    "resource.labels.service_name=\"${var.name}\"",
    "logName=\"projects/${var.project}/logs/run.googleapis.com%2Frequests\"",
  ])
  depends_on = [google_project_service.needed]
}
