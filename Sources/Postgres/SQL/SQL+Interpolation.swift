extension SQL {
    /// Collects a literal's text and turns each interpolated value into a parameter.
    package struct StringInterpolation: StringInterpolationProtocol {
        var sql = SQL(stringLiteral: "")

        /// Starts an empty statement.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql.segments.reserveCapacity(interpolationCount + 1)
            sql.parameters.reserveCapacity(interpolationCount)
        }

        /// Adds text that stood in the literal.
        package mutating func appendLiteral(_ literal: String) {
            sql.appendText(literal)
        }

        /// Binds a value as the next parameter.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            sql.parameters.append(value)
            sql.segments.append("")
        }

        /// `\(value)` of an optional: binds its value or NULL.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            sql.parameters.append(value)
            sql.segments.append("")
        }

        /// Adds text as it is. For names chosen by the program, never for values.
        package mutating func appendInterpolation(unsafeSQL text: String) {
            sql.appendText(text)
        }

        /// Adds a name in double quotes, with quotes inside doubled, as PostgreSQL's lexer asks
        /// (documentation 4.1.1, quoted identifiers).
        package mutating func appendInterpolation(identifier name: String) {
            sql.appendText(SQL.quoted(identifier: name))
        }

        /// Splices another statement in, its parameters renumbered after those already bound.
        package mutating func appendInterpolation(fragment: SQL) {
            sql.append(fragment)
        }
    }

    /// A name in double quotes, quotes inside doubled.
    package static func quoted(identifier name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// Text in single quotes, quotes inside doubled (`standard_conforming_strings` is on). For DDL, which takes no
    /// parameters.
    package static func quoted(literal text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }
}
