import HTTPTypes

/// Status lines (RFC 9112, section 4), precomputed for every status code.
enum StatusLine {
    /// The range of valid status codes (RFC 9110, section 15).
    private static let codes = 100...599

    private static let lines: [[UInt8]] = {
        let phrases = Dictionary(known.map { ($0.code, $0.reasonPhrase) }, uniquingKeysWith: { first, _ in first })
        return codes.map { code in Array("HTTP/1.1 \(code) \(phrases[code] ?? "")\r\n".utf8) }
    }()

    /// The statuses that are sent with a reason phrase. For others it is empty, which the grammar allows.
    private static let known: [HTTPResponse.Status] = [
        .continue, .switchingProtocols, .ok, .created, .accepted, .nonAuthoritativeInformation, .noContent,
        .resetContent,
        .partialContent, .multipleChoices, .movedPermanently, .found, .seeOther, .notModified, .temporaryRedirect,
        .permanentRedirect, .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .notAcceptable,
        .proxyAuthenticationRequired, .requestTimeout, .conflict, .gone, .lengthRequired, .preconditionFailed,
        .contentTooLarge,
        .uriTooLong, .unsupportedMediaType, .rangeNotSatisfiable, .expectationFailed, .misdirectedRequest,
        .unprocessableContent,
        .tooEarly, .upgradeRequired, .preconditionRequired, .tooManyRequests, .requestHeaderFieldsTooLarge,
        .unavailableForLegalReasons, .internalServerError, .notImplemented, .badGateway, .serviceUnavailable,
        .gatewayTimeout,
        .httpVersionNotSupported, .networkAuthenticationRequired,
    ]

    /// Appends the status line. An invalid status code is replaced by 500.
    static func write(_ status: HTTPResponse.Status, to bytes: inout [UInt8]) {
        let code = codes.contains(status.code) ? status.code : 500
        bytes.append(contentsOf: lines[code - codes.lowerBound])
    }
}
