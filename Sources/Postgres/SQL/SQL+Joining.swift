extension SQL {
    /// Concatenates two statements and renumbers the second one's parameters. Adds no space.
    package static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined.append(right)
        return joined
    }

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
    /// The statements with a separator between them, as in `conditions.joined(separator: " AND ")`. Empty if there are
    /// none.
    package func joined(separator: SQL) -> SQL {
        var joined: SQL = ""
        for (index, piece) in enumerated() {
            if index > 0 { joined += separator }
            joined += piece
        }
        return joined
    }
}
