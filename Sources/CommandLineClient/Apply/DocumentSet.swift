import APIContract
import Automation
import Documents
import Foundation
import Primitives

/// The documents of all given files, with the errors found in them.
struct DocumentSet {
    private(set) var objects: [WantedObject] = []
    private(set) var faults: [DocumentFault] = []
    private var references: [(reference: DefinitionReference, source: SourceDocument)] = []
    private var substituted: Set<String> = []

    /// The extensions of the files that are read from folders.
    private static let endings: Set = ["yaml", "yml", "json"]

    /// Reads files, the files in folders (recursively), and standard input.
    /// - Throws: `ClientFailure.usage` if there are no documents, or if none names a channel to be replaced.
    init(_ paths: [String], _ environment: ClientEnvironment, channels: ChannelSubstitution) throws {
        var files: [String] = []
        for path in paths { for file in try Self.files(at: path) where !files.contains(file) { files.append(file) } }
        for file in files {
            var parser = DocumentParser(file: file)
            parser.read(try environment.read(file))
            faults += parser.faults
            for document in parser.documents { add(document, channels) }
        }
        if objects.isEmpty && faults.isEmpty {
            throw ClientFailure.usage("no documents found in \(paths.joined(separator: ", "))")
        }
        if faults.isEmpty, let unused = channels.names.first(where: { !substituted.contains($0) }) {
            throw ClientFailure.usage("--set \(unused)=: no document names the channel \(unused)")
        }
    }

    /// The kinds of the documents, in the order in which they are written.
    var kinds: [DocumentKind] { DocumentKind.allCases.filter { kind in objects.contains { $0.name.kind == kind } } }

    /// The objects in the order in which they are written: referenced objects come first.
    var ordered: [WantedObject] { kinds.flatMap { kind in objects.filter { $0.name.kind == kind } } }

    /// Whether a file defines the object.
    func has(_ name: WantedObject.Name) -> Bool { objects.contains { $0.name == name } }

    /// References to objects that no file defines and that are not on the gateway, or that pruning would delete.
    func missing(prunes: Bool, in session: Session) async throws -> [DocumentFault] {
        var known: [DefinitionReference.Kind: [String: Bool]] = [:]
        var faults: [DocumentFault] = []
        for (reference, source) in references {
            let kind = DocumentKind(reference.kind)
            if let kind, has(.init(kind: kind, slug: reference.slug)) { continue }
            let path = GatewayPath(kind?.endpoints.get ?? .getChannel, reference.slug)
            let isThere: Bool
            if let answer = known[reference.kind]?[reference.slug] {
                isThere = answer
            } else {
                isThere = try await session.api.find(path).map { !prunes || !isPruned($0.object, kind) } ?? false
                known[reference.kind, default: [:]][reference.slug] = isThere
            }
            guard !isThere else { continue }
            let detail = "\(reference.pointer): there is no \(kind?.rawValue ?? "channel") \(reference.slug)"
            faults.append(DocumentFault(place: source.place(of: reference.pointer), detail: detail))
        }
        return faults
    }

    private func isPruned(_ object: JSON, _ kind: DocumentKind?) -> Bool {
        kind.map { kinds.contains($0) && $0.mayPrune(object) } ?? false
    }

    // MARK: Documents

    private mutating func add(_ source: SourceDocument, _ channels: ChannelSubstitution) {
        guard case .object(var members) = source.json else {
            return fail(source, at: "", "a document must be an object")
        }
        let word = members.removeValue(forKey: "kind")
        guard let kind = word?.stringValue.flatMap(DocumentKind.init) else {
            let kinds = DocumentKind.allCases.map(\.rawValue).sorted()
            let detail = word.map { UnknownWord.detail($0, among: kinds) }
            return fail(source, at: "/kind", detail ?? "is required: one of \(kinds.joined(separator: ", "))")
        }
        if kind == .subscription, members["secret"] != nil {
            fail(source, at: "/secret", "must not be in a file: the gateway generates it, and `rotate` replaces it")
            members["secret"] = nil
        }
        // `null` means an omitted member, which is not sent. The first check finds the channels to substitute, the second
        // one the errors of what is sent.
        let written = kind.check(members.filter { !$0.value.isNull }).references
        substituted.formUnion(channels.used(in: written))
        members = channels.applied(to: members, written)
        let check = kind.check(members.filter { !$0.value.isNull })
        for error in check.errors { fail(source, at: error.pointer, error.detail) }
        references += check.references.map { ($0, source) }
        guard let slug = members["slug"]?.stringValue else { return }
        let name = WantedObject.Name(kind: kind, slug: slug)
        if let other = objects.first(where: { $0.name == name }) {
            return fail(
                source, at: "/slug", "the \(name.text) is already defined in \(other.source.place(of: "/slug"))")
        }
        objects.append(WantedObject(name: name, members: members, source: source))
    }

    private mutating func fail(_ source: SourceDocument, at pointer: String, _ detail: String) {
        faults.append(
            DocumentFault(place: source.place(of: pointer), detail: pointer.isEmpty ? detail : "\(pointer): \(detail)"))
    }

    // MARK: Files

    private static func files(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else { return [path] }
        guard let entries = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw ClientFailure.usage("the folder \(path) cannot be read")
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        return entries.sorted().filter { entry in
            let parts = entry.split(separator: "/")
            return !parts.contains { $0.hasPrefix(".") }
                && endings.contains(entry.split(separator: ".").last.map(String.init) ?? "")
        }.map { folder + $0 }
    }
}
