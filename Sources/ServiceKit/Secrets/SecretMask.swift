package import Primitives
import TrackerKit

/// Masks secrets in JSON before it is shown: values whose name suggests a secret, and strings that look like one.
///
/// A safety net: secrets should not be there in the first place, but the gateway cannot choose what trackers send.
enum SecretMask {
    static let mask = JSON.string("***")

    /// Prefixes of tokens (GitHub, "About authentication to GitHub"; GitLab, "Token overview"; Sentry; Trello; the
    /// gateway itself), of signing secrets, of `Authorization` values and of PEM keys.
    private static let prefixes = [
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glptt-", "gloas-",
        "sntrys_", "sntryu_",
        "tgw_", "tgs_", "whsec_", "ATTA", "Bearer ", "Basic ", "-----BEGIN ",
    ]

    static func isSecret(name: String) -> Bool { CredentialName.isLike(name) }

    static func isSecret(text: String) -> Bool {
        prefixes.contains { text.hasPrefix($0) } || hasPassword(text)
    }

    /// Whether the text is a URL with user information or with a query parameter whose name suggests a secret.
    private static func hasPassword(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        let rest = text[scheme.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") { return true }
        guard let query = rest.firstIndex(of: "?") else { return false }
        return rest[rest.index(after: query)...].split(separator: "&").contains { parameter in
            let name = parameter.prefix { $0 != "=" }
            return isSecret(name: String(name)) || name == "key"
        }
    }
}

extension JSON {
    /// The value with suspected secrets replaced by `***`: members whose name suggests a secret, pairs such as
    /// `["Authorization", "…"]` and `{"name": "Authorization", "value": "…"}`, and strings that look like a token.
    package var maskingSecrets: JSON {
        switch self {
        case .string(let text): SecretMask.isSecret(text: text) ? SecretMask.mask : self
        case .array(let elements): maskedPair(elements) ?? .array(elements.map(\.maskingSecrets))
        case .object(let members): .object(Self.masked(members))
        default: self
        }
    }

    private func maskedPair(_ elements: [JSON]) -> JSON? {
        guard elements.count == 2, let name = elements[0].stringValue, SecretMask.isSecret(name: name) else {
            return nil
        }
        return [elements[0], SecretMask.mask]
    }

    private static func masked(_ members: [String: JSON]) -> [String: JSON] {
        let isNamed = ["name", "key", "header"].contains {
            members[$0]?.stringValue.map(SecretMask.isSecret(name:)) ?? false
        }
        var masked: [String: JSON] = [:]
        for (name, value) in members {
            let hides =
                (SecretMask.isSecret(name: name) || (isNamed && name == "value")) && !value.isNull
                && value.boolValue == nil
            masked[name] = hides ? SecretMask.mask : value.maskingSecrets
        }
        return masked
    }
}
