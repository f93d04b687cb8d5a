package import TrackerKit

/// What every adapter must do, whatever its tracker: one list of cases, run over each of them.
///
/// ```swift
/// @Test(arguments: TrackerConformance.cases) func `the tracker conforms`(_ conformance: ConformanceCase) async throws {
///     try await conformance.run(subject())
/// }
/// ```
///
/// Each case wants a fresh subject. A case that needs what the tracker does not declare does nothing, since
/// ``capabilityCases`` checks that the tracker then refuses.
package enum TrackerConformance {
    /// Every case.
    package static let cases: [ConformanceCase] =
        accountCases + capabilityCases + ticketCases + statusCases + fieldCases + listCases + markerCases + commentCases
        + labelCases
        + milestoneCases + memberCases + attachmentCases + occurrenceCases
}

/// One case.
package struct ConformanceCase: Sendable, CustomStringConvertible {
    /// What must hold, as a sentence.
    package let name: String
    /// What the tracker must declare for the case to mean anything.
    let needs: Set<Capability>
    private let body: @Sendable (ConformanceSubject) async throws -> Void

    /// Makes a case.
    init(
        _ name: String, needs: Set<Capability> = [],
        _ body: @escaping @Sendable (ConformanceSubject) async throws -> Void
    ) {
        self.name = name
        self.needs = needs
        self.body = body
    }

    /// The sentence.
    package var description: String { name }

    /// Runs the case.
    /// - Throws: ``ConformanceFailure``, or what the tracker threw unexpectedly.
    package func run(_ subject: ConformanceSubject) async throws {
        guard needs.isSubset(of: subject.tracker.capabilities) else { return }
        try await body(subject)
    }
}

/// A tracker under test, and what a test can do behind its back.
package struct ConformanceSubject: Sendable {
    /// The tracker, with good credentials.
    package var tracker: any IssueTracker
    /// An empty project in it.
    package var project: ProjectReference
    /// The same tracker with credentials that it refuses; nil where there are none.
    package var stranger: (any IssueTracker)?
    /// A login that tickets may be assigned to, other than the tracker's own.
    package var assignee: String?
    /// A user that the tracker knows by identifier, login and address.
    package var known: RemoteUser?
    /// A user who is no member yet, and a word of the tracker's for what a member may do.
    package var candidate: (user: String, level: String)?
    /// Whether naming a project or user is enough to have it: the tracker keeps no directory of its own, and its
    /// tickets have no pages.
    package var hasDirectory = true
    /// How many characters a body may have.
    package var longestBody = 65_536
    /// Whether the tracker tells when a ticket was closed.
    package var tellsTimeOfClosing = true
    /// Whether labels have descriptions; where they have none, one is refused.
    package var keepsLabelDescriptions = true
    /// What the tracker makes of a colour: one that has a palette shows its own.
    package var shownColor: @Sendable (String) -> String = { $0 }
    /// Whether the tracker dates every change: an error tracker dates only the errors, so that closing a ticket leaves
    /// its time as it was.
    package var datesChanges = true
    /// Whether due dates are moments; else they are days.
    package var keepsDueHours = true
    /// Lets time pass, so that what happens next is later by the tracker's own reckoning.
    package var tick: @Sendable () async -> Void
    /// Loses the reply of the next creation, after it was carried out; nil where nothing can get lost.
    package var loseNextReply: (@Sendable () async -> Void)?
    /// Adds what tickets are listed among but are none (pull requests); nil where there is nothing of the kind.
    package var addForeignItem: (@Sendable () async throws -> Void)?

    /// Makes a subject; the rest is set after.
    package init(tracker: any IssueTracker, project: ProjectReference, tick: @escaping @Sendable () async -> Void) {
        self.tracker = tracker
        self.project = project
        self.tick = tick
    }
}

/// What does not hold.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected, where, and what came.
    package let description: String
}
