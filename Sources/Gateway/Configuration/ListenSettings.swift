import Foundation

/// Where the gateway listens, and under which address others know it.
public struct ListenSettings: SettingGroup {
    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 lets the kernel choose.
    public let port: Int
    /// The address that links and webhook callbacks are made from, without a slash at the end.
    public let publicURL: String
    /// The origins whose pages may call the API from a browser; `*` is any.
    public let corsOrigins: [String]

    /// The name that hosting platforms use for the port.
    static let portAlias = "PORT"

    static let hostSetting = Setting<String>(
        "HOST", syntax: .text("an IP address or host name"), standard: "127.0.0.1",
        meaning: "The address to listen on. In a container: `0.0.0.0`.")
    static let portSetting = Setting<Int>(
        "PORT", alias: portAlias, syntax: .integer(0...65535, "a port number"), standard: "3000",
        meaning: "The port to listen on; 0 takes any free one. `PORT` works too.")
    static let publicURLSetting = Setting<String?>.optional(
        "PUBLIC_URL", syntax: .httpURL,
        meaning: "The address under which others reach the gateway, for links and webhook callbacks. Unset: host and port as above.")
    static let corsOriginsSetting = Setting<[String]>(
        "CORS_ORIGINS", syntax: .origins, standard: "",
        meaning: "Origins whose pages may call the API from a browser.")

    /// What each variable of the group is.
    public static let descriptions = [
        hostSetting.description, portSetting.description, publicURLSetting.description, corsOriginsSetting.description,
    ]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        let host = reader.value(Self.hostSetting)
        let port = reader.value(Self.portSetting)
        let publicURL = reader.value(Self.publicURLSetting)
        let corsOrigins = reader.value(Self.corsOriginsSetting)
        guard let host, let port, let publicURL, let corsOrigins else { return nil }
        self.host = host
        self.port = port
        self.publicURL = publicURL ?? "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        self.corsOrigins = corsOrigins
    }
}

extension SettingSyntax where Value == [String] {
    /// RFC 6454, 6.2: scheme and host, perhaps a port, nothing behind it; or `*`.
    static var origins: Self {
        .list("origins such as https://desk.example.org with commas between them, or *") { text in
            if text == "*" { return text }
            guard let url = URLComponents(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false,
                url.path.isEmpty, url.query == nil, url.fragment == nil, url.user == nil
            else { return nil }
            return text
        }
    }
}
