package import Primitives

/// Finds where the full version of a truncated text can be read.
package enum TextSource {
    /// The URL of a ticket or comment in its API form, or channel and key of a ticket that has no page.
    package static func of(_ document: JSON?) -> String? {
        guard let channel = document?["channel"]?.stringValue, let key = document?["key"]?.stringValue else {
            return document?["url"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        }
        return of(url: document?["url"]?.stringValue ?? "", channel: channel, key: key)
    }

    /// The page of a ticket, or its channel and key where it has none.
    package static func of(url: String, channel: String, key: String) -> String {
        url.isEmpty ? "\(channel) \(key)" : url
    }

    /// The URLs of the tickets and the comment in an event document. A text that inserts one of them is meant to
    /// contain a working link.
    static func pages(of document: JSON) -> Set<String> {
        let actions = (document["actions"]?.objectValue ?? [:]).values.map { $0["ticket"] }
        return Set(
            ([document["ticket"], document["comment"], document["linked"]] + actions).compactMap {
                $0?["url"]?.stringValue
            })
    }
}
