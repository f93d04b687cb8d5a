import Primitives
import TrackerKit

/// Where a reading of a repository's issues, oldest change first, has come to.
///
/// GitHub's own links count pages, and an issue that changes during the reading moves to the end: every later one moves up by one place, and
/// the first of the next page would be lost. So the reading goes on by time instead: from a second before the last change seen (GitHub's
/// times are whole seconds), leaving out what that second already gave. Pages are counted only within a group of equal times that is longer
/// than a page.
struct TicketListPosition: Sendable, Hashable {
    /// What changed at or after this moment is still to come; nil from the beginning.
    var since: Timestamp?
    /// The page of the list from ``since``, from 1.
    var page = 1
    /// The numbers of the issues (and pull requests) from ``since`` on that were given already.
    var seen: Set<String> = []
    /// When the latest of ``seen`` changed: what changed after that is given again.
    var seenUntil: Timestamp?

    /// The smallest step of GitHub's times.
    static let resolution = Duration.seconds(1)

    /// Begins a reading.
    init(since: Timestamp?) { self.since = since }

    /// Whether an issue was given before and has not changed since.
    func hasGiven(_ issue: GitHub.Issue) -> Bool {
        guard let seenUntil, issue.updatedAt <= seenUntil else { return false }
        return seen.contains(issue.number)
    }

    /// Where to go on after a page of raw issues that is not the last.
    func following(_ issues: [GitHub.Issue]) -> TicketListPosition {
        var next = self
        guard let last = issues.last?.updatedAt else { return next }
        let start = last - Self.resolution
        next.seenUntil = last
        if since.map({ start > $0 }) ?? true {
            next.since = start
            next.page = 1
            next.seen = seen.filter { number in issues.contains { $0.number == number && $0.updatedAt >= start } }
            next.seen.formUnion(issues.filter { $0.updatedAt >= start }.map(\.number))
        } else {
            next.page += 1
            next.seen.formUnion(issues.map(\.number))
        }
        return next
    }
}

/// As text: `since;page;seenUntil;numbers`, times in microseconds.
extension TicketListPosition {
    /// The position as a token.
    var token: PageToken {
        let numbers = seen.compactMap { Int64($0) }.sorted().map { String($0) }.joined(separator: ",")
        return PageToken("\(since?.microseconds ?? 0);\(page);\(seenUntil?.microseconds ?? 0);\(numbers)")
    }

    /// Reads a token.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for anything else.
    init(_ token: PageToken) throws(TrackerError) {
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 4, let since = Int64(parts[0]), let page = Int(parts[1]), page > 0, let until = Int64(parts[2]) else {
            throw .malformedResponse(detail: "not a page token of this tracker")
        }
        self.since = since == 0 ? nil : Timestamp(microseconds: since)
        self.page = page
        seenUntil = until == 0 ? nil : Timestamp(microseconds: until)
        seen = Set(parts[3].split(separator: ",").map(String.init))
    }
}
