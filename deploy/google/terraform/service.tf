resource "google_cloud_run_v2_service" "hoofbeat" {
  name     = var.name
  location = var.region
  # From outside the hospital's network nothing answers, unless browser users are named: then Google's login is before it.
  ingress              = length(var.browser_users) > 0 ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  iap_enabled          = length(var.browser_users) > 0
  invoker_iam_disabled = false
  deletion_protection  = false

  template {
    service_account                  = google_service_account.serving.email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    timeout                          = "30s"
    max_instance_request_concurrency = 16

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    containers {
      image = var.image

      # Cloud Run sets PORT to this number; the service obeys it. HOOFBEAT_PORT would win: it is left unset.
      ports {
        container_port = 8080
      }

      # Files written at run time lie in memory here: the fetched bundle counts against the limit.
      resources {
        limits            = { cpu = "1", memory = "1Gi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = {
          HOOFBEAT_HOST         = "0.0.0.0"
          HOOFBEAT_OPEN         = "1" # IAM, or IAP for browsers, has asked already: without a token nothing comes here
          HOOFBEAT_BUNDLE       = "gs://${google_storage_bucket.bundles.name}/${var.bundle}"
          HOOFBEAT_TRUSTED_KEYS = var.trusted_keys
          HOOFBEAT_CACHE        = "/tmp/hoofbeat-bundles"
          HOOFBEAT_ALTITUDE     = tostring(var.altitude)
          # Cloud Run kills ten seconds after SIGTERM.
          HOOFBEAT_DRAIN_SECONDS = "8"
        }
        content {
          name  = env.key
          value = env.value
        }
      }

      # Cloud Run asks the container itself: the two paths need not be reachable from outside, and are not.
      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 60
        http_get {
          path = "/readyz"
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/healthz"
        }
      }
    }
  }

  dynamic "traffic" {
    for_each = var.stable_revision == "" ? [] : [var.stable_revision]
    content {
      type     = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
      revision = traffic.value
      percent  = 100 - var.new_percent
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = var.stable_revision == "" ? 100 : var.new_percent
    tag     = "newest"
  }

  depends_on = [google_storage_bucket_iam_member.reads_bundles, google_logging_project_exclusion.request_urls]
}
