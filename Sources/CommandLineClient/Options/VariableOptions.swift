import ArgumentParser
import Primitives

/// The values of a template's variables.
struct VariableOptions: ParsableArguments {
    @Option(
        name: [.customShort("V"), .long],
        help: ArgumentHelp(
            """
            A variable of the template. Repeat it for several values. With :=, the value is JSON; with =@, the \
            contents of a file.
            """,
            valueName: "name=value"))
    var variable: [String] = []

    /// The member `variables`; nil if none were given.
    func variables(_ environment: ClientEnvironment) throws -> JSON? {
        guard !variable.isEmpty else { return nil }
        var values: [String: [JSON]] = [:]
        for (name, text) in try Patch.pairs(variable, of: "--variable") {
            if name.hasSuffix(":") {
                let json = try JSON(parsing: text, named: "the value of --variable \(name)=")
                values[String(name.dropLast()), default: []].append(json)
            } else {
                values[name, default: []].append(
                    .string(text.hasPrefix("@") ? try environment.read(String(text.dropFirst())) : text))
            }
        }
        return .object(values.mapValues { $0.count == 1 ? $0[0] : .array($0) })
    }
}
