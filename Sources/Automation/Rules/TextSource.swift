public import Primitives

/// Where the whole of a text stands that is cut.
public enum TextSource {
    /// The page of a ticket or comment as the API shows it, or the ticket's channel and key where it has none.
    public static func of(_ document: JSON?) -> String? {
        if let url = document?["url"]?.stringValue, !url.isEmpty { return url }
        guard let channel = document?["channel"]?.stringValue, let key = document?["key"]?.stringValue else { return nil }
        return "\(channel) \(key)"
    }
}
