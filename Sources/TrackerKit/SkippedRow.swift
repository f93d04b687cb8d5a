package import Primitives

/// A row of a tracker's list that could not be read. It is recorded so that the rest of the list can still be
/// processed.
package struct SkippedRow: Sendable, Hashable {
    /// The human-readable key of the row, or else the tracker's identifier; nil if neither can be read.
    package var key: String?
    /// The tracker's identifier of the row, if it can be read and `key` may differ from the key of the ticket.
    package var remoteID: String?
    /// What is wrong with the row. Names a location such as `issue.id`, never a value.
    package var reason: String
    /// Whether the row is stored anyway, without the part that could not be read.
    package var isStored: Bool

    /// The maximum number of characters in a key; longer ones are truncated.
    package static let maximumKeyLength = 100
    /// The maximum number of characters in a reason; longer ones are truncated.
    package static let maximumReasonLength = 200

    /// - Parameter remoteID: Set if `key` is, or may be, different from the key of the ticket.
    package init(key: String?, remoteID: String? = nil, reason: String, isStored: Bool = false) {
        self.key = key.map { String($0.prefix(Self.maximumKeyLength)) }
        self.remoteID = remoteID.flatMap { $0.count > Self.maximumKeyLength ? nil : $0 }
        self.reason = String(reason.prefix(Self.maximumReasonLength))
        self.isStored = isStored
    }
}

extension WireObject {
    /// The first of these members that holds an identifier, for error messages. Numbers too large to be used as
    /// identifiers are included.
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
    /// The objects of a list. Elements of other kinds are recorded in ``Page/skipped``.
    /// - Parameter what: The kind of objects in the list, for error messages.
    package init(rows elements: [JSON], of what: String, next: PageToken?, isUnchanged: Bool = false) {
        self.init(items: [], next: next, isUnchanged: isUnchanged)
        items.reserveCapacity(elements.count)
        for element in elements {
            do throws(TrackerError) {
                items.append(try WireObject(element, "\(what)[]"))
            } catch {
                skipped.append(SkippedRow(key: nil, reason: error.skipReason))
            }
        }
    }

    /// The number of rows that the tracker sent, including unreadable ones.
    package var rowCount: Int { items.count + skipped.count }

    /// Converts the objects of the page. An object whose conversion throws ``TrackerError/malformedResponse(detail:)``
    /// is recorded in ``Page/skipped``; one that converts to nil is omitted.
    /// - Parameter names: The members that identify an object to people, best first; `id` is the identifier.
    package func reading<Neutral: Sendable>(_ names: String..., by convert: (WireObject) throws -> Neutral?) throws
        -> Page<Neutral>
    {
        var page = Page<Neutral>(items: [], next: next, isUnchanged: isUnchanged)
        page.skipped = skipped
        page.rereads = rereads
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

    /// The member that holds the identifier in every tracker's API.
    private static var identifier: String { "id" }
}

extension TrackerError {
    /// The location that a malformed response names.
    fileprivate var skipReason: String {
        if case .malformedResponse(let detail) = self { detail } else { "cannot be read" }
    }
}
