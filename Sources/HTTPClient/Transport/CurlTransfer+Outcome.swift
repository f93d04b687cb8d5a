import CLibCurl
import HTTPKit
import HTTPTypes

extension CurlTransfer {
    /// What the caller gets once libcurl has ended with `code`.
    func outcome(of code: CURLcode) -> Result<ClientResponse, TransportError> {
        // libcurl calls it a failed write that the rest of a body was not wanted.
        if code != CURLE_OK, !wasLeft { return .failure(error(of: code)) }
        var fields = head.fields
        // The body is decoded and whole: what described it on the wire no longer does (RFC 9110 section 8.4).
        fields[.contentEncoding] = nil
        fields[.contentLength] = nil
        let status = handle.number(CURLINFO_RESPONSE_CODE)
        return .success(
            ClientResponse(status: status, headers: fields, body: body, finalURL: order.destination.url.text))
    }

    /// What the caller gets when it gave up itself.
    func cancellation() -> TransportError {
        TransportError(.cancelled, detail: "the call was cancelled", requestMayHaveBeenProcessed: mayHaveArrived)
    }

    /// False only while not one byte of the request has been written.
    private var mayHaveArrived: Bool { hasBegun && handle.number(CURLINFO_REQUEST_SIZE) > 0 }

    private func error(of code: CURLcode) -> TransportError {
        let kind = failure ?? Self.kind(of: code)
        var error = TransportError(kind, detail: detail(kind, code), requestMayHaveBeenProcessed: mayHaveArrived)
        if kind == .responseTooLarge, !isHeadCut, (200..<300).contains(handle.number(CURLINFO_RESPONSE_CODE)) {
            error.link = Self.linkField.flatMap { head.fields[$0] } ?? ""
        }
        return error
    }

    /// Where the other pages of a list are (RFC 8288).
    private static let linkField = HTTPField.Name("Link")

    /// Says where and what, with no path, query or field of the request.
    private func detail(_ kind: TransportError.Kind, _ code: CURLcode) -> String {
        let origin = order.destination.url.origin
        switch kind {
        case .responseTooLarge: return "\(origin) answered with more than \(order.request.maximumResponseBytes) bytes"
        case .addressRefused: return "\(origin) led to an address that is not allowed"
        case .tls: return "\(origin): \(handle.explanation(of: code))"
        // What libcurl says when it may not repeat a write by itself (docs/decisions/0007).
        case .connectionLost where code == CURLE_SEND_FAIL_REWIND:
            return "\(origin) closed the connection without an answer"
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
