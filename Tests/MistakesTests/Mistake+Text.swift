extension Mistake {
    /// What was typed, as in `mistakes.md`.
    var typed: String {
        switch input {
        case .request(let call): call.text
        case .command(let command): command.text
        }
    }
}

extension Mistake.Call {
    fileprivate var text: String {
        let lines = ["\(method) \(path)"] + (authorization.map { ["Authorization: \($0)"] } ?? []) + fields
        return (lines + (body.map { ["", $0] } ?? [])).joined(separator: "\n")
    }

    /// The field as a reader should see it; nil if it is omitted or contains the admin token.
    private var authorization: String? {
        switch credential {
        case .admin, .none: nil
        case .unknown: "Bearer tgw_that-was-never-issued"
        case .expired: "Bearer tgw_that-expired"
        case .revoked: "Bearer tgw_that-was-revoked"
        case .reader: "Bearer tgw_with-tickets:read-only"
        case .restricted: "Bearer tgw_of-the-channel-demo"
        case .field(let value): value.replacing("TOKEN", with: "tgw_of-an-admin")
        }
    }
}

extension Mistake.Command {
    fileprivate var text: String {
        let variables = environment.sorted { $0.key < $1.key }.map { name, value in
            value.map { "\(name)=\(Self.quoted($0))" } ?? "env -u \(name)"
        }
        let line = (variables + ["ticket-gateway"] + arguments.map(Self.quoted)).joined(separator: " ")
        let contents = files.merging(environmentFile.map { [".env": $0] } ?? [:]) { own, _ in own }
        let shown = contents.sorted { $0.key < $1.key }.map { name, text in
            "cat > \(name) <<'END'\n\(text)\nEND"
        }
        let piped = input.isEmpty ? line : "echo \(Self.quoted(input)) | \(line)"
        return (shown + [piped]).joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        let plain = !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=,@+".contains($0) }
        return plain ? text : "'\(text.replacing("'", with: "'\\''"))'"
    }
}
