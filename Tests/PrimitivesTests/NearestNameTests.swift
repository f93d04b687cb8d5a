import Primitives
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("websit", "website"), ("WebSite", "website"), ("wbesite", "website"), ("lable", "label"),
        ("assignee", "assignees"), ("titel", "title"),
    ])
    func `a typo is recognised`(typo: String, meant: String) {
        #expect(NearestName.of(typo, among: ["ops", "website", "label", "assignees", "title"]) == meant)
    }

    @Test(arguments: ["shop", "x", "", "web", String(repeating: "website", count: 1_000)])
    func `a name that resembles none gets no suggestion`(name: String) {
        #expect(NearestName.of(name, among: ["website", "ops", "demo"]) == nil)
    }

    @Test func `a swap counts as one difference, and more than a third of the letters as another name`() {
        #expect(NearestName.of("lsit", among: ["list"]) == "list")
        #expect(NearestName.of("lits", among: ["last"]) == nil)
        #expect(NearestName.of("kitten", among: ["sitting"]) == nil)
        #expect(NearestName.of("kitting", among: ["sitting"]) == "sitting")
    }

    @Test func `of several names the most similar one is suggested, and never the name itself`() {
        #expect(NearestName.of("demo1", among: ["demo123", "demo2", "demo1"]) == "demo2")
        #expect(NearestName.of("demos", among: ["demonstration", "demo"]) == "demo")
    }

    @Test func `names of other APIs lead to ours, and paging parameters to the cursor`() {
        let ticket: Set<String> = ["title", "body", "assignees", "labels", "due_at", "kind", "milestone"]
        let expected: [(String, String)] = [
            ("description", "body"), ("summary", "title"), ("assignee", "assignees"), ("label", "labels"),
            ("due_date", "due_at"), ("issue_type", "kind"), ("milestone_id", "milestone"), ("tilte", "title"),
        ]
        for (name, meant) in expected {
            #expect(UnknownName.detail(name, among: ticket) == "is unknown. Did you mean '\(meant)'?")
        }
        #expect(UnknownName.detail("iid", among: ticket) == "is unknown")
        #expect(UnknownName.detail("iid", among: ["key"]) == "is unknown. Did you mean 'key'?")
        for name in ["page", "per_page", "offset"] {
            #expect(
                UnknownName.detail(name, among: ["limit", "cursor", "sort"])
                    == "is unknown. To page through the list, use 'limit', and 'cursor' with the value of page.next")
            #expect(UnknownName.detail(name, among: ["title"]) == "is unknown")
        }
    }
}
