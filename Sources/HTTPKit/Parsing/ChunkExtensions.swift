/// A validator for chunk extensions, which are then ignored (RFC 9112, section 7.1.1). They have no meaning for this
/// server, but if another recipient parsed them differently, requests could be smuggled.
///
///     chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
///     chunk-ext-name = token
///     chunk-ext-val  = token / quoted-string
struct ChunkExtensions {
    private enum State {
        /// White space after the size, a name or a value: an extension must follow, or `=` after a name.
        case space(mayBeValued: Bool)
        /// After `;`: a name must follow.
        case beforeName
        case name
        /// After `=`: a value must follow.
        case beforeValue
        /// In a value that is a token.
        case value
        /// In a quoted value.
        case quoted
        /// After a backslash in a quoted value.
        case escaped
        /// After the closing quotation mark of a quoted value.
        case afterValue
    }

    private var state: State

    /// Starts after a chunk's size, with the octet that ended it: `;` or white space.
    init(after octet: UInt8) {
        state = octet == UInt8(ascii: ";") ? .beforeName : .space(mayBeValued: false)
    }

    /// Processes the next octet.
    /// - Returns: Whether it is the CR that ends the extensions.
    mutating func take(_ octet: UInt8) throws(MessageError) -> Bool {
        switch state {
        case .space(let mayBeValued): try takeEnd(octet, mayBeValued: mayBeValued, mayEnd: false)
        case .beforeName: try begin(octet, .name)
        case .name: return try takeToken(octet, mayBeValued: true)
        case .beforeValue: try takeValueStart(octet)
        case .value: return try takeToken(octet, mayBeValued: false)
        case .quoted: try takeQuoted(octet)
        case .escaped: try takeEscaped(octet)
        case .afterValue: return try takeEnd(octet, mayBeValued: false, mayEnd: true)
        }
        return false
    }

    private mutating func takeToken(_ octet: UInt8, mayBeValued: Bool) throws(MessageError) -> Bool {
        if OctetSet.token.contains(octet) { return false }
        return try takeEnd(octet, mayBeValued: mayBeValued, mayEnd: true)
    }

    /// The octet after a size, a name or a value.
    @discardableResult
    private mutating func takeEnd(_ octet: UInt8, mayBeValued: Bool, mayEnd: Bool) throws(MessageError) -> Bool {
        switch octet {
        case ASCII.carriageReturn where mayEnd: return true
        case UInt8(ascii: ";"): state = .beforeName
        case UInt8(ascii: "=") where mayBeValued: state = .beforeValue
        case ASCII.space, ASCII.tab: state = .space(mayBeValued: mayBeValued)
        default: throw Self.malformed
        }
        return false
    }

    private mutating func takeValueStart(_ octet: UInt8) throws(MessageError) {
        if octet == UInt8(ascii: "\"") {
            state = .quoted
        } else {
            try begin(octet, .value)
        }
    }

    /// White space, or the first octet of a token.
    private mutating func begin(_ octet: UInt8, _ token: State) throws(MessageError) {
        if FieldValue.isWhiteSpace(octet) { return }
        guard OctetSet.token.contains(octet) else { throw Self.malformed }
        state = token
    }

    /// `qdtext`, a backslash, or the closing quotation mark (RFC 9110, section 5.6.4).
    private mutating func takeQuoted(_ octet: UInt8) throws(MessageError) {
        switch octet {
        case UInt8(ascii: "\""): state = .afterValue
        case UInt8(ascii: "\\"): state = .escaped
        default: try Self.requireText(octet)
        }
    }

    private mutating func takeEscaped(_ octet: UInt8) throws(MessageError) {
        try Self.requireText(octet)
        state = .quoted
    }

    /// A tab, a space, visible ASCII, or `obs-text`.
    private static func requireText(_ octet: UInt8) throws(MessageError) {
        guard octet == ASCII.tab || octet >= ASCII.space && octet != 0x7F else { throw malformed }
    }

    private static let malformed = MessageError.malformed("a chunk extension is malformed (RFC 9112, section 7.1.1)")
}
