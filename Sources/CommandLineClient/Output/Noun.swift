/// A type of object in the API, with its fields and table columns.
struct Noun: Sendable {
    struct Column: Sendable {
        let title: String
        /// The dotted path of the value, such as `author.username`.
        let path: String
        /// Whether the column is truncated if the terminal is too narrow. Not for ids, which users copy.
        let isLong: Bool

        /// - Parameter title: Default: the path in capitals.
        init(_ path: String, _ title: String? = nil, isLong: Bool = false) {
            self.path = path
            self.title = title ?? path.uppercased()
            self.isLong = isLong
        }
    }

    /// The name of its schema in openapi.yaml.
    let schema: String
    /// The object's members, in the schema's order.
    let fields: [String]
    /// The columns of a list.
    let columns: [Column]
    /// The path of a member that is printed as a block of text below the others.
    var textField: String?
}
