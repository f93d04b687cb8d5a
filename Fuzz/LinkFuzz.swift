/// Parses URLs sent by a tracker (`Link` headers, redirects, page tokens) and bodies that contain a creation marker.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    for url in LinkHeader(text).links.values { precondition(!url.contains(">"), "a link runs over its end") }
    fuzzTarget(text)
    if let next = LinkHeader(text).next { fuzzTarget(next) }
    fuzzMarker(text)
    _ = APIRoot(text).target(of: text)
    return 0
}

private let roots = [
    APIRoot("https://api.github.com"), APIRoot("https://git.example.org/api/v3"),
]

/// URLs that are followed must stay within the API of the same server.
private func fuzzTarget(_ text: String) {
    for root in roots {
        for url in [text, root.url(text), "\(root.text)\(text)"] {
            guard let target = root.target(of: url) else { continue }
            let followed = root.url(target)
            precondition(followed == root.text || followed.hasPrefix(root.text + "/"), "a target leads out of the API")
            precondition(followed.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a target holds what no URL may hold")
            precondition(root.target(of: followed) ?? "" == target, "a target is not stable")
        }
    }
}

/// Splitting a marked body must return the original body and marker.
private func fuzzMarker(_ text: String) {
    _ = CreationMarker.split(text)
    let (body, marker) = CreationMarker.split(CreationMarker("a-1").mark(text))
    precondition(body.utf8.elementsEqual(text.utf8) && marker?.text == "a-1", "a marked body changed")
}
