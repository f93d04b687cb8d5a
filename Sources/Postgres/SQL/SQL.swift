/// A statement with its parameters, written as a string literal whose interpolations are bound.
///
///     let sql: SQL = "SELECT slug FROM channel WHERE id = \(id)"   // … WHERE id = $1
///
/// Values never become part of the text. To insert text, such as a column name from a fixed list, use `\(unsafeSQL:)`;
/// to insert another statement, use `\(fragment:)`, which renumbers its parameters.
///
/// Parameters are sent as text, and the server infers their types from the context. Where it can't (`SELECT \(x)`,
/// `\(x) IS NULL`), add a cast: `\(x)::text`.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text around the parameters: one segment more than there are parameters.
    var segments: [String]
    /// In the order of their placeholders.
    var parameters: ParameterBuffer

    package init(stringLiteral value: String) {
        segments = [value]
        parameters = ParameterBuffer()
    }

    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// For text that is not a literal and has no parameters. Never pass external input.
    package init(unsafeSQL text: String) {
        self.init(stringLiteral: text)
    }

    init(segments: [String], parameters: ParameterBuffer) {
        self.segments = segments
        self.parameters = parameters
    }

    /// The text sent to the server, with `$1`, `$2`, … in place of the values. Safe to log.
    package var text: String {
        var text = segments[0]
        for position in 1..<max(segments.count, 1) {
            text += "$\(position)"
            text += segments[position]
        }
        return text
    }
}

extension SQL: CustomStringConvertible {
    /// The text with placeholders, so that logs never contain values.
    package var description: String { text }
}
