/// The HELP text of each metric. docs/operations.md lists the same metrics in a table.
enum MetricHelp {
    /// Metrics recorded by libraries have a generic text.
    static func text(of name: String) -> String { texts[name] ?? "Recorded by a library." }

    /// By metric name. States what is counted or measured, and the unit if it is not part of the name.
    static let texts: [String: String] = [
        "process_resident_memory_bytes": "Resident memory of the process.",
        "process_start_time_seconds": "When the process started, in seconds since 1970.",
        "ticket_gateway_build_info": "1, with the version as a label.",
        "ticket_gateway_database_connects_total": "Connections that were made to PostgreSQL.",
        "ticket_gateway_database_pool_connections": "Pooled connections to PostgreSQL, by state.",
        "ticket_gateway_database_pool_waiting": "Requests that wait for a pooled connection.",
        "ticket_gateway_database_readers": "Shared connections for reading that are up.",
        "ticket_gateway_event_stream_events_total": "Events that were sent on streams.",
        "ticket_gateway_event_streams": "Open streams of events, by kind.",
        "ticket_gateway_event_streams_ended_total": "Streams of events that ended, by reason.",
        "ticket_gateway_http_connections": "Open connections of clients.",
        "ticket_gateway_http_connections_total": "Connections of clients that were accepted.",
        "ticket_gateway_http_live_connections": "Open connections that carry a stream of events.",
        "ticket_gateway_http_refused_connections_total":
            "Connections that were refused: too many, or they could not be accepted.",
        "ticket_gateway_http_refused_messages_total": "Requests that the HTTP parser refused.",
        "ticket_gateway_http_request_duration_seconds": "Duration of requests by method, route and class of status.",
        "ticket_gateway_http_requests_in_flight": "Requests that are being handled.",
        "ticket_gateway_job_duration_seconds": "Duration of attempts of jobs by kind and outcome.",
        "ticket_gateway_job_oldest_due_seconds": "How long the first of the due jobs has been due.",
        "ticket_gateway_job_wait_seconds": "How long jobs were due before a worker took them, by kind.",
        "ticket_gateway_jobs": "Jobs in the database, by state.",
        "ticket_gateway_outgoing_attempt_duration_seconds": "Duration of calls of receivers by class of status.",
        "ticket_gateway_outgoing_deliveries_total": "Outgoing deliveries that ended, by state.",
        "ticket_gateway_rule_actions_total": "Actions of rules that ended, by action and outcome.",
        "ticket_gateway_rule_runs_total": "Runs of rules, by the state that they reached.",
        "ticket_gateway_rules_disabled_total": "Rules that the gateway disabled.",
        "ticket_gateway_subscriptions_disabled_total": "Subscriptions that the gateway disabled, by reason.",
        "ticket_gateway_sync_skipped_total": "Tickets that syncs could not read, or read only in part, by tracker.",
        "ticket_gateway_upstream_breaker_open":
            "1 while calls of a connection are refused after failures, by connection.",
        "ticket_gateway_upstream_budget_remaining": "Calls that the tracker still allows, by connection and resource.",
        "ticket_gateway_upstream_call_duration_seconds": "Duration of calls to trackers by method and class of status.",
        "ticket_gateway_upstream_calls_total": "Calls to trackers by connection and outcome.",
    ]
}
