import Foundation
package import HTTPClient
import HTTPKit

/// Where the gateway listens, and its public URL.
package struct ListenSettings: SettingGroup {
    /// An IP address or host name.
    package let host: String
    /// 0 lets the kernel choose a free port.
    package let port: Int
    /// The base URL of links and webhook callbacks, without a trailing slash.
    package let publicURL: String
    /// The origins whose pages may call the API from a browser. `*` allows any.
    package let corsOrigins: [String]
    /// The networks of proxies that are trusted to report the client's address. Empty for none.
    package let trustedProxies: [IPNetwork]
    /// The header field in which the proxies report the client's address.
    package let forwardedField: ForwardedField

    /// The variable that hosting platforms set for the port.
    static let portAlias = "PORT"

    static let hostSetting = Setting<String>(
        "HOST", syntax: .text("an IP address or host name"), standard: "127.0.0.1",
        meaning: "The address to listen on. In a container: `0.0.0.0`.")
    static let portSetting = Setting<Int>(
        "PORT", alias: portAlias, syntax: .integer(0...65535, "a port number"), standard: "3000",
        meaning: "The port to listen on; 0 picks a free one. The environment variable `PORT` is also accepted.")
    static let publicURLSetting = Setting<String?>.optional(
        "PUBLIC_URL", syntax: .httpURL,
        meaning: "The gateway's external URL, used in links and webhook callbacks. Unset: host and port as above.")
    static let corsOriginsSetting = Setting<[String]>(
        "CORS_ORIGINS", syntax: .origins, standard: "",
        meaning: "Origins whose pages may call the API from a browser.")

    static let trustedProxiesSetting = Setting<[IPNetwork]>(
        "TRUSTED_PROXIES", syntax: .networks, standard: "",
        meaning:
            "Proxies trusted to report the client's address, for limits and logs. Unset: none; the peer address of the connection is used."
    )
    static let forwardedFieldSetting = Setting<ForwardedField>(
        "FORWARDED_FIELD", syntax: .name, standard: ForwardedField.xForwardedFor.rawValue,
        meaning:
            "The header in which those proxies report it. They must set it on every request; the other header is ignored."
    )

    package static let descriptions = [
        hostSetting.description, portSetting.description, publicURLSetting.description, corsOriginsSetting.description,
        trustedProxiesSetting.description, forwardedFieldSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let host = reader.value(Self.hostSetting)
        let port = reader.value(Self.portSetting)
        let publicURL = reader.value(Self.publicURLSetting)
        let corsOrigins = reader.value(Self.corsOriginsSetting)
        let trustedProxies = reader.value(Self.trustedProxiesSetting)
        let forwardedField = reader.value(Self.forwardedFieldSetting)
        guard let host, let port, let publicURL, let corsOrigins, let trustedProxies, let forwardedField else {
            return nil
        }
        self.host = host
        self.port = port
        self.publicURL = publicURL ?? "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        self.corsOrigins = corsOrigins
        self.trustedProxies = trustedProxies
        self.forwardedField = forwardedField
    }

    /// Finds the client's address. nil if it is the connection's peer address.
    var clientAddress: (@Sendable (HeaderFields, String) -> String)? {
        trustedProxies.isEmpty ? nil : TrustedProxies(networks: trustedProxies, field: forwardedField).client(of:peer:)
    }
}

extension SettingSyntax where Value == [String] {
    /// RFC 6454, 6.2: a scheme, a host, an optional port and nothing else; or `*`.
    static var origins: Self {
        .list("comma-separated origins such as https://desk.example.org, or *") { text in
            if text == "*" { return text }
            guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme),
                url.host?.isEmpty == false,
                url.path.isEmpty, url.query == nil, url.fragment == nil, url.user == nil
            else { return nil }
            return text
        }
    }
}

extension SettingSyntax where Value == [IPNetwork] {
    /// CIDR blocks. A block of all addresses is rejected, since then any caller could claim any address.
    static var networks: Self {
        .list("comma-separated networks such as 10.0.0.0/8 or 192.0.2.7, but not all addresses") { text in
            IPNetwork(text).flatMap { $0.prefix > 0 ? $0 : nil }
        }
    }
}
