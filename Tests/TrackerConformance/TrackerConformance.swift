public import TrackerKit

/// What every adapter must do, whatever its tracker: one list of cases, run over each of them.
///
/// ```swift
/// @Test(arguments: TrackerConformance.cases) func `the tracker conforms`(_ conformance: ConformanceCase) async throws {
///     try await conformance.run(subject())
/// }
/// ```
///
/// Each case wants a fresh subject. A case that needs what the tracker does not declare does nothing, since ``capabilityCases`` checks that the
/// tracker then refuses.
public enum TrackerConformance {
    /// Every case.
    public static let cases: [ConformanceCase] =
        accountCases + capabilityCases + ticketCases + statusCases + fieldCases + listCases + markerCases + commentCases + labelCases
        + milestoneCases + memberCases + attachmentCases + occurrenceCases
}

/// One case.
public struct ConformanceCase: Sendable, CustomStringConvertible {
    /// What must hold, as a sentence.
    public let name: String
    /// What the tracker must declare for the case to mean anything.
    let needs: Set<Capability>
    private let body: @Sendable (ConformanceSubject) async throws -> Void

    /// Makes a case.
    init(_ name: String, needs: Set<Capability> = [], _ body: @escaping @Sendable (ConformanceSubject) async throws -> Void) {
        self.name = name
        self.needs = needs
        self.body = body
    }

    /// The sentence.
    public var description: String { name }

    /// Runs the case.
    /// - Throws: ``ConformanceFailure``, or what the tracker threw unexpectedly.
    public func run(_ subject: ConformanceSubject) async throws {
        guard needs.isSubset(of: subject.tracker.capabilities) else { return }
        try await body(subject)
    }
}

/// A tracker under test, and what a test can do behind its back.
public struct ConformanceSubject: Sendable {
    /// The tracker, with good credentials.
    public var tracker: any IssueTracker
    /// An empty project in it.
    public var project: ProjectReference
    /// The same tracker with credentials that it refuses; nil where there are none.
    public var stranger: (any IssueTracker)?
    /// A login that tickets may be assigned to, other than the tracker's own.
    public var assignee: String?
    /// A user that the tracker knows by identifier, login and address.
    public var known: RemoteUser?
    /// A user who is no member yet, and a word of the tracker's for what a member may do.
    public var candidate: (user: String, level: String)?
    /// Whether naming a project or user is enough to have it: the tracker keeps no directory of its own, and its tickets have no pages.
    public var hasDirectory = true
    /// How many characters a body may have.
    public var longestBody = 65_536
    /// Whether the tracker tells when a ticket was closed.
    public var tellsTimeOfClosing = true
    /// Whether labels have descriptions; where they have none, one is refused.
    public var keepsLabelDescriptions = true
    /// What the tracker makes of a colour: one that has a palette shows its own.
    public var shownColor: @Sendable (String) -> String = { $0 }
    /// Whether the tracker dates every change: an error tracker dates only the errors, so that closing a ticket leaves its time as it was.
    public var datesChanges = true
    /// Whether due dates are moments; else they are days.
    public var keepsDueHours = true
    /// Lets time pass, so that what happens next is later by the tracker's own reckoning.
    public var tick: @Sendable () async -> Void
    /// Loses the reply of the next creation, after it was carried out; nil where nothing can get lost.
    public var loseNextReply: (@Sendable () async -> Void)?
    /// Adds what tickets are listed among but are none (pull requests); nil where there is nothing of the kind.
    public var addForeignItem: (@Sendable () async throws -> Void)?

    /// Makes a subject; the rest is set after.
    public init(tracker: any IssueTracker, project: ProjectReference, tick: @escaping @Sendable () async -> Void) {
        self.tracker = tracker
        self.project = project
        self.tick = tick
    }
}

/// What does not hold.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected, where, and what came.
    public let description: String
}
