import TrackerKit

extension WireObject {
    /// Whichever of two spellings is there: GlitchTip answers most calls in camelCase, and changes of issues in
    /// snake_case.
    func either(_ name: String, _ other: String) -> String { self[name] == nil ? other : name }
}

extension GlitchTip {
    /// Organisation and project, as a channel's path names them: `org/project`.
    struct ProjectName: Sendable, Hashable {
        /// The organisation's slug.
        var organization: String
        /// The project's slug.
        var project: String

        /// Reads a path.
        /// - Throws: ``TrackerError/notFound(what:)`` for what can be no project.
        init(_ path: String) throws(TrackerError) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, parts.allSatisfy(Self.isSlug) else { throw .notFound(what: "project \(path)") }
            organization = parts[0]
            project = parts[1]
        }

        private static func isSlug(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.count <= 100
                && text.utf8.allSatisfy { byte in
                    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
                        || byte == UInt8(ascii: "-")
                        || byte == UInt8(ascii: "_")
                }
        }
    }

    /// What people name an issue by: the project's slug in capitals, a hyphen, and the number within the
    /// project to the base of 32 (digits, then letters from A to V).
    struct ShortID: Sendable, Hashable {
        /// The whole identifier.
        var text: String
        /// The number within the project.
        var number: Int64
        /// How many digits the number has.
        private var digits: Int

        /// Reads an identifier; nil for what can be none.
        init?(_ text: String) {
            guard let hyphen = text.utf8.lastIndex(of: UInt8(ascii: "-")), text.utf8.count <= 150 else { return nil }
            let prefix = text.utf8[..<hyphen], digits = text.utf8[text.utf8.index(after: hyphen)...]
            guard !prefix.isEmpty, !digits.isEmpty, digits.count <= 12, prefix.allSatisfy(Self.isSlugByte),
                digits.first != UInt8(ascii: "0"), let number = Int64(String(Substring(digits)), radix: 32), number > 0,
                !digits.contains(where: { $0 >= UInt8(ascii: "a") })
            else { return nil }
            self.text = text
            self.number = number
            self.digits = digits.count
        }

        /// Whether an issue of a project of that slug may have it.
        func fits(_ slug: String) -> Bool { text.utf8.dropLast(digits + 1).elementsEqual(slug.uppercased().utf8) }

        private static func isSlugByte(_ byte: UInt8) -> Bool {
            byte &- UInt8(ascii: "A") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
    }
}
