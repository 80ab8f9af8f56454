# Copy to hospital.auto.tfvars and fill in. Nothing here is secret: the key is the public one.
project      = "my-hospital"
region       = "southamerica-east1"
image        = "southamerica-east1-docker.pkg.dev/my-hospital/hoofbeat/serve@sha256:0000000000000000000000000000000000000000000000000000000000000000"
bundle       = "bundle-1"
trusted_keys = "the line in hoofbeat.pub"
callers      = []
# browser_users = ["group:physicians@hospital.example"]
