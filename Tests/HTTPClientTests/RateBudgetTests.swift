import HTTPKit
import Primitives
import Testing

@testable import HTTPClient

struct RateBudgetTests {
    private let now = Timestamp(seconds: 1_700_000_000)

    private func observation(
        _ resource: String = "core", remaining: Int? = nil, resetsIn: Duration? = nil, throttledFor: Duration? = nil,
        isSecondary: Bool = false
    ) -> RateObservation {
        RateObservation(
            resource: resource, limit: 5000, remaining: remaining, resetsAt: resetsIn.map { now + $0 },
            throttledUntil: throttledFor.map { now + $0 }, isSecondary: isSecondary)
    }

    @Test func `a call is allowed if nothing is known`() {
        #expect(RateBudget().wait(for: nil, at: now) == .zero)
        #expect(RateBudget().wait(for: "core", at: now) == .zero)
    }

    @Test func `a spent budget waits for its reset`() {
        var budget = RateBudget()
        budget.observe(observation(remaining: 0, resetsIn: .seconds(60)), wasNamed: true)
        #expect(budget.wait(for: "core", at: now) == .seconds(60))
        #expect(budget.wait(for: "core", at: now + .seconds(59)) == .seconds(1))
        #expect(budget.wait(for: "core", at: now + .seconds(60)) == .zero)
        #expect(budget.wait(for: "search", at: now) == .zero)
    }

    @Test func `a used-up budget without a reset time blocks nobody`() {
        var budget = RateBudget()
        budget.observe(observation(remaining: 0), wasNamed: true)
        #expect(budget.wait(for: "core", at: now) == .zero)
    }

    @Test func `an unusual number stops nothing`() {
        var budget = RateBudget()
        budget.observe(RateObservation(resource: "core", remaining: .min, resetsAt: now + .seconds(5)), wasNamed: true)
        _ = budget.began("core")
        #expect(budget.wait(for: "core", at: now) == .seconds(5))
    }

    @Test func `calls in flight count as spent`() {
        var budget = RateBudget()
        budget.observe(observation(remaining: 2, resetsIn: .seconds(60)), wasNamed: true)
        let first = budget.began("core")
        #expect(budget.wait(for: "core", at: now) == .zero)
        _ = budget.began("core")
        #expect(budget.wait(for: "core", at: now) == .seconds(60))
        budget.ended(first)
        #expect(budget.wait(for: "core", at: now) == .zero)
    }

    @Test func `a 304 that costs no quota returns its budget`() {
        var budget = RateBudget()
        budget.observe(observation(remaining: 1, resetsIn: .seconds(60)), wasNamed: true)
        for _ in 0..<100 {
            #expect(budget.wait(for: "core", at: now) == .zero)
            budget.ended(budget.began("core"))
            budget.observe(observation(remaining: 1, resetsIn: .seconds(60)), wasNamed: true)
        }
    }

    @Test func `a primary limit stops its own budget`() {
        var budget = RateBudget()
        budget.observe(observation("search", throttledFor: .seconds(30)), wasNamed: true)
        #expect(budget.wait(for: "search", at: now) == .seconds(30))
        #expect(budget.wait(for: "core", at: now) == .zero)
    }

    @Test func `a secondary limit stops everything`() {
        var budget = RateBudget()
        budget.observe(observation("search", throttledFor: .seconds(30), isSecondary: true), wasNamed: true)
        #expect(budget.wait(for: "core", at: now) == .seconds(30))
        #expect(budget.wait(for: nil, at: now + .seconds(30)) == .zero)
    }

    @Test func `a later response does not shorten a pause`() {
        var budget = RateBudget()
        budget.observe(observation(throttledFor: .seconds(60), isSecondary: true), wasNamed: true)
        budget.observe(observation(throttledFor: .seconds(10), isSecondary: true), wasNamed: true)
        budget.observe(observation(remaining: 100, resetsIn: .seconds(5)), wasNamed: true)
        #expect(budget.wait(for: "core", at: now) == .seconds(60))
    }

    @Test func `a call without a budget name is charged to the one that the server named last`() {
        var budget = RateBudget()
        #expect(budget.began(nil) == "default")
        budget.observe(observation(remaining: 0, resetsIn: .seconds(60)), wasNamed: false)
        #expect(budget.wait(for: nil, at: now) == .seconds(60))
        budget.observe(observation("search", remaining: 5, resetsIn: .seconds(60)), wasNamed: true)
        #expect(budget.wait(for: nil, at: now) == .seconds(60))
        budget.ended("default")
        #expect(budget.resources.keys.sorted() == ["core", "search"])
    }

    @Test func `a response without limits changes nothing`() {
        var budget = RateBudget()
        budget.ended(budget.began(nil))
        budget.observe(RateObservation(), wasNamed: false)
        #expect(budget.resources.isEmpty)
    }
}

struct WriteSpacingTests {
    private let now = Timestamp(seconds: 1_700_000_000)

    @Test func `the first write is sent immediately and the next waits`() {
        var spacing = WriteSpacing(.seconds(1))
        #expect(spacing.wait(at: now) == .zero)
        spacing.began(at: now)
        #expect(spacing.wait(at: now) == .seconds(1))
        #expect(spacing.wait(at: now + .milliseconds(400)) == .milliseconds(600))
        #expect(spacing.wait(at: now + .seconds(1)) == .zero)
    }

    @Test func `a clock that was set back makes nobody wait for hours`() {
        var spacing = WriteSpacing(.seconds(1))
        spacing.began(at: now)
        #expect(spacing.wait(at: now - .seconds(3600)) == .seconds(1))
    }

    @Test func `no spacing means no wait`() {
        var spacing = WriteSpacing(.zero)
        spacing.began(at: now)
        #expect(spacing.wait(at: now) == .zero)
    }
}
