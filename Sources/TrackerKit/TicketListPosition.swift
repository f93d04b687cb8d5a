package import Primitives

/// What a list of tickets in the order of their changes is counted by.
package protocol TimedRow {
    /// What tells it from the other rows: digits, letters and hyphens.
    var rowKey: String { get }
    /// When it was last changed.
    var updatedAt: Timestamp { get }
}

/// Where a reading of a project's tickets, oldest change first, has come to.
///
/// A tracker's own links count pages, and a ticket that changes during the reading moves to the end: every later one
/// moves up by one place, and the first of the next page would be lost. So the reading goes on by time instead: from a
/// second before the last change seen (times may be whole seconds), leaving out what that second already gave. Pages
/// are counted only within a group of equal times that is longer than a page. Nor does it meet the limit of trackers
/// that count no further than some thousands of rows.
package struct TicketListPosition: Sendable, Hashable {
    /// What changed at or after this moment is still to come; nil from the beginning.
    package internal(set) var since: Timestamp?
    /// How many rows of the list from ``since`` on were passed. Counted in rows: a page that is too large for an answer
    /// is read in halves.
    package internal(set) var passed = 0
    /// The keys of the rows from ``since`` on that were given already, those that are no tickets included.
    var seen: Set<String> = []
    /// When the latest of ``seen`` changed: what changed after that is given again.
    var seenUntil: Timestamp?

    /// The smallest step of a tracker's times.
    package static let resolution = Duration.seconds(1)

    /// How many rows of equal times are counted: a list that goes on beyond that has no end.
    package static let maximumPassed = 1_000_000
    /// How many rows that were all given before are read in a row before the list counts as one that repeats itself.
    static let maximumRepeated = 1_000
    /// The size of page that a token counts in.
    private static let usualPage = 100

    /// Begins a reading.
    package init(since: Timestamp?) { self.since = since }

    /// Whether a row was given before and has not changed since.
    package func hasGiven(_ row: some TimedRow) -> Bool {
        guard let seenUntil, row.updatedAt <= seenUntil else { return false }
        return seen.contains(row.rowKey)
    }

    /// The page to ask for: at most `size` rows, and as many as divide what was passed, so that it begins right behind
    /// that.
    package func page(ofAtMost size: Int) -> (size: Int, number: Int) {
        let size = Self.divisor(of: passed, atMost: max(size, 1))
        return (size, passed / size + 1)
    }

    /// The largest divisor of a number of rows that is no larger than a page; all of a page for 0.
    static func divisor(of rows: Int, atMost size: Int) -> Int {
        var divisor = size
        while rows % divisor != 0 { divisor -= 1 }
        return divisor
    }

    /// Where to go on after a page that is not the last. It is another place even after a page without rows, so that a
    /// reading comes to an end, or beyond ``maximumPassed``, whatever the tracker answers.
    /// - Parameters:
    ///   - rows: The raw rows whose key and time can be read.
    ///   - count: How many rows the page had, or for an empty one how many were asked for.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a list that gives the same rows again and again.
    package func following(_ rows: [some TimedRow], passing count: Int) throws(TrackerError) -> TicketListPosition {
        if !rows.isEmpty, rows.allSatisfy(hasGiven), passed > 2 * seen.count + Self.maximumRepeated {
            throw .malformedResponse(detail: "the list of tickets repeats the same rows")
        }
        var next = self
        guard let last = rows.last?.updatedAt else {
            next.passed += max(count, 1)
            return next
        }
        let start = max(last - Self.resolution, .earliest)
        next.seenUntil = last
        if since.map({ start > $0 }) ?? true {
            next.since = start
            next.passed = 0
            next.seen = seen.filter { key in rows.contains { $0.rowKey == key && $0.updatedAt >= start } }
            next.seen.formUnion(rows.filter { $0.updatedAt >= start }.map(\.rowKey))
        } else {
            next.passed += max(count, 1)
            next.seen.formUnion(rows.map(\.rowKey))
        }
        return next
    }
}

/// The key and time of a raw row, also of one that is no ticket or cannot be read as one.
package struct ListRow: TimedRow, Sendable, Hashable {
    /// What the tracker numbers it by.
    package let rowKey: String
    /// When it was last changed.
    package let updatedAt: Timestamp

    /// Reads a row with the members `updated_at` and `created_at`; nil where no time can be read, or the key is none
    /// that a token can hold.
    /// - Parameter member: The member that holds the key.
    package init?(_ wire: WireObject, key member: String) {
        guard let key = try? wire.requiredIdentifier(member), key.utf8.allSatisfy(Self.isKeyByte),
            let time = wire.timestamp("updated_at") ?? wire.timestamp("created_at") ?? wire.timestamp("closed_at")
        else { return nil }
        rowKey = key
        updatedAt = time
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
    }
}

/// As text: `since;page;seenUntil;keys`, times in microseconds. The page is counted from 1 in hundreds of rows; what is
/// between is `pROWS`.
extension TicketListPosition {
    /// The position as a token.
    package var token: PageToken {
        let keys = seen.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.joined(separator: ",")
        let page = passed % Self.usualPage == 0 ? "\(passed / Self.usualPage + 1)" : "p\(passed)"
        return PageToken("\(since?.microseconds ?? 0);\(page);\(seenUntil?.microseconds ?? 0);\(keys)")
    }

    /// Reads a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for anything else, ``TrackerError/malformedResponse(detail:)`` past
    ///   ``maximumPassed``.
    package init(_ token: PageToken) throws(TrackerError) {
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 4, let since = Int64(parts[0]), let passed = Self.passed(parts[1]),
            let until = Int64(parts[2])
        else {
            throw .foreignPageToken
        }
        guard passed <= Self.maximumPassed else { throw .malformedResponse(detail: "the list of tickets does not end") }
        self.since = since == 0 ? nil : Timestamp(microseconds: since)
        self.passed = passed
        seenUntil = until == 0 ? nil : Timestamp(microseconds: until)
        seen = Set(parts[3].split(separator: ",").map(String.init))
    }

    /// The rows that a page or a number of rows stands for.
    private static func passed(_ text: Substring) -> Int? {
        if text.hasPrefix("p") { return Int(text.dropFirst()).flatMap { $0 > 0 ? $0 : nil } }
        guard let page = Int(text), page > 0 else { return nil }
        return min(page - 1, maximumPassed) * usualPage
    }

    /// Begins a reading, or goes on with one.
    package init(since: Timestamp?, page: PageToken?) throws(TrackerError) {
        if let page { try self.init(page) } else { self.init(since: since) }
    }
}

extension Timestamp {
    /// RFC 3339 without a fraction, rounded down: the form that every tracker reads.
    package var wholeSeconds: String { Timestamp(seconds: seconds).rfc3339 }
}
