import HTTPKit
import Primitives
import TrackerKit

/// Throws a ``ConformanceFailure`` unless a condition holds.
func expect(_ condition: Bool, _ what: @autoclosure () -> String, line: UInt = #line, file: StaticString = #fileID)
    throws
{
    guard condition else { throw ConformanceFailure(description: "\(file):\(line): \(what())") }
}

/// Throws a ``ConformanceFailure`` unless two values are equal.
func expectEqual<Value: Equatable>(
    _ found: Value, _ wanted: Value, for what: String, line: UInt = #line, file: StaticString = #fileID
) throws {
    try expect(found == wanted, "\(what) is \(found), not \(wanted)", line: line, file: file)
}

/// Throws unless the body throws a `TrackerError` that satisfies the predicate.
func expectError(
    _ what: String, where isWanted: (TrackerError) -> Bool, line: UInt = #line, file: StaticString = #fileID,
    _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let error as TrackerError {
        return try expect(isWanted(error), "\(what) threw \(error)", line: line, file: file)
    }
    throw ConformanceFailure(description: "\(file):\(line): \(what) threw nothing")
}

extension TrackerError {
    static func isNotFound(_ error: TrackerError) -> Bool { if case .notFound = error { true } else { false } }
    static func isUnauthorized(_ error: TrackerError) -> Bool { if case .unauthorized = error { true } else { false } }
    static func isConflict(_ error: TrackerError) -> Bool { if case .conflict = error { true } else { false } }
    /// Matches an error that rejects the value at a pointer.
    static func isInvalid(at pointer: String) -> (TrackerError) -> Bool {
        { if case .invalid(let errors, _) = $0 { errors.contains { $0.pointer == pointer } } else { false } }
    }
    /// Matches an error that reports the capability as missing.
    static func isMissing(_ capability: Capability) -> (TrackerError) -> Bool {
        { if case .capabilityMissing(let missing) = $0 { missing == capability } else { false } }
    }
}

/// Reads all pages of a list, at most 1,000.
func everything<Row: Sendable>(_ read: (PageToken?) async throws -> Page<Row>) async throws -> [Row] {
    var rows: [Row] = []
    var page: PageToken?
    for _ in 0..<1000 {
        let list = try await read(page)
        rows += list.items
        guard let next = list.next else { return rows }
        page = next
    }
    throw ConformanceFailure(description: "the list does not end")
}

extension ConformanceSubject {
    /// Creates a ticket with only a title and a body.
    func makeTicket(_ title: String = "A ticket", body: String = "") async throws -> Ticket {
        try await tracker.createTicket(TicketDraft(title: title, body: body), in: project, marker: nil)
    }

    func update(_ key: String, _ change: (inout TicketPatch) -> Void) async throws -> Ticket {
        var patch = TicketPatch()
        change(&patch)
        return try await tracker.updateTicket(key, patch, in: project)
    }

    func allTickets(pageSize: Int = 100) async throws -> [Ticket] {
        try await everything { try await tracker.tickets(in: project, since: nil, page: $0, pageSize: pageSize) }
    }
}
