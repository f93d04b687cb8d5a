import Primitives
import TrackerKit

/// Where a reading of a project's issues, oldest event first, has come to.
///
/// The servers list the latest event first, and only GlitchTip could turn that round; neither can begin at a moment. So
/// a reading goes down from the top, page by page, until it meets what is older than the moment asked for, or what was
/// given already; it keeps the cursors of the pages that it passed, gives the lowest page, and takes the others on the
/// way up. An issue that gets an event meanwhile moves to the top, which is read last: nothing is lost, since a cursor
/// stands for a place in time and not for a number of rows. Where a page on the way up no longer borders on what was
/// given, the reading goes down again from there.
struct TicketReading: Sendable, Hashable {
    /// What happened before this moment is not wanted, or was given already.
    var since: Timestamp?
    /// The issues of just that moment that were given already.
    var given: Set<String> = []
    /// The pages that are still to be given, the lowest last.
    var passed = [Place(cursor: "")]

    /// A page.
    struct Place: Sendable, Hashable {
        /// Its cursor; empty for the top of the list.
        var cursor: String
        /// The cursor of the page below, if that was passed too and so is given before this one.
        var below: String?
    }

    /// How many cursors a token holds; pages between the top and the lowest are forgotten beyond that, and found again
    /// later.
    static let maximumPlaces = 50

    /// Begins a reading.
    init(since: Timestamp?) { self.since = since }

    /// Whether everything was given.
    var isOver: Bool { passed.isEmpty }

    /// Whether an issue is still to be given.
    func wants(_ issue: GlitchTip.Issue) -> Bool {
        guard let since else { return true }
        return issue.lastSeen > since || (issue.lastSeen == since && !given.contains(issue.id))
    }

    /// Takes note of a page that was read at a place.
    /// - Returns: What to give of it, oldest first; nil when the page below has to be given first.
    mutating func take(_ issues: [GlitchTip.Issue], next: String?, at place: Place) -> [GlitchTip.Issue]? {
        let borders = issues.contains { !wants($0) } || next == place.below
        if let next, !borders {
            passed += [Place(cursor: place.cursor, below: next), Place(cursor: next)]
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
        guard passed.count > Self.maximumPlaces else { return }
        passed = [Place(cursor: "")] + passed.suffix(Self.maximumPlaces - 1)
    }
}

extension GlitchTip.Issue {
    /// By the latest event, then by number.
    static func isOlder(_ left: Self, _ right: Self) -> Bool {
        guard left.lastSeen == right.lastSeen else { return left.lastSeen < right.lastSeen }
        return left.id.utf8.count == right.id.utf8.count ? left.id < right.id : left.id.utf8.count < right.id.utf8.count
    }
}

/// As text: `g1;since;given;places`, the time in microseconds, a place as `cursor>below`.
extension TicketReading {
    private static let version = "g1"

    /// The reading as a token.
    var token: PageToken {
        let places = passed.map { place in
            PercentEncoding.segment(place.cursor) + (place.below.map { ">" + PercentEncoding.segment($0) } ?? "")
        }
        let moment = since.map { String($0.microseconds) } ?? ""
        return PageToken(
            "\(Self.version);\(moment);\(given.sorted().joined(separator: ","));\(places.joined(separator: ","))")
    }

    /// Reads a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for anything else.
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
        for place in parts[3].split(separator: ",", omittingEmptySubsequences: false) {
            let halves = place.split(separator: ">", omittingEmptySubsequences: false)
            let cursors = halves.compactMap { GlitchTip.decoded($0) }
            guard cursors.count == halves.count, (1...2).contains(halves.count) else { throw malformed }
            passed.append(Place(cursor: cursors[0], below: cursors.count == 2 ? cursors[1] : nil))
        }
        guard given.allSatisfy(\.isNumber), passed.count <= Self.maximumPlaces else { throw malformed }
    }
}
