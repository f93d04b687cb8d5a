package import TrackerKit

/// The behaviour that every adapter must have: one list of cases, which runs against each of them.
///
/// ```swift
/// @Test(arguments: TrackerConformance.cases) func `the tracker conforms`(_ conformance: ConformanceCase) async throws {
///     try await conformance.run(subject())
/// }
/// ```
///
/// Each case requires a new subject. A case whose capabilities the tracker does not declare does nothing;
/// ``capabilityCases`` check that the tracker then rejects the operations.
package enum TrackerConformance {
    package static let cases: [ConformanceCase] =
        accountCases + capabilityCases + ticketCases + statusCases + fieldCases + listCases + markerCases + commentCases
        + labelCases
        + milestoneCases + memberCases + attachmentCases + occurrenceCases
}

package struct ConformanceCase: Sendable, CustomStringConvertible {
    /// The expected behaviour, as a sentence.
    package let name: String
    /// The capabilities that the tracker must declare for the case to run.
    let needs: Set<Capability>
    private let body: @Sendable (ConformanceSubject) async throws -> Void

    init(
        _ name: String, needs: Set<Capability> = [],
        _ body: @escaping @Sendable (ConformanceSubject) async throws -> Void
    ) {
        self.name = name
        self.needs = needs
        self.body = body
    }

    package var description: String { name }

    /// Runs the case.
    /// - Throws: ``ConformanceFailure``, or an unexpected error of the tracker.
    package func run(_ subject: ConformanceSubject) async throws {
        guard needs.isSubset(of: subject.tracker.capabilities) else { return }
        try await body(subject)
    }
}

/// A tracker under test, with hooks to control its server.
package struct ConformanceSubject: Sendable {
    /// The tracker, with valid credentials.
    package var tracker: any IssueTracker
    /// An empty project in the tracker.
    package var project: ProjectReference
    /// The same tracker with invalid credentials; nil if it has no credentials.
    package var stranger: (any IssueTracker)?
    /// A login that tickets can be assigned to, other than the tracker's own account.
    package var assignee: String?
    /// A user that the tracker knows by id, login and email address.
    package var known: RemoteUser?
    /// A user who is not a member yet, and a role in the tracker's terms.
    package var candidate: (user: String, level: String)?
    /// Whether the tracker has a directory of projects and users, and pages for tickets. False if any name is valid, as
    /// in the local tracker.
    package var hasDirectory = true
    /// The maximum length of a body, in characters.
    package var longestBody = 65_536
    /// Whether the tracker reports the time when a ticket was closed.
    package var tellsTimeOfClosing = true
    /// Whether labels have descriptions. If not, a description is rejected.
    package var keepsLabelDescriptions = true
    /// Maps a colour to the one that the tracker stores, for trackers with a fixed palette.
    package var shownColor: @Sendable (String) -> String = { $0 }
    /// Whether every change updates the ticket's time. In an error tracker, only new errors do, so closing a ticket
    /// does not.
    package var datesChanges = true
    /// Whether due dates include a time of day; otherwise they are dates only.
    package var keepsDueHours = true
    /// Advances the tracker's clock, so that the next change has a later time.
    package var tick: @Sendable () async -> Void
    /// Makes the tracker process the next creation but lose its response; nil if responses can't be lost.
    package var loseNextReply: (@Sendable () async -> Void)?
    /// Adds an item that the tracker lists among tickets but that is not one, such as a pull request; nil if there are
    /// none.
    package var addForeignItem: (@Sendable () async throws -> Void)?

    /// Creates a subject with default values for the other properties.
    package init(tracker: any IssueTracker, project: ProjectReference, tick: @escaping @Sendable () async -> Void) {
        self.tracker = tracker
        self.project = project
        self.tick = tick
    }
}

/// A violated expectation.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// The location, the expectation and the actual value.
    package let description: String
}
