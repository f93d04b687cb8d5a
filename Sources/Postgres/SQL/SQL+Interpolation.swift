extension SQL {
    /// Collects the text of a literal and binds each interpolated value as a parameter.
    package struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL(stringLiteral: "")

        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.segments.reserveCapacity(interpolationCount + 1)
            sql.parameters.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) {
            sql.appendText(literal)
        }

        /// Binds a value as the next parameter.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.parameters.append(value)
            sql.segments.append("")
        }

        /// Binds the value, or NULL for nil.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.parameters.append(value)
            sql.segments.append("")
        }

        /// Inserts text verbatim. For names chosen by the program, never for values.
        package mutating func appendInterpolation(unsafeSQL text: String) {
            sql.appendText(text)
        }

        /// Inserts a name in double quotes, with inner quotes doubled (PostgreSQL documentation, 4.1.1, quoted
        /// identifiers).
        package mutating func appendInterpolation(identifier name: String) {
            sql.appendText(SQL.quoted(identifier: name))
        }

        /// Inserts another statement and renumbers its parameters.
        package mutating func appendInterpolation(fragment: SQL) {
            sql.append(fragment)
        }
    }

    /// The name in double quotes, with inner quotes doubled.
    package static func quoted(identifier name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// The text in single quotes, with inner quotes doubled (`standard_conforming_strings` is on). For DDL, which does
    /// not accept parameters.
    package static func quoted(literal text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }
}
