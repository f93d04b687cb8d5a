import TrackerKit

extension GitLab {
    /// A file that a text refers to: `[name](/uploads/SECRET/FILE)`, with an exclamation mark before it where it is shown as a picture.
    struct UploadLink: Sendable, Hashable {
        /// What people read.
        var name: String
        /// `SECRET/FILE`: what the API takes.
        var id: String
        /// The link as it stands in the text.
        var markdown: String

        /// How long the secret of an upload is: hexadecimal digits.
        private static let secretLength = 32
        private static let opening = "](/uploads/"

        /// The links of a text, in their order, each file once.
        static func links(in text: String) -> [UploadLink] {
            var links: [UploadLink] = []
            var rest = Substring(text)
            while let target = rest.firstRange(of: opening) {
                let before = rest[..<target.lowerBound], after = rest[target.upperBound...]
                rest = after
                guard let end = after.firstIndex(of: ")"), let start = start(of: before) else { continue }
                let id = String(after[..<end])
                guard parts(of: id) != nil, !links.contains(where: { $0.id == id }) else { continue }
                let isPicture = start > before.startIndex && before[before.index(before: start)] == "!"
                let markdown = (isPicture ? "!" : "") + before[start...] + opening + id + ")"
                links.append(UploadLink(name: unescaped(before[before.index(after: start)...]), id: id, markdown: String(markdown)))
            }
            return links
        }

        /// A link to an upload.
        /// - Parameter url: `/uploads/SECRET/FILE`, as GitLab answers it.
        static func markdown(name: String, url: String) -> String { "[\(escaped(name))](\(url))" }

        /// Secret and file of an identifier; nil for anything else.
        static func parts(of id: String) -> (secret: String, file: String)? {
            let parts = id.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].utf8.count == secretLength, parts[0].allSatisfy(\.isHexDigit), !parts[1].isEmpty else {
                return nil
            }
            return (String(parts[0]), String(parts[1]))
        }

        /// Where the bracket of a link's name opens, seen from its end; nil when it stands on another line.
        private static func start(of text: Substring) -> Substring.Index? {
            guard let open = text.lastIndex(where: { $0 == "[" || $0.isNewline }) else { return nil }
            guard text[open] == "[" else { return nil }
            let isEscaped = open > text.startIndex && text[text.index(before: open)] == "\\"
            return isEscaped ? start(of: text[..<text.index(before: open)]) : open
        }

        private static func escaped(_ name: String) -> String {
            name.filter { !$0.isNewline }.map { "[]\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        }

        private static func unescaped(_ name: Substring) -> String {
            var result = "", isEscaped = false
            for character in name {
                if character == "\\", !isEscaped {
                    isEscaped = true
                } else {
                    result.append(character)
                    isEscaped = false
                }
            }
            return result
        }
    }
}
