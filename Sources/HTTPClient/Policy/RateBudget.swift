import HTTPKit
package import Primitives

/// What a server's answers told about how many calls it grants, and what follows for the next one.
package struct RateBudget: Sendable, Hashable {
    /// One of the server's budgets.
    package struct Resource: Sendable, Hashable {
        /// How many calls a window grants.
        package var limit: Int?
        /// How many were left by the last answer.
        package var remaining: Int?
        /// When the window ends.
        package var resetsAt: Timestamp?
        /// The server said: stop, until then.
        package var throttledUntil: Timestamp?
        /// Calls that were sent and not answered yet, so that no answer counts them.
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
    /// No call of any kind before this time: a limit on behaviour, not on one budget.
    package private(set) var throttledUntil: Timestamp?
    /// What a call without a named budget is charged to: what the server said the last time.
    private var defaultResource = "default"

    /// Nothing is known yet.
    package init() {}

    private func name(_ resource: String?) -> String { resource ?? defaultResource }

    /// How long a call charged to `resource` has to wait; zero: it may go.
    package func wait(for resource: String?, at now: Timestamp) -> Duration {
        let own = resources[name(resource)]?.wait(at: now) ?? .zero
        guard let throttledUntil, throttledUntil > now else { return own }
        return max(own, throttledUntil - now)
    }

    /// Counts a call that goes out; answers the budget's name for ``ended(_:)``.
    mutating func began(_ resource: String?) -> String {
        resources[name(resource), default: Resource()].pending += 1
        return name(resource)
    }

    /// Counts a call that came back, with an answer or without.
    mutating func ended(_ name: String) {
        guard let pending = resources[name]?.pending else { return }
        resources[name]?.pending = max(0, pending - 1)
        if resources[name] == Resource() { resources[name] = nil }
    }

    /// Takes in what an answer told.
    /// - Parameter wasNamed: whether the call named its budget; if not, the answer's is the default from now on.
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
