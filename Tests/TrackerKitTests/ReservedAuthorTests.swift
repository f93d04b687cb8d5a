import Testing
import TrackerKit

struct ReservedAuthorTests {
    @Test(
        arguments: [
            "client:x", "Client:x", "TOKEN:x", "rule:x", "pair:a", "user:", "system:", "Gateway:x", "  client:x",
            "cl\u{200B}ient:x",
            "\u{FF43}lient:x", "client\u{FF1A}x", "to\u{212A}en:x", "\u{FEFF}rule :x", "client\u{A789}x",
        ])
    func `a name that looks like one of the gateway's own is reserved`(name: String) {
        #expect(ReservedAuthor.hasReservedPrefix(name))
    }

    @Test(arguments: ["ada", "client", "my-client:x", "rules:x", "ldap:ada", "users", "0193"])
    func `other names belong to anyone`(name: String) { #expect(!ReservedAuthor.hasReservedPrefix(name)) }
}
