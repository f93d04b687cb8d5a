extension SQL {
    /// Both statements one after the other, the right one's parameters renumbered. No space is added.
    package static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined.append(right)
        return joined
    }

    /// Adds a statement at the end.
    package static func += (left: inout SQL, right: SQL) {
        left.append(right)
    }

    mutating func append(_ other: SQL) {
        appendText(other.segments[0])
        segments.append(contentsOf: other.segments.dropFirst())
        parameters.append(contentsOf: other.parameters)
    }

    mutating func appendText(_ text: String) {
        segments[segments.count - 1] += text
    }
}

extension Sequence where Element == SQL {
    /// All pieces with a separator between them, as in `conditions.joined(separator: " AND ")`. Empty for no pieces.
    package func joined(separator: SQL) -> SQL {
        var joined: SQL = ""
        for (index, piece) in enumerated() {
            if index > 0 { joined += separator }
            joined += piece
        }
        return joined
    }
}
