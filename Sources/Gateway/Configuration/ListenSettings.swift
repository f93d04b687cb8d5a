import Foundation
package import HTTPClient
import HTTPKit

/// Where the gateway listens, and under which address others know it.
package struct ListenSettings: SettingGroup {
    /// The address to listen on.
    package let host: String
    /// The port to listen on; 0 lets the kernel choose.
    package let port: Int
    /// The address that links and webhook callbacks are made from, without a slash at the end.
    package let publicURL: String
    /// The origins whose pages may call the API from a browser; `*` is any.
    package let corsOrigins: [String]
    /// Where the proxies are that are trusted to tell the client's address; empty for none.
    package let trustedProxies: [IPNetwork]
    /// The field in which they tell it.
    package let forwardedField: ForwardedField

    /// The name that hosting platforms use for the port.
    static let portAlias = "PORT"

    static let hostSetting = Setting<String>(
        "HOST", syntax: .text("an IP address or host name"), standard: "127.0.0.1",
        meaning: "The address to listen on. In a container: `0.0.0.0`.")
    static let portSetting = Setting<Int>(
        "PORT", alias: portAlias, syntax: .integer(0...65535, "a port number"), standard: "3000",
        meaning: "The port to listen on; 0 picks a free one. `PORT` works too.")
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

    /// What each variable of the group is.
    package static let descriptions = [
        hostSetting.description, portSetting.description, publicURLSetting.description, corsOriginsSetting.description,
        trustedProxiesSetting.description, forwardedFieldSetting.description,
    ]

    /// Reads the group.
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

    /// How the client's address is found; nil when it is that of the connection's other end.
    var clientAddress: (@Sendable (HeaderFields, String) -> String)? {
        trustedProxies.isEmpty ? nil : TrustedProxies(networks: trustedProxies, field: forwardedField).client(of:peer:)
    }
}

extension SettingSyntax where Value == [String] {
    /// RFC 6454, 6.2: scheme and host, perhaps a port, nothing behind it; or `*`.
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
    /// Blocks of addresses; not of all of them, since then every caller could give any address as its own.
    static var networks: Self {
        .list("comma-separated networks such as 10.0.0.0/8 or 192.0.2.7, but not all addresses") { text in
            IPNetwork(text).flatMap { $0.prefix > 0 ? $0 : nil }
        }
    }
}
