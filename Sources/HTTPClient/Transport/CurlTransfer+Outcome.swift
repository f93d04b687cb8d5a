import CLibCurl
import HTTPKit
import HTTPTypes

extension CurlTransfer {
    /// The result for the caller, after libcurl has ended the transfer with `code`.
    func outcome(of code: CURLcode) -> Result<ClientResponse, TransportError> {
        // If the rest of a body was declined, libcurl reports a write error.
        if code != CURLE_OK, !wasLeft { return .failure(error(of: code)) }
        var fields = head.fields
        // The body has been decoded and is complete, so the fields that describe its encoded form no longer apply (RFC
        // 9110, section 8.4).
        fields[.contentEncoding] = nil
        fields[.contentLength] = nil
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        return .success(
            ClientResponse(status: status, headers: fields, body: body, finalURL: order.destination.url.text))
    }

    /// The error if the caller cancelled the request.
    func cancellation() -> TransportError {
        TransportError(.cancelled, detail: "the call was cancelled", requestMayHaveBeenProcessed: mayHaveArrived)
    }

    /// The error if the deadline of a stream has passed.
    func expiry() -> TransportError {
        TransportError(
            .timeout, detail: detail(.timeout, CURLE_OPERATION_TIMEDOUT), requestMayHaveBeenProcessed: mayHaveArrived)
    }

    /// False only if no byte of the request has been written.
    private var mayHaveArrived: Bool { hasBegun && handle.number(CURLINFO_REQUEST_SIZE) > 0 }

    private func error(of code: CURLcode) -> TransportError {
        let kind = failure ?? Self.kind(of: code)
        var error = TransportError(kind, detail: detail(kind, code), requestMayHaveBeenProcessed: mayHaveArrived)
        if kind == .responseTooLarge, !isHeadCut, (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) {
            error.link = Self.linkField.flatMap { head.fields[$0] } ?? ""
        }
        return error
    }

    /// The field with the URLs of a list's other pages (RFC 8288).
    private static let linkField = HTTPField.Name("Link")

    /// Describes the error and the origin, without path, query or header fields of the request.
    private func detail(_ kind: TransportError.Kind, _ code: CURLcode) -> String {
        let origin = order.destination.url.origin
        switch kind {
        case .responseTooLarge:
            return "the response of \(origin) is longer than \(order.request.maximumResponseBytes) bytes"
        case .addressRefused:
            return "\(origin) resolved to an address that may not be called\(order.destination.remedy)"
        case .tls: return "\(origin): \(handle.explanation(of: code))"
        // libcurl reports this if it must not repeat a write (docs/decisions/0007).
        case .connectionLost where code == CURLE_SEND_FAIL_REWIND:
            return "\(origin) closed the connection without a response"
        default: return "\(origin): \(String(cString: curl_easy_strerror(code)))"
        }
    }

    private static func kind(of code: CURLcode) -> TransportError.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameResolution
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: .connect
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS:
            .tls
        case CURLE_URL_MALFORMAT: .invalidURL
        case CURLE_FILESIZE_EXCEEDED: .responseTooLarge
        default: .connectionLost
        }
    }
}
