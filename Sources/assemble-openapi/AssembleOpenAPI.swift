package import Foundation

/// `assemble-openapi FOLDER FILE`: writes FILE from the fragments in FOLDER, the route table and the trackers'
/// declarations.
@main
enum AssembleOpenAPI {
    static func main() {
        guard CommandLine.arguments.count == 3 else { end("usage: assemble-openapi FOLDER FILE", EX_USAGE) }
        do {
            let files = try FragmentFolder.read(URL(filePath: CommandLine.arguments[1]))
            let document = try ContractAssembler.assemble(files)
            try Data(document.utf8).write(to: URL(filePath: CommandLine.arguments[2]), options: .atomic)
        } catch {
            end("\(error)", EX_DATAERR)
        }
    }

    private static func end(_ text: String, _ status: Int32) -> Never {
        FileHandle.standardError.write(Data((text + "\n").utf8))
        exit(status)
    }
}

/// Reads the folder with the fragments.
package enum FragmentFolder {
    /// The texts of the `*.yaml` files by name, without the extension.
    package static func read(_ folder: URL) throws -> [String: String] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
        return Dictionary(
            uniqueKeysWithValues: try files.map {
                ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
            })
    }
}
