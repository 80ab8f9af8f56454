# What somebody should look at. Without a call there is no figure, and no figure is no alarm.

locals {
  of_function = { FunctionName = aws_lambda_function.hoofbeat.function_name }
  alarms = {
    errors    = { about = "The function ended in errors; its log says where", space = "AWS/Lambda", metric = "Errors" }
    throttles = { about = "Calls were turned away: more at once than allowed", space = "AWS/Lambda", metric = "Throttles" }
    refusals  = { about = "The address answered 5xx; ask /readyz why", space = "AWS/ApiGateway", metric = "5xx" }
  }
}

resource "aws_cloudwatch_metric_alarm" "any" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.about
  namespace           = each.value.space
  metric_name         = each.value.metric
  dimensions          = each.value.space == "AWS/Lambda" ? local.of_function : { ApiId = aws_apigatewayv2_api.hoofbeat.id }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
}

resource "aws_cloudwatch_metric_alarm" "slow" {
  alarm_name          = "${var.name}-slow"
  alarm_description   = "One call in twenty takes more than ${var.slow_milliseconds} ms"
  namespace           = "AWS/Lambda"
  metric_name         = "Duration"
  dimensions          = local.of_function
  extended_statistic  = "p95"
  period              = 300
  evaluation_periods  = 3
  threshold           = var.slow_milliseconds
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topics
  ok_actions          = var.alarm_topics
}
