package import Primitives

/// Where the whole of a text stands that is cut.
package enum TextSource {
    /// The page of a ticket or comment as the API shows it, or the ticket's channel and key where it has none.
    package static func of(_ document: JSON?) -> String? {
        if let url = document?["url"]?.stringValue, !url.isEmpty { return url }
        guard let channel = document?["channel"]?.stringValue, let key = document?["key"]?.stringValue else {
            return nil
        }
        return "\(channel) \(key)"
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
