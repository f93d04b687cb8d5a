import FakeTrackerKit
import HTTPTypes
import Postgres
import Testing

/// A recipe with its steps and the expected results.
struct Recipe: Sendable, CustomTestStringConvertible {
    /// The name of its file.
    let name: String
    /// The channels that it takes.
    let channels: [String]
    /// The objects that exist before it is applied.
    var prepare: @Sendable (RecipeWorld) async throws -> Void = { _ in }
    let steps: [Step]

    var testDescription: String { name }

    /// One step.
    struct Step: Sendable {
        /// The call that the rule makes for it; nil when it makes none.
        var call: Call?
        /// Whether the waiting jobs become due now.
        var passes = false
        /// Does it, as a user of the tracker, which reports it with these deliveries.
        let happens: @Sendable (RecipeWorld) async throws -> [RecipeDelivery]
        /// The expected result, which occurs exactly once.
        let holds: @Sendable (RecipeWorld) async throws -> Void
    }

    /// The call that fails.
    struct Call: Sendable {
        let fake: @Sendable (RecipeWorld) -> any FakeTracker
        let method: HTTPRequest.Method
        let path: String

        static func gitLab(_ method: HTTPRequest.Method, _ path: String) -> Call {
            Call(fake: { $0.gitLab }, method: method, path: path)
        }
        static func gitHub(_ method: HTTPRequest.Method, _ path: String) -> Call {
            Call(fake: { $0.gitHub }, method: method, path: path)
        }
        static func glitchTip(_ method: HTTPRequest.Method, _ path: String) -> Call {
            Call(fake: { $0.glitchTip }, method: method, path: path)
        }
        static func trello(_ method: HTTPRequest.Method, _ path: String) -> Call {
            Call(fake: { $0.trello }, method: method, path: path)
        }
    }
}

/// The fault in each step.
enum RecipeFault: String, Sendable, CaseIterable {
    /// The tracker performs the rule's call, and its response is lost; so is that of the service that receives
    /// webhooks.
    case lostReply = "lost reply"
    /// The first commit of each kind of work fails, as if its worker crashed before it.
    case noCommit = "no commit"
    /// The tracker sends the delivery three times, and again when everything is done.
    case repeated = "repeated delivery"
}

extension Recipe {
    /// Performs all steps.
    func run(_ trouble: RecipeFault) async throws {
        try await RecipeWorld.run(channels) { world in
            try await prepare(world)
            try await world.settle()
            #expect(try await world.apply(name).hasSuffix("\ndone\n"))
            #expect(try await world.apply(name) == "nothing to do\n")
            try await world.redirectSubscriptions()
            if trouble == .noCommit { try await world.stumbling.prepare() }
            var failedAttempts = 0
            for step in steps {
                failedAttempts += try await step.run(trouble, in: world)
                try await step.holds(world)
                try await world.tellsAll(failedAttempts: failedAttempts)
            }
        }
    }
}

extension Recipe.Step {
    /// - Returns: The number of webhook attempts that were not completed.
    fileprivate func run(_ trouble: RecipeFault, in world: RecipeWorld) async throws -> Int {
        let deliveries = try await happens(world)
        switch trouble {
        case .lostReply:
            call?.fake(world).inject(.dropReply, method: call?.method, path: call?.path ?? "")
            world.receiver.loseNextReply()
        case .noCommit: try await world.stumbling.begin()
        case .repeated: break
        }
        let lost = world.receiver.lostReplies
        if passes { try await world.pass() }
        for delivery in deliveries { try await world.deliver(delivery) }
        if trouble == .repeated { for delivery in deliveries + deliveries { try await world.deliver(delivery) } }
        try await world.settle()
        switch trouble {
        case .lostReply:
            #expect(call?.fake(world).pendingFaults ?? 0 == 0, "the rule's call was not met")
            return world.receiver.lostReplies - lost
        case .noCommit:
            let failed = try await world.stumbling.end()
            #expect(call == nil || failed.contains(FaultInjection.actions), "what the rule did was kept at once")
            return failed.contains(FaultInjection.attempts) ? 1 : 0
        case .repeated:
            for delivery in deliveries { try await world.deliver(delivery) }
            try await world.settle()
            return 0
        }
    }
}

/// Expects two values to be equal. It is a function, because a closure whose only `try` is in a macro is not inferred
/// as throwing.
func same<Value: Equatable>(_ left: Value?, _ right: Value, sourceLocation location: SourceLocation = #_sourceLocation)
{
    #expect(left == right, sourceLocation: location)
}
