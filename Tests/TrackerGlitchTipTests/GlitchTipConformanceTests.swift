import Testing
import TrackerConformance

@testable import TrackerGlitchTip

@Suite struct GlitchTipConformanceTests {
    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms at GlitchTip`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try GlitchTipFixture().subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms with a slow GlitchTip`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try GlitchTipFixture(firstIssue: 1, delay: .milliseconds(900)).subject())
    }

    @Test(arguments: TrackerConformance.cases)
    func `the adapter conforms at Sentry`(_ conformance: ConformanceCase) async throws {
        try await conformance.run(try GlitchTipFixture(.sentry).subject())
    }
}
