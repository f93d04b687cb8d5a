extension GitLab {
    /// The role of a member ([valid access levels](https://docs.gitlab.com/api/members/#roles)).
    struct AccessLevel: Sendable, Hashable {
        /// GitLab's number.
        var number: Int64

        init(_ number: Int64) { self.number = number }

        /// A level by its name or number; nil for anything else.
        init?(name: String) {
            guard let number = Self.names.first(where: { $0.value == name.lowercased() })?.key ?? Int64(name),
                number > 0
            else {
                return nil
            }
            self.number = number
        }

        /// The default level of a new member, reporter: sufficient to work on issues.
        static let standard = AccessLevel(20)

        /// The name of the role, or the number of an unknown one.
        var name: String { Self.names[number] ?? String(number) }

        private static let names: [Int64: String] = [
            5: "minimal", 10: "guest", 15: "planner", 20: "reporter", 25: "security_manager", 30: "developer",
            40: "maintainer",
            50: "owner",
            60: "admin",
        ]
    }
}
