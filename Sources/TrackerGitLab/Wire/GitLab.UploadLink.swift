import TrackerKit

extension GitLab {
    /// A link to an uploaded file in a text: `[name](/uploads/SECRET/FILE)`, preceded by an exclamation mark for an
    /// image.
    struct UploadLink: Sendable, Hashable {
        /// The link text.
        var name: String
        /// `SECRET/FILE`, as used in the API.
        var id: String
        /// The link as written in the text.
        var markdown: String

        /// The number of hexadecimal digits in the secret of an upload.
        private static let secretLength = 32

        /// The links in a text, in order, once per file.
        static func links(in text: String) -> [UploadLink] {
            var found: Set<String> = []
            return text.utf8.split { $0 == 0x0A || $0 == 0x0D }.flatMap { UploadLinkScanner(Array($0)).links() }.filter
            { link in
                parts(of: link.id) != nil && found.insert(link.id).inserted
            }
        }

        /// Formats a link to an upload.
        /// - Parameter url: `/uploads/SECRET/FILE`, as returned by GitLab.
        static func markdown(name: String, url: String) -> String { "[\(escaped(name))](\(url))" }

        /// The secret and file of an identifier; nil for anything else.
        static func parts(of id: String) -> (secret: String, file: String)? {
            let parts = id.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.count == secretLength, parts[0].allSatisfy(\.isHexDigit),
                !parts[1].isEmpty
            else {
                return nil
            }
            return (String(parts[0]), String(parts[1]))
        }

        private static func escaped(_ name: String) -> String {
            name.filter { !$0.isNewline }.map { "[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        }
    }
}
