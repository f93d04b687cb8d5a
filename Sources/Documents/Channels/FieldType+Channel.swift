package import Primitives
package import TrackerKit

extension FieldType where Value == [String: TicketStatus] {
    /// A channel's status map: names of labels or lists to statuses.
    package static var statusMap: FieldType<[String: TicketStatus]> {
        FieldType<[String: TicketStatus?]>.statusMapPatch.checked { map in
            map.values.contains(nil) ? "must not contain null" : nil
        }.map { map in map.compactMapValues { $0 } }
    }
}

extension FieldType where Value == [String: TicketStatus?] {
    private static var maximumEntries: Int { 100 }
    private static var names: ClosedRange<Int> { 1...255 }

    /// A merge patch of a status map: entries to set, or to remove if `null`.
    package static var statusMapPatch: FieldType<[String: TicketStatus?]> {
        Self { json, pointer, errors in
            guard let members = json.objectValue, members.count <= maximumEntries,
                members.keys.allSatisfy({ names.contains($0.unicodeScalars.count) })
            else {
                errors.append(
                    .init(pointer: pointer, detail: "must be an object of at most \(maximumEntries) statuses"))
                return nil
            }
            let status = FieldType<TicketStatus>.enumeration(where: { $0 != .unknown })
            var map: [String: TicketStatus?] = [:]
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                let pointer = JSONPointer.appending(name, to: pointer)
                map[name] = .some(value.isNull ? nil : status.read(value, pointer, &errors))
            }
            return map
        }
    }
}

/// The `sync` settings in a channel's body.
package struct SyncSettings: Sendable, Hashable {
    /// Whether the channel is synced automatically.
    package var enabled: Bool?
    /// The interval between incremental syncs in seconds.
    package var intervalSeconds: Int?
}

extension FieldType where Value == SyncSettings {
    /// The allowed interval between incremental syncs in seconds.
    package static var intervals: ClosedRange<Int> { 30...86_400 }

    /// The `sync` object of a channel.
    package static var sync: Self {
        .object { body in
            SyncSettings(
                enabled: body.optional("enabled", .bool),
                intervalSeconds: body.optional("interval_seconds", .integer(intervals)))
        }
    }
}
