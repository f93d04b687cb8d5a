import Primitives
import TrackerKit

/// The state of reading a project's issues, oldest event first.
///
/// The servers list the latest event first, and neither can start at a given time. (GlitchTip could reverse the order.)
/// So the reading goes down from the top, page by page, until it finds issues older than the requested time or already
/// returned. It stores the cursors of the pages that it passes, returns the lowest page, then the others on the way up.
/// An issue that gets an event in the meantime moves to the top, which is read last. Nothing is lost, since a cursor is
/// a position in time and not a number of rows. If a page on the way up is no longer adjacent to the issues returned
/// last, the reading goes down again from there.
struct TicketReading: Sendable, Hashable {
    /// Issues from before this time are not requested or were already returned.
    var since: Timestamp?
    /// The issues of exactly that time that were already returned.
    var given: Set<String> = []
    /// The pages that are still to be returned, the lowest last.
    var passed = [Position(cursor: "")]

    struct Position: Sendable, Hashable {
        /// Its cursor; empty for the top of the list.
        var cursor: String
        /// The cursor of the page below, if that was passed too and so is returned before this one.
        var below: String?
    }

    /// The maximum number of cursors in a token. Beyond it, pages between the top and the lowest are dropped and found
    /// again later.
    static let maximumPositions = 50

    init(since: Timestamp?) { self.since = since }

    /// Whether all issues were returned.
    var isFinished: Bool { passed.isEmpty }

    /// Whether an issue is still to be returned.
    func wants(_ issue: GlitchTip.Issue) -> Bool {
        guard let since else { return true }
        return issue.lastSeen > since || (issue.lastSeen == since && !given.contains(issue.id))
    }

    /// Processes a page.
    /// - Returns: The issues to return, oldest first; nil if the page below must be returned first.
    mutating func take(_ issues: [GlitchTip.Issue], next: String?, at position: Position) -> [GlitchTip.Issue]? {
        let borders = issues.contains { !wants($0) } || next == position.below
        if let next, !borders {
            passed += [Position(cursor: position.cursor, below: next), Position(cursor: next)]
            shorten()
            return nil
        }
        let fresh = issues.filter(wants).sorted(by: GlitchTip.Issue.isOlder)
        if let last = fresh.last?.lastSeen {
            if last != since { given = [] }
            since = last
            given.formUnion(fresh.filter { $0.lastSeen == last }.map(\.id))
        }
        return fresh
    }

    private mutating func shorten() {
        guard passed.count > Self.maximumPositions else { return }
        passed = [Position(cursor: "")] + passed.suffix(Self.maximumPositions - 1)
    }
}

extension GlitchTip.Issue {
    /// Orders by the latest event, then by number.
    static func isOlder(_ left: Self, _ right: Self) -> Bool {
        guard left.lastSeen == right.lastSeen else { return left.lastSeen < right.lastSeen }
        return left.id.utf8.count == right.id.utf8.count ? left.id < right.id : left.id.utf8.count < right.id.utf8.count
    }
}

/// The text form: `g1;since;given;positions`, the time in microseconds, each position as `cursor>below`.
extension TicketReading {
    private static let version = "g1"

    var token: PageToken {
        let positions = passed.map { position in
            PercentEncoding.segment(position.cursor) + (position.below.map { ">" + PercentEncoding.segment($0) } ?? "")
        }
        let moment = since.map { String($0.microseconds) } ?? ""
        return PageToken(
            "\(Self.version);\(moment);\(given.sorted().joined(separator: ","));\(positions.joined(separator: ","))")
    }

    /// Parses a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for any other token.
    init(_ token: PageToken) throws(TrackerError) {
        let malformed = TrackerError.foreignPageToken
        let parts = token.text.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.version else { throw malformed }
        if !parts[1].isEmpty {
            guard let microseconds = Int64(parts[1]) else { throw malformed }
            since = Timestamp(microseconds: microseconds)
        }
        given = Set(parts[2].split(separator: ",").map(String.init))
        passed = []
        for position in parts[3].split(separator: ",", omittingEmptySubsequences: false) {
            let halves = position.split(separator: ">", omittingEmptySubsequences: false)
            let cursors = halves.compactMap { GlitchTip.decoded($0) }
            guard cursors.count == halves.count, (1...2).contains(halves.count) else { throw malformed }
            passed.append(Position(cursor: cursors[0], below: cursors.count == 2 ? cursors[1] : nil))
        }
        guard given.allSatisfy(\.isNumber), passed.count <= Self.maximumPositions else { throw malformed }
    }
}
