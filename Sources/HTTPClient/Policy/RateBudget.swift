import HTTPKit
package import Primitives

/// The state of a server's budgets as reported in its responses, and the waits that follow from it.
package struct RateBudget: Sendable, Hashable {
    /// One of the server's budgets.
    package struct Resource: Sendable, Hashable {
        /// The number of calls per window.
        package var limit: Int?
        /// The number of calls left, according to the last response.
        package var remaining: Int?
        /// The end of the window.
        package var resetsAt: Timestamp?
        /// The time until which the server refuses calls of this budget.
        package var throttledUntil: Timestamp?
        /// The number of calls in flight, which no response has counted yet.
        var pending = 0

        /// How long a call has to wait.
        fileprivate func wait(at now: Timestamp) -> Duration {
            var wait = Duration.zero
            if let throttledUntil, throttledUntil > now { wait = throttledUntil - now }
            if let remaining, remaining - pending <= 0, let resetsAt, resetsAt > now {
                wait = max(wait, resetsAt - now)
            }
            return wait
        }
    }

    /// The budgets by name.
    package private(set) var resources: [String: Resource] = [:]
    /// The time until which the server refuses all calls: a limit on behaviour rather than on one budget.
    package private(set) var throttledUntil: Timestamp?
    /// The budget of calls that do not name one: that of the last response to such a call.
    private var defaultResource = "default"

    package init() {}

    private func name(_ resource: String?) -> String { resource ?? defaultResource }

    /// How long a call with this budget has to wait; zero if it is allowed now.
    package func wait(for resource: String?, at now: Timestamp) -> Duration {
        let own = resources[name(resource)]?.wait(at: now) ?? .zero
        guard let throttledUntil, throttledUntil > now else { return own }
        return max(own, throttledUntil - now)
    }

    /// Counts a call that is being sent, and returns the name of its budget for ``ended(_:)``.
    mutating func began(_ resource: String?) -> String {
        resources[name(resource), default: Resource()].pending += 1
        return name(resource)
    }

    /// Counts a call that has ended, with a response or without.
    mutating func ended(_ name: String) {
        guard let pending = resources[name]?.pending else { return }
        resources[name]?.pending = max(0, pending - 1)
        if resources[name] == Resource() { resources[name] = nil }
    }

    /// Updates the budgets from a response.
    /// - Parameter wasNamed: Whether the call named its budget. If not, the budget in the response becomes the default.
    mutating func observe(_ observation: RateObservation, wasNamed: Bool) {
        if !wasNamed { defaultResource = observation.resource }
        var resource = resources[observation.resource] ?? Resource()
        if observation.limit != nil { resource.limit = observation.limit }
        if observation.remaining != nil {
            resource.remaining = observation.remaining.map { max($0, 0) }
            resource.resetsAt = observation.resetsAt
        }
        if let until = observation.throttledUntil {
            if observation.isSecondary {
                throttledUntil = max(throttledUntil ?? until, until)
            } else {
                resource.throttledUntil = max(resource.throttledUntil ?? until, until)
            }
        }
        if resource != Resource() { resources[observation.resource] = resource }
    }
}
