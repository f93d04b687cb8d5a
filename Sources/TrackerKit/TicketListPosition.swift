public import Primitives

/// What a list of tickets in the order of their changes is counted by.
public protocol TimedRow {
    /// What tells it from the other rows: digits, letters and hyphens.
    var rowKey: String { get }
    /// When it was last changed.
    var updatedAt: Timestamp { get }
}

/// Where a reading of a project's tickets, oldest change first, has come to.
///
/// A tracker's own links count pages, and a ticket that changes during the reading moves to the end: every later one moves up by one place, and
/// the first of the next page would be lost. So the reading goes on by time instead: from a second before the last change seen (times may be
/// whole seconds), leaving out what that second already gave. Pages are counted only within a group of equal times that is longer than a page.
/// Nor does it meet the limit of trackers that count no further than some thousands of rows.
public struct TicketListPosition: Sendable, Hashable {
    /// What changed at or after this moment is still to come; nil from the beginning.
    public internal(set) var since: Timestamp?
    /// The page of the list from ``since``, from 1.
    public internal(set) var page = 1
    /// The keys of the rows from ``since`` on that were given already, those that are no tickets included.
    var seen: Set<String> = []
    /// When the latest of ``seen`` changed: what changed after that is given again.
    var seenUntil: Timestamp?

    /// The smallest step of a tracker's times.
    public static let resolution = Duration.seconds(1)

    /// How many pages of equal times are counted: a list that goes on beyond that has no end.
    public static let maximumPage = 10_000

    /// Begins a reading.
    public init(since: Timestamp?) { self.since = since }

    /// Whether a row was given before and has not changed since.
    public func hasGiven(_ row: some TimedRow) -> Bool {
        guard let seenUntil, row.updatedAt <= seenUntil else { return false }
        return seen.contains(row.rowKey)
    }

    /// Where to go on after a page of raw rows that is not the last. It is another place even after a page without rows, so that a reading
    /// comes to an end, or beyond ``maximumPage``, whatever the tracker answers.
    public func following(_ rows: [some TimedRow]) -> TicketListPosition {
        var next = self
        guard let last = rows.last?.updatedAt else {
            next.page += 1
            return next
        }
        let start = last - Self.resolution
        next.seenUntil = last
        if since.map({ start > $0 }) ?? true {
            next.since = start
            next.page = 1
            next.seen = seen.filter { key in rows.contains { $0.rowKey == key && $0.updatedAt >= start } }
            next.seen.formUnion(rows.filter { $0.updatedAt >= start }.map(\.rowKey))
        } else {
            next.page += 1
            next.seen.formUnion(rows.map(\.rowKey))
        }
        return next
    }
}

/// As text: `since;page;seenUntil;keys`, times in microseconds.
extension TicketListPosition {
    /// The position as a token.
    public var token: PageToken {
        let keys = seen.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.joined(separator: ",")
        return PageToken("\(since?.microseconds ?? 0);\(page);\(seenUntil?.microseconds ?? 0);\(keys)")
    }

    /// Reads a token.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for anything else.
    public init(_ token: PageToken) throws(TrackerError) {
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 4, let since = Int64(parts[0]), let page = Int(parts[1]), page > 0, let until = Int64(parts[2]) else {
            throw .malformedResponse(detail: "not a page token of this tracker")
        }
        guard page <= Self.maximumPage else { throw .malformedResponse(detail: "the list of tickets does not end") }
        self.since = since == 0 ? nil : Timestamp(microseconds: since)
        self.page = page
        seenUntil = until == 0 ? nil : Timestamp(microseconds: until)
        seen = Set(parts[3].split(separator: ",").map(String.init))
    }

    /// Begins a reading, or goes on with one.
    public init(since: Timestamp?, page: PageToken?) throws(TrackerError) {
        if let page { try self.init(page) } else { self.init(since: since) }
    }
}

extension Timestamp {
    /// RFC 3339 without a fraction, rounded down: the form that every tracker reads.
    public var wholeSeconds: String { Timestamp(seconds: seconds).rfc3339 }
}
