/// How much a message may hold before the parser refuses it. Every limit can be changed by configuration.
package struct ParserLimits: Sendable, Hashable {
    /// Bytes of the request line; more is 414. RFC 9112, section 3 asks for at least 8,000.
    package var requestLineBytes: Int = 16 << 10
    /// Bytes of a method; more is 501 (RFC 9112, section 3). The longest registered method has 17.
    package var methodBytes: Int = 32
    /// Bytes of all header field lines together; more is 431 (RFC 6585, section 5). nginx grants the same 32 KiB.
    package var headerBytes: Int = 32 << 10
    /// How many header field lines there may be; more is 431.
    package var headerCount: Int = 100
    /// Empty lines before a request line that are passed over (RFC 9112, section 2.2 asks for at least one); more is
    /// 400.
    package var leadingEmptyLines: Int = 4
    /// Bytes of a request's body once decoded; more is 413.
    package var bodyBytes: Int = 8 << 20
    /// Bytes of all chunk extensions of a body together; more is 413. They carry nothing that this server uses.
    package var chunkExtensionBytes: Int = 4 << 10
    /// Bytes of the trailer section; more is 431.
    package var trailerBytes: Int = 8 << 10

    /// The defaults.
    package init() {}
}
