import APIContract
import HTTPClient
import HTTPKit
import HTTPTypes
import Primitives

/// Calls of the Alerts API, whose errors have a form of their own.
extension APIClient {
    /// Posts an alert once: the Alerts API has no idempotency keys, so a retry after a lost response could store the
    /// alert twice.
    /// - Returns: The alert's id.
    func postAlert(_ alert: JSON, timeout: Duration) async throws -> JSON {
        var request = ClientRequest(
            .post, base + Endpoint.postAlert.path(),
            headers: [.accept: "application/json", .contentType: "application/json"], body: alert.serialized(),
            timeout: timeout)
        if let token { request.headers[.authorization] = "Bearer \(token)" }
        let sent = request
        let response = try await Self.naming {
            do {
                return try Self.read(await streams.send(sent))
            } catch let error as TransportError {
                throw ClientFailure.unreachable(error)
            }
        }
        guard let posted = response["detail"] else {
            throw ClientFailure.unreadable("the gateway's response is not that of the Alerts API")
        }
        return posted
    }

    /// Reads the alerts of some flavors, newest first.
    func alerts(_ path: GatewayPath) async throws -> [JSON] {
        let list = try await Self.naming { try await get(path) }
        guard let alerts = list["alerts"]?.arrayValue else {
            throw ClientFailure.unreadable("the gateway's response is not a list of alerts")
        }
        return alerts
    }

    /// Converts errors of the Alerts API to problems.
    private static func naming(_ body: () async throws -> JSON) async throws -> JSON {
        do {
            return try await body()
        } catch ClientFailure.refused(let status, let problem?, let retryAfter) where problem["title"] == nil {
            throw ClientFailure.refused(status: status, problem: problem.alertProblem, retryAfter: retryAfter)
        }
    }
}

extension JSON {
    /// A problem with the messages of an error of the Alerts API.
    fileprivate var alertProblem: JSON {
        let isMessage = self["detail"]?.stringValue != nil
        let messages = isMessage ? [:] : self["detail"]?.objectValue ?? objectValue ?? [:]
        let errors = messages.sorted { $0.key < $1.key }.flatMap { field in
            (field.value.arrayValue ?? []).map { message -> JSON in
                ["pointer": .string("/" + field.key), "detail": message]
            }
        }
        return ["detail": self["detail"] ?? .null, "errors": .array(errors)]
    }
}
