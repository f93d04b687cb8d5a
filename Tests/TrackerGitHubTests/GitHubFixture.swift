import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import TrackerConformance
import TrackerKit

@testable import TrackerGitHub

/// A fake GitHub with accounts and a repository, and an adapter connected to it.
struct GitHubFixture {
    let clock = ManualClock(Timestamp(seconds: 1_800_000_000))
    let fake: FakeGitHub
    let transport: InProcessTransport
    let tracker: GitHubTracker
    let project = ProjectReference(path: "acme/tools", statusMap: ["label:wip": .inProgress, "label:blocked": .onHold])

    /// The token of `owner`.
    static let token = "ghp_fakeOwnerToken"

    init(pathPrefix: String = "", hourlyLimit: Int = 100_000) throws {
        fake = FakeGitHub(clock: clock, pathPrefix: pathPrefix, hourlyLimit: hourlyLimit)
        fake.addAccount("acme", token: Self.token)
        fake.addAccount("helper", name: "A Helper", email: "helper@example.com")
        fake.addAccount("candidate")
        fake.addRepository("acme/tools", roles: ["helper": "write"])
        transport = InProcessTransport(fake)
        tracker = try Self.tracker(transport, clock: clock, credentials: .token(Self.token))
    }

    static func tracker(
        _ transport: InProcessTransport, clock: any WallClock, credentials: TrackerCredentials
    ) throws -> GitHubTracker {
        try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: transport.baseURL, credentials: credentials, transport: transport,
                clock: clock))
    }

    /// An adapter that uses another account's token.
    func tracker(token: String) throws -> GitHubTracker {
        try Self.tracker(transport, clock: clock, credentials: .token(token))
    }

    func subject() async throws -> ConformanceSubject {
        let clock = clock, fake = fake
        var subject = ConformanceSubject(tracker: tracker, project: project) { clock.advance(by: .seconds(2)) }
        subject.stranger = try tracker(token: "ghp_wrong")
        subject.assignee = "helper"
        subject.known = try await tracker.user(.username("helper"))
        subject.candidate = (user: "candidate", level: "triage")
        subject.loseNextReply = { fake.inject(.dropReply, method: .post, path: "/issues") }
        subject.addForeignItem = { fake.addIssue("acme/tools", title: "A pull request", isPullRequest: true) }
        return subject
    }
}

extension TrackerCredentials {
    static func githubApp(appID: String, privateKey: String, installationID: String) -> Self {
        Self(kind: "github_app", ["app_id": appID, "private_key": privateKey, "installation_id": installationID])
    }
}
