import Documents
import Primitives
import TrackerKit

extension FieldType where Value == TrackerKind {
    /// The name of a kind of tracker. The service checks whether the gateway supports it.
    static var tracker: Self {
        Self("a kind of tracker") { json in
            guard let name = json.stringValue, Slug.isValid(name) else { return nil }
            return TrackerKind(rawValue: name)
        }
    }
}

extension FieldType where Value == TrackerCredentials {
    /// One of the kinds of credentials, distinguished by `type`.
    static var credentials: Self {
        .object { body in
            switch body.required("type", FieldType<CredentialsForm>.enumeration()) {
            case .token: body.required("token", .text(1...4096)).map(TrackerCredentials.token)
            case .keyAndToken: keyAndToken(&body)
            case .githubApp: githubApp(&body)
            case .some(.none): TrackerCredentials.none
            case nil: nil
            }
        }
    }

    private static func keyAndToken(_ body: inout BodyReader) -> TrackerCredentials? {
        let key = body.required("key", FieldType<String>.text(1...256))
        let token = body.required("token", FieldType<String>.text(1...4096))
        let secret = body.nullable("secret", FieldType<String>.text(1...256))
        guard let key, let token else { return nil }
        return .keyAndToken(key: key, token: token, secret: secret)
    }

    private static func githubApp(_ body: inout BodyReader) -> TrackerCredentials? {
        let appID = body.required("app_id", FieldType<String>.text(1...64))
        let privateKey = body.required("private_key", FieldType<String>.text(1...16_384))
        let installationID = body.required("installation_id", FieldType<String>.digits(1...20))
        guard let appID, let privateKey, let installationID else { return nil }
        return .githubApp(appID: appID, privateKey: privateKey, installationID: installationID)
    }
}

extension FieldType where Value == String {
    /// A string of decimal digits.
    static func digits(_ length: ClosedRange<Int>) -> Self {
        Self("\(length.lowerBound) to \(length.upperBound) digits") { json in
            json.stringValue.flatMap {
                length.contains($0.utf8.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? $0 : nil
            }
        }
    }
}

extension FieldType where Value == JSON {
    /// An object of at most 50 strings, numbers or booleans.
    static var settings: Self {
        Self("an object of at most 50 strings, numbers or booleans") { json in
            guard let members = json.objectValue, members.count <= 50 else { return nil }
            return members.values.allSatisfy { $0.stringValue != nil || $0.doubleValue != nil || $0.boolValue != nil }
                ? json : nil
        }
    }
}

/// The values of `credentials.type`.
private enum CredentialsForm: String, CaseIterable, Sendable {
    case token
    case keyAndToken = "key_and_token"
    case githubApp = "github_app"
    case none
}
