import CLibCurl
import HTTPKit
import HTTPTypes

extension CurlHandle {
    /// Sets all options of a transfer. The returned lists must be kept until the transfer has ended.
    func configure(for order: CurlOrder, _ configuration: CurlConfiguration) -> [CurlList] {
        setProtocol(configuration)
        setTimes(order, configuration)
        setMethod(order.request)
        set(CURLOPT_URL, order.destination.url.text)
        let fields = CurlList(Self.lines(order.request.headers))
        set(CURLOPT_HTTPHEADER, fields)
        guard let pin = order.destination.pin else { return [fields] }
        let pins = CurlList([pin])
        set(CURLOPT_RESOLVE, pins)
        return [fields, pins]
    }

    private func setProtocol(_ configuration: CurlConfiguration) {
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let path = configuration.caBundlePath {
            set(CURLOPT_CAINFO, path)
            _ = tgw_set_string(easy, CURLOPT_CAPATH, nil)
        }
        // An empty string disables proxies, including those from the environment.
        set(CURLOPT_PROXY, configuration.proxy ?? "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
    }

    private func setTimes(_ order: CurlOrder, _ configuration: CurlConfiguration) {
        set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        if let stream = order.stream {
            // A stream may last forever, but must not be silent.
            set(CURLOPT_LOW_SPEED_LIMIT, 1)
            set(CURLOPT_LOW_SPEED_TIME, max(1, stream.silence.milliseconds / 1000))
        } else {
            set(CURLOPT_TIMEOUT_MS, order.request.timeout.milliseconds)
            set(CURLOPT_LOW_SPEED_LIMIT, configuration.minimumBytesPerSecond)
            set(CURLOPT_LOW_SPEED_TIME, max(1, configuration.slowPeriod.milliseconds / 1000))
        }
        set(CURLOPT_MAXAGE_CONN, max(1, configuration.idleLifetime.milliseconds / 1000))
        set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setMethod(_ request: ClientRequest) {
        let hasBody =
            request.body != nil || request.method == .post || request.method == .put || request.method == .patch
        if hasBody {
            set(CURLOPT_UPLOAD, 1)
            set(CURLOPT_INFILESIZE_LARGE, length: request.body?.count ?? 0)
        } else if request.method == .head {
            set(CURLOPT_NOBODY, 1)
        } else {
            set(CURLOPT_HTTPGET, 1)
        }
        if request.method != .head && request.method != .get || hasBody {
            set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        // Without a body, libcurl would silently repeat a request whose reused connection is closed; see
        // `bodyWantedAgain` in CurlTransfer.swift.
        if !request.isSafeToRepeat && (request.body ?? []).isEmpty { set(CURLOPT_FRESH_CONNECT, 1) }
    }

    /// Header fields that only this client sets, so that callers can't make the framing ambiguous (RFC 9112, section
    /// 6.1).
    private static let reserved: Set<HTTPField.Name> = [
        .contentLength, .transferEncoding, .connection, .expect, .acceptEncoding, .te, .upgrade,
    ]

    private static func lines(_ fields: HTTPFields) -> [String] {
        let given = fields.filter { !reserved.contains($0.name) && $0.name.canonicalName != "host" }
        // No `Expect: 100-continue`: it costs a round trip, and some servers never respond to it.
        return given.map { $0.value.isEmpty ? "\($0.name.rawName);" : "\($0.name.rawName): \($0.value)" } + ["Expect:"]
    }
}

extension Duration {
    /// Whole milliseconds for libcurl: at least 1, because 0 means "no limit", and at most `Int32.max`, the range of
    /// its `long` on all platforms.
    fileprivate var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
