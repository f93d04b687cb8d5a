import Primitives

/// A field of credentials or settings, as a tracker's driver declares it. The API's validation, the contract, the
/// options of the command line and the tables in `docs/adapters.md` follow from it.
package struct SettingField: Sendable {
    /// The name in the API, in snake case.
    package let name: String
    package let format: SettingFormat
    /// Whether the value only occurs in requests. The command line reads it from a file, and responses, logs and errors
    /// never contain it.
    package let isSecret: Bool
    package let isRequired: Bool
    /// One sentence for the contract, the command line and the docs.
    package let help: String

    package init(
        _ name: String, _ format: SettingFormat, isSecret: Bool = false, isRequired: Bool = true, help: String
    ) {
        self.name = name
        self.format = format
        self.isSecret = isSecret
        self.isRequired = isRequired
        self.help = help
    }

    /// What is wrong with a value, nil if it is valid. An absent value is the same as `null`.
    fileprivate func problem(with value: JSON?) -> String? {
        guard let value, !value.isNull else { return isRequired ? "is required" : nil }
        return format.accepts(value) ? nil : format.mismatch(value)
    }
}

extension [SettingField] {
    /// Validates the members of an object with these fields.
    /// - Parameter unknown: The error for a member that is none of the fields.
    /// - Returns: Errors with pointers relative to the object.
    func problems(with members: [String: JSON], unknown: String) -> [FieldError] {
        let invalid = compactMap { field in
            field.problem(with: members[field.name]).map {
                FieldError(pointer: JSONPointer.appending(field.name, to: ""), detail: $0)
            }
        }
        let names = Set(map(\.name))
        return invalid
            + members.keys.filter { !names.contains($0) }.sorted().map {
                let meant = NearestName.of($0, among: map(\.name)).map { ". Did you mean '\($0)'?" }
                return FieldError(pointer: JSONPointer.appending($0, to: ""), detail: unknown + (meant ?? ""))
            }
    }
}
