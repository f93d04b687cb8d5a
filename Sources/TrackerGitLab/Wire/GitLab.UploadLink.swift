import TrackerKit

extension GitLab {
    /// A file that a text refers to: `[name](/uploads/SECRET/FILE)`, with an exclamation mark before it where it is
    /// shown as a picture.
    struct UploadLink: Sendable, Hashable {
        /// What people read.
        var name: String
        /// `SECRET/FILE`: what the API takes.
        var id: String
        /// The link as it stands in the text.
        var markdown: String

        /// How long the secret of an upload is: hexadecimal digits.
        private static let secretLength = 32

        /// The links of a text, in their order, each file once.
        static func links(in text: String) -> [UploadLink] {
            var found: Set<String> = []
            return text.utf8.split { $0 == 0x0A || $0 == 0x0D }.flatMap { UploadLinkScanner(Array($0)).links() }.filter
            { link in
                parts(of: link.id) != nil && found.insert(link.id).inserted
            }
        }

        /// A link to an upload.
        /// - Parameter url: `/uploads/SECRET/FILE`, as GitLab answers it.
        static func markdown(name: String, url: String) -> String { "[\(escaped(name))](\(url))" }

        /// Secret and file of an identifier; nil for anything else.
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
