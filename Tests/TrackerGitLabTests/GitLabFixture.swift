import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import TrackerConformance
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// A fake GitLab with accounts and a project in a subgroup, and an adapter connected to it.
struct GitLabFixture {
    let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
    let fake: FakeGitLab
    let transport: InProcessTransport
    let tracker: GitLabTracker
    let project = ProjectReference(path: Self.path, statusMap: ["label:wip": .inProgress, "label:blocked": .onHold])

    /// The project's path.
    static let path = "acme/backend/tools"
    /// The token of the project's owner.
    static let token = "glpat-fakeOwnerToken"

    init(pathPrefix: String = "/api/v4", limits: FakeLimits = FakeLimits()) throws {
        var limits = limits
        if limits.callsPerMinute == FakeLimits().callsPerMinute { limits.callsPerMinute = 1_000_000 }
        fake = FakeGitLab(clock: clock, pathPrefix: pathPrefix, limits: limits)
        fake.addAccount("owner", token: Self.token)
        fake.addAccount("helper", name: "A Helper", publicEmail: "helper@example.com")
        fake.addAccount("candidate")
        fake.addProject(Self.path, members: ["owner": 50], groupMembers: ["helper": 30])
        transport = InProcessTransport(fake)
        tracker = try Self.tracker(transport, clock: clock, token: Self.token)
    }

    static func tracker(_ transport: any HTTPTransport, clock: any WallClock, token: String, baseURL: String? = nil)
        throws
        -> GitLabTracker
    {
        let base = baseURL ?? InProcessTransport.origin + "/api/v4"
        return try GitLabTracker(
            TrackerContext(
                connectionID: "test", baseURL: base, credentials: .token(token), transport: transport, clock: clock))
    }

    /// An adapter that uses another account's token.
    func tracker(token: String) throws -> GitLabTracker {
        try Self.tracker(transport, clock: clock, token: token, baseURL: transport.baseURL)
    }

    func subject() async throws -> ConformanceSubject {
        let clock = clock, fake = fake
        var subject = ConformanceSubject(tracker: try tracker(token: Self.token), project: project) {
            clock.advance(by: .seconds(2))
        }
        subject.stranger = try tracker(token: "glpat-wrong")
        subject.assignee = "helper"
        subject.known = try await subject.tracker.user(.username("helper"))
        subject.candidate = (user: "candidate", level: "developer")
        subject.keepsDueHours = false
        subject.loseNextReply = { fake.inject(.dropReply, method: .post, path: "/issues") }
        return subject
    }
}

extension GitLabTracker {
    static func scripted(_ script: @escaping @Sendable (ClientRequest, Int) throws -> ClientResponse) throws
        -> GitLabTracker
    {
        try on(ScriptedTransport(script))
    }

    static func on(_ transport: any HTTPTransport, baseURL: String = "https://gitlab.com/api/v4") throws
        -> GitLabTracker
    {
        try GitLabFixture.tracker(
            transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), token: "glpat-secret", baseURL: baseURL)
    }
}
