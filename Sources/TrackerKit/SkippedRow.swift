package import Primitives

/// A row of a tracker's list that could not be read, so that the others still can.
package struct SkippedRow: Sendable, Hashable {
    /// What people name the row by, or else the tracker's identifier; nil where neither can be read.
    package var key: String?
    /// The tracker's identifier of the row, where it can be read and the key is not known to be the one that the row
    /// has once it is read.
    package var remoteID: String?
    /// What is wrong with it: names a place such as `issue.id`, never a value.
    package var reason: String
    /// Whether the row is among the items all the same, without the part that could not be read.
    package var isStored: Bool

    /// How many characters a key has at most; a longer one is cut off.
    package static let maximumKeyLength = 100
    /// How many characters a reason has at most.
    package static let maximumReasonLength = 200

    /// Notes a row.
    /// - Parameter remoteID: Given where `key` is, or may be, another name than the key of the ticket that the row is.
    package init(key: String?, remoteID: String? = nil, reason: String, isStored: Bool = false) {
        self.key = key.map { String($0.prefix(Self.maximumKeyLength)) }
        self.remoteID = remoteID.flatMap { $0.count > Self.maximumKeyLength ? nil : $0 }
        self.reason = String(reason.prefix(Self.maximumReasonLength))
        self.isStored = isStored
    }
}

extension WireObject {
    /// The first of these members that is an identifier, for people; also a number that is too large to be used as one.
    func name(among members: [String]) -> String? {
        for member in members {
            switch json[member] {
            case .integer(let value): return String(value)
            case .string(let text) where !text.isEmpty: return text
            case .number(let value): return UInt64(exactly: value).map { String($0) } ?? String(value)
            default: continue
            }
        }
        return nil
    }
}

extension Page<WireObject> {
    /// The objects of a list; elements of other kinds are noted in ``Page/skipped``.
    /// - Parameter what: What the list holds, for people.
    package init(rows elements: [JSON], of what: String, next: PageToken?, isUnchanged: Bool = false) {
        self.init(items: [], next: next, isUnchanged: isUnchanged)
        items.reserveCapacity(elements.count)
        for element in elements {
            do throws(TrackerError) {
                items.append(try WireObject(element, "\(what)[]"))
            } catch {
                skipped.append(SkippedRow(key: nil, reason: error.place))
            }
        }
    }

    /// How many rows the tracker sent, those that could not be read included.
    package var rowCount: Int { items.count + skipped.count }

    /// The page with its objects converted. One whose conversion throws ``TrackerError/malformedResponse(detail:)`` is
    /// noted in ``Page/skipped``, one for which it is nil is left out.
    /// - Parameter names: The members that name an object, the best first; `id` is the identifier.
    package func reading<Neutral: Sendable>(_ names: String..., by convert: (WireObject) throws -> Neutral?) throws
        -> Page<Neutral>
    {
        var page = Page<Neutral>(items: [], next: next, isUnchanged: isUnchanged)
        page.skipped = skipped
        for item in items {
            do {
                if let neutral = try convert(item) { page.items.append(neutral) }
            } catch TrackerError.malformedResponse(let detail) {
                let id = names.contains(Self.identifier) ? item.name(among: [Self.identifier]) : nil
                page.skipped.append(SkippedRow(key: item.name(among: names), remoteID: id, reason: detail))
            }
        }
        return page
    }

    /// The member that every tracker's API has the identifier in.
    private static var identifier: String { "id" }
}

extension TrackerError {
    /// The place that a malformed response names.
    fileprivate var place: String { if case .malformedResponse(let detail) = self { detail } else { "cannot be read" } }
}
