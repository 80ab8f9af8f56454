"""What the dashboards show, as one page without Grafana or Prometheus."""
