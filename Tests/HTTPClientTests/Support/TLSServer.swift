import Foundation

/// `openssl s_server` with a new self-signed certificate.
final class TLSServer {
    private let program: RunningProgram
    private let folder: URL
    let port: Int
    /// The certificate's path, to be used as a CA bundle.
    var bundlePath: String { folder.appending(path: "certificate.pem").path }

    /// - Parameter names: The certificate's `subjectAltName`, such as `IP:127.0.0.1`.
    init(names: String, options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = folder.appending(path: "key.pem").path
        let certificate = folder.appending(path: "certificate.pem").path
        try run(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                key, "-out",
                certificate,
            ]
                + ["-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=\(names)"])
        program = try RunningProgram(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"] + options)
        var printed = ""
        while !printed.contains("ACCEPT") || !printed.hasSuffix("\n") {
            let piece = program.read()
            guard !piece.isEmpty else { throw POSIXError(.EPIPE) }
            printed += piece
        }
        let digits = printed.split(separator: "\n").first { $0.hasPrefix("ACCEPT") }?.split(separator: ":").last ?? ""
        guard let port = Int(digits) else { throw POSIXError(.EPROTO) }
        self.port = port
    }

    deinit {
        program.terminate()
        try? FileManager.default.removeItem(at: folder)
    }
}
