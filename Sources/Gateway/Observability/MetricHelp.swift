/// The HELP text of each metric. docs/operations.md lists the same metrics in a table.
enum MetricHelp {
    /// Metrics recorded by libraries have a generic text.
    static func text(of name: String) -> String { texts[name] ?? "Recorded by a library." }

    /// By metric name. States what is counted or measured, and the unit if it is not part of the name.
    static let texts: [String: String] = [
        "process_resident_memory_bytes": "Resident memory of the process.",
        "process_start_time_seconds": "When the process started, in seconds since 1970.",
        "ticket_gateway_build_info": "1, with the version as a label.",
        "ticket_gateway_database_connects_total": "Connections opened to PostgreSQL.",
        "ticket_gateway_database_errors_total":
            "Statements that PostgreSQL could not run through no fault of the request, by SQLSTATE.",
        "ticket_gateway_database_pool_connections": "Pooled connections to PostgreSQL, by state.",
        "ticket_gateway_database_pool_waiting": "Requests waiting for a pooled connection.",
        "ticket_gateway_database_readers": "Open shared connections for reading.",
        "ticket_gateway_event_stream_events_total": "Events sent on streams.",
        "ticket_gateway_event_streams": "Open event streams, by kind.",
        "ticket_gateway_event_streams_ended_total": "Event streams that ended, by reason.",
        "ticket_gateway_http_connections": "Open client connections.",
        "ticket_gateway_http_connections_total": "Accepted client connections.",
        "ticket_gateway_http_live_connections": "Open client connections that carry an event stream.",
        "ticket_gateway_http_refused_connections_total":
            "Client connections that were refused, because there were too many or accepting them failed.",
        "ticket_gateway_http_refused_messages_total": "Requests rejected by the HTTP parser.",
        "ticket_gateway_http_request_duration_seconds": "Duration of requests, by method, route and status class.",
        "ticket_gateway_http_requests_in_flight": "Requests being handled.",
        "ticket_gateway_job_duration_seconds": "Duration of job attempts, by kind and outcome.",
        "ticket_gateway_job_oldest_due_seconds": "How long the oldest due job has been due.",
        "ticket_gateway_job_wait_seconds": "How long jobs were due before a worker claimed them, by kind.",
        "ticket_gateway_jobs": "Jobs in the database, by state.",
        "ticket_gateway_outgoing_attempt_duration_seconds": "Duration of calls to receivers, by status class.",
        "ticket_gateway_outgoing_deliveries_total": "Finished outgoing deliveries, by state.",
        "ticket_gateway_rule_actions_total": "Finished rule actions, by action and outcome.",
        "ticket_gateway_rule_runs_total": "Finished rule runs, by state.",
        "ticket_gateway_rules_disabled_total": "Rules disabled by the gateway.",
        "ticket_gateway_subscriptions_disabled_total": "Subscriptions disabled by the gateway, by reason.",
        "ticket_gateway_sync_skipped_total": "Tickets that syncs could not read, or read only in part, by tracker.",
        "ticket_gateway_upstream_breaker_open":
            "1 while the circuit breaker of a connection is open, by connection.",
        "ticket_gateway_upstream_budget_remaining": "Calls that the tracker still allows, by connection and resource.",
        "ticket_gateway_upstream_call_duration_seconds": "Duration of calls to trackers, by method and status class.",
        "ticket_gateway_upstream_calls_total": "Calls to trackers by connection and outcome.",
    ]
}
