import Connections
import EventFeed
import Foundation
import HTTPServer
import Models
import Postgres

extension PrometheusRegistry {
    /// Adds metrics of the server, database connections, event streams, tracker budgets and the process.
    ///
    /// The observers of the services refer to this registry, so its references to them are weak: otherwise a gateway
    /// that has stopped would stay in memory.
    func collectState(of server: HTTPServer, _ services: GatewayServices) {
        let startedAt = Date().timeIntervalSince1970
        collect { [weak server] in server.map { Self.samples($0.statistics) } ?? [] }
        collect { [weak database = services.database] in database.map { Self.samples($0.statistics) } ?? [] }
        collect { [weak database = services.database] in database.map { Self.samples($0.statementFaults) } ?? [] }
        collect { [weak streams = services.events.streams] in streams.map { Self.samples($0.statistics) } ?? [] }
        collect { [weak provider = services.connections.provider] in
            (provider?.budgets ?? []).flatMap { Self.samples($0.budget, connection: $0.connection) }
        }
        collect {
            [
                MetricSample(
                    "ticket_gateway_build_info", .gauge, value: 1, labels: ["version": GatewayVersion.current]),
                MetricSample("process_start_time_seconds", .gauge, value: startedAt),
                MetricSample("process_resident_memory_bytes", .gauge, value: Self.residentBytes),
            ]
        }
    }

    private static func samples(_ statistics: ServerStatistics) -> [MetricSample] {
        [
            MetricSample("ticket_gateway_http_connections", .gauge, value: Double(statistics.openConnections)),
            MetricSample(
                "ticket_gateway_http_connections_total", .counter, value: Double(statistics.acceptedConnections)),
            MetricSample("ticket_gateway_http_live_connections", .gauge, value: Double(statistics.liveConnections)),
            MetricSample("ticket_gateway_http_requests_in_flight", .gauge, value: Double(statistics.requestsInFlight)),
        ]
    }

    private static func samples(_ statistics: EventStreamStatistics) -> [MetricSample] {
        EventStreamKind.allCases.map { kind in
            MetricSample(
                "ticket_gateway_event_streams", .gauge, value: Double(statistics.open[kind] ?? 0),
                labels: ["kind": kind.rawValue])
        }
            + EventStreamEnd.allCases.map { reason in
                MetricSample(
                    "ticket_gateway_event_streams_ended_total", .counter, value: Double(statistics.ended[reason] ?? 0),
                    labels: ["reason": reason.rawValue])
            }
            + [MetricSample("ticket_gateway_event_stream_events_total", .counter, value: Double(statistics.events))]
    }

    private static func samples(_ statistics: PostgresStatistics) -> [MetricSample] {
        [
            MetricSample("ticket_gateway_database_readers", .gauge, value: Double(statistics.readersUp)),
            MetricSample(
                "ticket_gateway_database_pool_connections", .gauge, value: Double(statistics.poolOpen),
                labels: ["state": "open"]),
            MetricSample(
                "ticket_gateway_database_pool_connections", .gauge, value: Double(statistics.poolIdle),
                labels: ["state": "idle"]),
            MetricSample("ticket_gateway_database_pool_waiting", .gauge, value: Double(statistics.poolWaiting)),
            MetricSample("ticket_gateway_database_connects_total", .counter, value: Double(statistics.connects)),
        ]
    }

    private static func samples(_ faults: [SQLState: Int]) -> [MetricSample] {
        faults.sorted { $0.key.rawValue < $1.key.rawValue }.map { state, count in
            MetricSample(
                "ticket_gateway_database_errors_total", .counter, value: Double(count),
                labels: ["sqlstate": state.rawValue])
        }
    }

    private static func samples(_ budget: UpstreamBudget, connection: String) -> [MetricSample] {
        let counts: [(String, Int)] = [
            ("sent", budget.calls.sent), ("failed", budget.calls.failed), ("retried", budget.calls.retried),
            ("coalesced", budget.calls.coalesced), ("not_modified", budget.calls.notModified),
            ("refused", budget.calls.refused),
        ]
        let calls = counts.map { name, count in
            MetricSample(
                "ticket_gateway_upstream_calls_total", .counter, value: Double(count),
                labels: ["connection": connection, "outcome": name])
        }
        let resources = budget.resources.compactMap { resource in
            resource.remaining.map {
                MetricSample(
                    "ticket_gateway_upstream_budget_remaining", .gauge, value: Double($0),
                    labels: ["connection": connection, "resource": resource.name])
            }
        }
        let open = MetricSample(
            "ticket_gateway_upstream_breaker_open", .gauge, value: budget.breaker == .open ? 1 : 0,
            labels: ["connection": connection])
        return calls + resources + [open]
    }

    /// The process's resident memory, in bytes. The second number in `/proc/self/statm` counts pages.
    private static var residentBytes: Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
}
