package import Primitives

/// Where the whole of a text stands that is cut.
package enum TextSource {
    /// The page of a ticket or comment as the API shows it, or the ticket's channel and key where it has none.
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

    /// The pages of the tickets and the comment that a rule's document shows: a text that asks for one of them by its
    /// name wants a link.
    static func pages(of document: JSON) -> Set<String> {
        let actions = (document["actions"]?.objectValue ?? [:]).values.map { $0["ticket"] }
        return Set(
            ([document["ticket"], document["comment"], document["linked"]] + actions).compactMap {
                $0?["url"]?.stringValue
            })
    }
}
