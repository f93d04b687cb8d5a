extension GitLab {
    /// The text of a note by which GitLab records a change
    /// ([system notes](https://docs.gitlab.com/user/project/system_notes/)).
    enum SystemNote {
        /// Whether a text names another object, or an earlier title. GitLab shows such a note only to users who can see
        /// the other object, but the gateway's token may see more than its callers, and an earlier title can date from
        /// a time when the issue was confidential.
        static func mayReveal(_ body: String) -> Bool {
            let lowercased = body.lowercased()
            return openings.contains { lowercased.hasPrefix($0) } || body.contains("://") || hasReference(body)
        }

        /// The beginnings of texts that name an object in a form that is not always a reference, such as a commit's id,
        /// or quote an earlier title or description. In lower case: GitLab up to version 8 began them with a capital.
        private static let openings = [
            "mentioned in", "changed title", "title changed", "marked the", "moved", "cloned", "closed via",
            "marked this", "marked as a duplicate",
        ]

        /// The signs of references to issues, merge requests, epics, snippets and alerts
        /// ([references](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
        private static let signs = Set("#!&$".utf8)

        /// Whether a sign is followed by a digit, as in `group/project#7`, or a bracketed reference such as
        /// `[work_item:7]` occurs.
        private static func hasReference(_ body: String) -> Bool {
            let bytes = Array(body.utf8)
            return zip(bytes, bytes.dropFirst()).contains { signs.contains($0) && isDigit($1) }
                || ["[issue:", "[work_item:", "[epic:", "[vulnerability:"].contains { body.contains($0) }
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    }
}
