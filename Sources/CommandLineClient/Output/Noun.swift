/// What the API calls a thing: its fields, and how people see it.
struct Noun: Sendable {
    /// A column of a table.
    struct Column: Sendable {
        /// Its heading.
        let title: String
        /// Where its value is: `author.username`.
        let path: String
        /// Whether it gives way first when the terminal is narrow.
        let isLong: Bool

        /// A column; the heading is the path in capitals unless given.
        init(_ path: String, _ title: String? = nil, isLong: Bool = false) {
            self.path = path
            self.title = title ?? path.uppercased()
            self.isLong = isLong
        }
    }

    /// The schema in openapi.yaml.
    let schema: String
    /// The members of the object, in the schema's order.
    let fields: [String]
    /// The columns of a list.
    let columns: [Column]
    /// The path of the member that is printed as a text of its own below the others.
    var textField: String?
}
