import Testing
import TrackerConformance

@Suite struct GitHubConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await GitHubFixture().subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms on an Enterprise Server, under its own path`(_ conformance: ConformanceCase) async throws {
        let fixture = try GitHubFixture(pathPrefix: "/api/v3")
        try await conformance.run(try await fixture.subject())
    }
}
