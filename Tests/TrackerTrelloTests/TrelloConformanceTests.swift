import Testing
import TrackerConformance

@testable import TrackerTrello

@Suite struct TrelloConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await TrelloFixture(paging: TrelloPaging()).subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms if every list takes several calls`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await TrelloFixture().subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms where the channel maps no list`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try await TrelloFixture(map: [:]).subject())
    }
}
