# Errors of the service, from Google's own counters: they hold no address.
resource "google_monitoring_alert_policy" "errors" {
  count                 = length(var.alert_channels) > 0 ? 1 : 0
  display_name          = "${var.name}: requests end in errors"
  combiner              = "OR"
  notification_channels = var.alert_channels

  conditions {
    display_name = "5xx in five minutes"
    condition_threshold {
      filter = join(" AND ", [
        "resource.type=\"cloud_run_revision\"",
        "resource.labels.service_name=\"${var.name}\"",
        "metric.type=\"run.googleapis.com/request_count\"",
        "metric.labels.response_code_class=\"5xx\"",
      ])
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"
      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
}
