import Testing
import TrackerConformance

@Suite struct GitLabConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await GitLabFixture().subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms on a server below a path of its own`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await GitLabFixture(pathPrefix: "/gitlab/api/v4").subject())
    }
}
