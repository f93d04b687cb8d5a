/// The key of a value that middleware attaches to a request, such as the caller's identity.
///
/// ```swift
/// enum PrincipalKey: RequestKey { typealias Value = Principal }
/// request[PrincipalKey.self] = principal
/// ```
package protocol RequestKey {
    associatedtype Value: Sendable
}
