import ArgumentParser
import Primitives
import Testing

@testable import CommandLineClient

/// The texts of `--help`.
struct HelpTests {
    private struct Line: Sendable {
        let place: String
        let text: String
    }

    /// The descriptions of all commands, options and arguments.
    private static func lines(_ command: JSON, _ path: [String] = []) -> [Line] {
        let path = path + [command["commandName"]?.stringValue ?? ""]
        let place = path.joined(separator: " ")
        var lines = [Line(place: place, text: command["abstract"]?.stringValue ?? "")]
        for argument in command["arguments"]?.arrayValue ?? [] where argument["shouldDisplay"] == true {
            let name = argument["valueName"]?.stringValue ?? ""
            if ["help", "version"].contains(name) { continue }
            lines.append(Line(place: "\(place) \(name)", text: argument["abstract"]?.stringValue ?? ""))
        }
        let subcommands = command["subcommands"]?.arrayValue ?? []
        return lines + subcommands.filter { $0["commandName"] != "help" }.flatMap { Self.lines($0, path) }
    }

    private static func tree() throws -> JSON {
        try #require(try JSON(parsing: Array(CommandRun.Root._dumpHelp().utf8))["command"])
    }

    @Test func `every command, option and argument is described by a sentence that names its noun`() throws {
        let lines = Self.lines(try Self.tree())
        #expect(lines.count > 400)
        for line in lines.dropFirst() {
            #expect(!line.text.isEmpty, "\(line.place) has no description")
            for vague in ["the resource", "items", "elements"] {
                #expect(!line.text.contains(vague), "\(line.place): \(line.text)")
            }
        }
    }

    @Test func `the description of each subcommand names the object that it is about`() throws {
        let groups = try #require(try Self.tree()["subcommands"]?.arrayValue)
        for group in groups {
            let name = group["commandName"]?.stringValue ?? ""
            if ["auth", "client", "help"].contains(name) { continue }
            let noun = (name.hasSuffix("ies") ? String(name.dropLast(3)) : String(name.dropLast()))
                .replacing("-", with: " ")
            for command in group["subcommands"]?.arrayValue ?? [] where command["commandName"] != "help" {
                let text = command["abstract"]?.stringValue ?? ""
                #expect(
                    text.lowercased().contains(noun), "\(name) \(command["commandName"]?.stringValue ?? ""): \(text)")
            }
        }
    }
}
