# There is no rule for allUsers: a request without a token is refused by Google before it reaches the service.
resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = toset(var.callers)
  name     = google_cloud_run_v2_service.hoofbeat.name
  location = google_cloud_run_v2_service.hoofbeat.location
  role     = "roles/run.invoker"
  member   = each.key
}

# Google's login (IAP) stands before the page; it calls the service in the users' stead.
data "google_project" "this" {
  project_id = var.project
}

resource "google_cloud_run_v2_service_iam_member" "login" {
  count    = length(var.browser_users) > 0 ? 1 : 0
  name     = google_cloud_run_v2_service.hoofbeat.name
  location = google_cloud_run_v2_service.hoofbeat.location
  role     = "roles/run.invoker"
  member   = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-iap.iam.gserviceaccount.com"
}

resource "google_iap_web_cloud_run_service_iam_member" "browser_user" {
  for_each               = toset(var.browser_users)
  location               = google_cloud_run_v2_service.hoofbeat.location
  cloud_run_service_name = google_cloud_run_v2_service.hoofbeat.name
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.key
}
