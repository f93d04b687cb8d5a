import Glibc
import Models
import Postgres
package import Primitives

/// Removes hidden parent tickets from events for readers without `tickets:confidential`. A parent is hidden if it is
/// confidential, or if the mirror does not have it, because then it may have been confidential.
struct EventParents {
    let executor: any SQLExecutor

    /// Found in the text of `changes` if a parent changed. Within a string, its quotes would be escaped.
    private static let mark = Array(#""parent":"#.utf8)

    /// The records without hidden parents. Runs one statement if any event names a parent, none otherwise.
    func hidden(in records: [EventRecord]) async throws -> [EventRecord] {
        let changed = records.indices.filter { Self.changesParent(records[$0]) }
        guard !changed.isEmpty else { return records }
        var changes: [Int: JSON] = [:], keys: [String: Set<String>] = [:]
        for index in changed {
            let record = records[index]
            var document = JSON.null
            try record.withText(.changes) { text in
                if let text { document = try JSON(parsing: Array(text)) }
            }
            changes[index] = document
            guard let channel = record.channel else { continue }
            keys[channel, default: []].formUnion(document.parentKeys)
        }
        let shown = try await shown(keys)
        var records = records
        for (index, document) in changes {
            let known = records[index].channel.flatMap { shown[$0] } ?? []
            records[index].replaceChanges(with: document.hidingParents { !known.contains($0) }.serialized())
        }
        return records
    }

    private static func changesParent(_ record: EventRecord) -> Bool {
        var changesParent = false
        record.withText(.changes) { text in
            guard let text, var start = text.baseAddress else { return }
            let end = start + text.count
            while end - start >= mark.count, let found = memchr(start, CInt(mark[0]), end - start - mark.count + 1) {
                changesParent = memcmp(found, mark, mark.count) == 0
                if changesParent { return }
                start = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
            }
        }
        return changesParent
    }

    private func shown(_ keys: [String: Set<String>]) async throws -> [String: Set<String>] {
        let pairs = keys.flatMap { channel, keys in keys.map { (channel, $0.storable) } }
        guard !pairs.isEmpty else { return [:] }
        let rows = try await executor.run(
            """
            SELECT asked.slug, asked.key FROM unnest(\(pairs.map(\.0))::text[], \(pairs.map(\.1))::text[]) asked(slug, key)
            JOIN channel ON channel.slug = asked.slug
            CROSS JOIN LATERAL (
                SELECT FROM ticket WHERE channel_id = channel.id AND ticket.key = asked.key AND NOT confidential LIMIT 1) visible
            """)
        var shown: [String: Set<String>] = [:]
        for row in rows { shown[try row.decode(0), default: []].insert(try row.decode(1)) }
        return shown
    }
}

extension JSON {
    /// The keys of the parents in the `changes` of an event.
    package var parentKeys: [String] {
        ["from", "to"].compactMap { self["parent"]?[$0]?.stringValue }
    }

    /// The `changes` of an event without the keys of hidden parents.
    package func hidingParents(_ isHidden: (String) -> Bool) -> JSON {
        guard var members = objectValue, var parent = members["parent"]?.objectValue else { return self }
        for side in ["from", "to"] {
            if let key = parent[side]?.stringValue, isHidden(key) { parent[side] = .null }
        }
        members["parent"] = .object(parent)
        return .object(members)
    }
}
