package import Primitives

/// A row of a list of tickets that is ordered by time of change.
package protocol TimedRow {
    /// Identifies the row within the list: digits, letters and hyphens.
    var rowKey: String { get }
    /// Time of the last change.
    var updatedAt: Timestamp { get }
}

/// A position in a list of a project's tickets, least recently changed first.
///
/// A tracker's own page links count pages. A ticket that changes while the list is read moves to the end, so every
/// later ticket moves up by one, and the first ticket of the next page would be missed. Therefore the list is read by
/// time: each page starts one second before the last change seen (times may be whole seconds) and skips the rows
/// already returned for that second. Pages are counted only within a group of equal times that is longer than a page.
/// This also avoids the limit of trackers that paginate only some thousands of rows.
package struct TicketListPosition: Sendable, Hashable {
    /// Rows changed at or after this time are still to be read; nil starts at the beginning.
    package internal(set) var since: Timestamp?
    /// The number of rows read so far, counted from ``since``. Rows are counted because a page whose response is too
    /// large is read in halves.
    package internal(set) var passed = 0
    /// The keys of the rows from ``since`` on that were already returned, including those that are not tickets.
    var seen: Set<String> = []
    /// The time of the latest change in ``seen``. A row that changed later is returned again.
    var seenUntil: Timestamp?

    /// The coarsest resolution of a tracker's timestamps.
    package static let resolution = Duration.seconds(1)

    /// The maximum number of rows with equal times. A list that goes beyond it is treated as endless.
    package static let maximumPassed = 1_000_000
    /// The number of consecutive rows, all returned before, after which the list is treated as repeating itself.
    static let maximumRepeated = 1_000
    /// The number of rows per page in a token.
    private static let usualPage = 100

    /// The position at the start of a list.
    package init(since: Timestamp?) { self.since = since }

    /// Whether a row was already returned and has not changed since.
    package func hasGiven(_ row: some TimedRow) -> Bool {
        guard let seenUntil, row.updatedAt <= seenUntil else { return false }
        return seen.contains(row.rowKey)
    }

    /// The page to request. Its size is at most `size` rows and divides ``passed``, so that the page starts exactly
    /// after the rows already read.
    package func page(ofAtMost size: Int) -> (size: Int, number: Int) {
        let size = Self.divisor(of: passed, atMost: max(size, 1))
        return (size, passed / size + 1)
    }

    /// The largest divisor of a number of rows that does not exceed the page size; the page size itself for 0.
    static func divisor(of rows: Int, atMost size: Int) -> Int {
        var divisor = size
        while rows % divisor != 0 { divisor -= 1 }
        return divisor
    }

    /// The position after a page that is not the last one. It differs from this position even after an empty page, so
    /// that reading always ends or exceeds ``maximumPassed``, whatever the tracker returns.
    /// - Parameters:
    ///   - rows: The raw rows whose key and time can be read.
    ///   - count: The number of rows in the page; for an empty page, the number requested.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` if the list returns the same rows repeatedly.
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

/// The key and time of a raw row, including a row that is not a ticket or cannot be converted to one.
package struct ListRow: TimedRow, Sendable, Hashable {
    /// The value of the tracker's key member.
    package let rowKey: String
    /// Time of the last change.
    package let updatedAt: Timestamp

    /// Reads the time from `updated_at`, else `created_at`, else `closed_at`. Nil if no time can be read or if the key
    /// has characters that a token cannot hold.
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

/// The format of tokens is `since;page;seenUntil;keys`, with times in microseconds. `page` counts from 1 in pages of
/// 100 rows; a position within a page is written as `pROWS`.
extension TicketListPosition {
    /// The position encoded as a token.
    package var token: PageToken {
        let keys = seen.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }.joined(separator: ",")
        let page = passed % Self.usualPage == 0 ? "\(passed / Self.usualPage + 1)" : "p\(passed)"
        return PageToken("\(since?.microseconds ?? 0);\(page);\(seenUntil?.microseconds ?? 0);\(keys)")
    }

    /// Decodes a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for any other text, ``TrackerError/malformedResponse(detail:)``
    ///   beyond ``maximumPassed``.
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

    /// The number of rows that a page number, or `pROWS`, stands for.
    private static func passed(_ text: Substring) -> Int? {
        if text.hasPrefix("p") { return Int(text.dropFirst()).flatMap { $0 > 0 ? $0 : nil } }
        guard let page = Int(text), page > 0 else { return nil }
        return min(page - 1, maximumPassed) * usualPage
    }

    /// The position that the token encodes, or the start of a list without one.
    package init(since: Timestamp?, page: PageToken?) throws(TrackerError) {
        if let page { try self.init(page) } else { self.init(since: since) }
    }
}

extension Timestamp {
    /// RFC 3339 without fractional seconds, rounded down: a format that every tracker accepts.
    package var wholeSeconds: String { Timestamp(seconds: seconds).rfc3339 }
}
