/// A numbered schema change: the script that applies it and the one that reverts it.
struct MigrationFile: Sendable, Hashable {
    /// Counts from 1.
    let number: Int
    /// What it does, as words joined by underscores.
    let name: String
    let up: String
    let down: String
    /// SHA-256 of `up`, in hexadecimal. Must not change once the migration is applied.
    let checksum: String

    /// For example `0007_add_labels`, as in the file names.
    var title: String { MigrationName(number: number, name: name).title }
}

/// The name of a migration's files: `NNNN_name.up.sql` and `NNNN_name.down.sql`.
struct MigrationName: Hashable {
    static let digits = 4
    let number: Int
    let name: String

    init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    /// Parses a file name. nil if it is not a migration's.
    init?(file: String) {
        for direction in [".up.sql", ".down.sql"] where file.hasSuffix(direction) {
            let title = file.dropLast(direction.count)
            let number = title.prefix { $0.isASCII && $0.isNumber }
            let rest = title.dropFirst(number.count)
            guard number.count == Self.digits, let value = Int(number), value > 0, rest.first == "_", rest.count > 1
            else { return nil }
            self.init(number: value, name: String(rest.dropFirst()))
            return
        }
        return nil
    }

    var title: String {
        let number = String(number)
        return String(repeating: "0", count: max(0, Self.digits - number.count)) + number + "_" + name
    }

    /// Converts text typed by a person to lowercase words joined by underscores. nil if nothing is left.
    static func slug(_ text: String) -> String? {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty ? nil : words.joined(separator: "_")
    }
}
