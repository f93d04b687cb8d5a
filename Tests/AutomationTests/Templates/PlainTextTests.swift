import Automation
import Testing

@Suite struct PlainTextTests {
    @Test func `the content of Markdown is kept, its formatting removed`() {
        let markdown = """
            <!-- Please fill
            this in. -->
            ### What happened?

            **It** _broke_ with `rm -rf *`, see [the log](https://example.org/log "Log") and <https://example.org>.


            - [x] I agree to the [Code](https://example.org/code)
            - snake_case_name and 2 * 3 * 4
            ![shot](https://example.org/a.png)

            ```shell
            # not a heading
            **stars** stay
            ```
            <details><summary>More</summary>
            \\*not emphasis\\*
            </details>
            """
        #expect(
            PlainText.of(markdown: markdown) == """
                What happened?

                It broke with rm -rf *, see the log (https://example.org/log) and https://example.org.

                - [x] I agree to the Code (https://example.org/code)
                - snake_case_name and 2 * 3 * 4
                shot (https://example.org/a.png)

                    # not a heading
                    **stars** stay
                More
                *not emphasis*
                """)
    }

    @Test(arguments: ["", "plain", "a < b and c > d", "[x] [y", "`", "**", "1 * 2", "x <!-- open"])
    func `unusual signs do no harm`(markdown: String) {
        #expect(PlainText.of(markdown: markdown).count <= markdown.count)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["[", "<a", "`a``", "*", "![", "]("])
    func `endless signs take bounded time`(sign: String) {
        _ = PlainText.of(markdown: String(repeating: sign, count: 262_144 / sign.count))
    }
}
