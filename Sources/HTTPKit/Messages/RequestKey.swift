/// Names a value that middleware attaches to a request, such as the caller's identity.
///
/// ```swift
/// enum PrincipalKey: RequestKey { typealias Value = Principal }
/// request[PrincipalKey.self] = principal
/// ```
package protocol RequestKey {
    /// The type of the value.
    associatedtype Value: Sendable
}
