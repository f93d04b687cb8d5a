import Testing
import TrackerConformance
import TrackerKit

@testable import TrackerGitHub

@Suite struct GitHubConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await GitHubFixture().subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms where the repository is called by its number`(_ conformance: ConformanceCase)
        async throws
    {
        let fixture = try GitHubFixture()
        var subject = try await fixture.subject()
        subject.project.remoteID = try await fixture.tracker.project(fixture.project.path).remoteID
        try await conformance.run(subject)
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms on an Enterprise Server, under its own path`(_ conformance: ConformanceCase) async throws
    {
        let fixture = try GitHubFixture(pathPrefix: "/api/v3")
        try await conformance.run(try await fixture.subject())
    }
}
