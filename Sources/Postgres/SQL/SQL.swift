/// A statement with its parameters, written as a string literal whose interpolations bind.
///
///     let sql: SQL = "SELECT slug FROM channel WHERE id = \(id)"   // … WHERE id = $1
///
/// A value never becomes part of the text. What has to (a column name chosen from a fixed list) goes through
/// `\(unsafeSQL:)`; another statement's piece goes through `\(fragment:)`, with its parameters renumbered.
///
/// Parameters are sent as text and typed by the server from where they stand. Where it can't tell (`SELECT \(x)`,
/// `\(x) IS NULL`), write a cast: `\(x)::text`.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The text around the parameters: one piece more than there are parameters.
    var segments: [String]
    /// The bound values, in the order of their placeholders.
    var parameters: ParameterBuffer

    /// A statement without parameters, from a literal.
    package init(stringLiteral value: String) {
        segments = [value]
        parameters = ParameterBuffer()
    }

    /// A statement whose interpolations became parameters.
    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    /// Text that is not a literal and has no parameters. Never pass anything that came from outside.
    package init(unsafeSQL text: String) {
        self.init(stringLiteral: text)
    }

    init(segments: [String], parameters: ParameterBuffer) {
        self.segments = segments
        self.parameters = parameters
    }

    /// How many parameters are bound.
    package var parameterCount: Int { segments.count - 1 }

    /// The text as the server gets it, with `$1`, `$2`, … in place of the values. Safe to log.
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
    /// The text with placeholders; the values are left out, so that a log never holds them.
    package var description: String { text }
}
