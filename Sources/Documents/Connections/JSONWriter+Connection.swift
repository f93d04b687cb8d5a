package import Models
package import Primitives
package import TrackerKit

extension JSONWriter {
    /// Writes a `Connection`, without its credentials.
    /// - Parameters:
    ///   - baseURL: The base URL of its calls.
    ///   - verification: The result of verifying the credentials: `.some(nil)` if the tracker rejected them, nil if
    ///     they were not verified.
    ///   - webhooksLeft: Webhooks that remain at the previous address after a change of the address.
    package mutating func connection(
        _ connection: Connection, baseURL: String?, verification: Verification?? = nil,
        webhooksLeft: [RemainingWebhook] = []
    ) {
        beginObject()
        key("id")
        string(connection.id.text)
        key("slug")
        string(connection.slug)
        key("title")
        string(connection.title)
        key("tracker")
        string(connection.tracker.rawValue)
        key("base_url")
        string(baseURL)
        key("status")
        string(connection.status.rawValue)
        key("status_detail")
        string(connection.statusDetail)
        key("account")
        value(connection.account?.json ?? .null)
        key("settings")
        value(connection.settings)
        key("created_at")
        timestamp(connection.createdAt)
        key("updated_at")
        timestamp(connection.updatedAt)
        if let verification {
            key("verification")
            value(verification?.json ?? .null)
        }
        if !webhooksLeft.isEmpty {
            key("webhooks_left")
            value(.array(webhooksLeft.map(\.json)))
        }
        endObject()
    }

    /// Writes a `Budget`.
    package mutating func budget(_ budget: UpstreamBudget, connection: String) {
        beginObject()
        key("connection")
        string(connection)
        key("resources")
        beginArray()
        for resource in budget.resources { budgetResource(resource) }
        endArray()
        key("throttled_until")
        timestamp(budget.throttledUntil)
        key("breaker")
        value([
            "state": .string(budget.breaker.rawValue), "failures": .integer(Int64(budget.failures)),
            "open_until": JSON(budget.openUntil),
        ])
        key("calls")
        value([
            "sent": JSON(budget.calls.sent), "failed": JSON(budget.calls.failed), "retried": JSON(budget.calls.retried),
            "coalesced": JSON(budget.calls.coalesced), "not_modified": JSON(budget.calls.notModified),
            "refused": JSON(budget.calls.refused),
        ])
        endObject()
    }

    private mutating func budgetResource(_ resource: UpstreamBudget.Resource) {
        value([
            "resource": .string(resource.name), "limit": JSON(resource.limit), "remaining": JSON(resource.remaining),
            "resets_at": JSON(resource.resetsAt),
        ])
    }
}

extension Verification {
    /// The result as `ConnectionVerification`.
    fileprivate var json: JSON {
        [
            "scopes": JSON(scopes), "server_version": JSON(serverVersion),
            "unavailable": .array(
                unavailable.map { ["capability": .string($0.capability.rawValue), "needs_one_of": JSON($0.needs)] }),
        ]
    }
}
