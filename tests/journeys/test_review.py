"""A reviewer says what should change, the author takes it over with one press."""

from playwright.sync_api import expect


SELECT = """
([selector, words]) => {
  const root = document.querySelector(selector)
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words)
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(walker.currentNode, at)
    range.setEnd(walker.currentNode, at + words.length)
    getSelection().removeAllRanges()
    getSelection().addRange(range)
    return true
  }
  return false
}
"""
BODY = '.diff-page [data-quotable="body"]'


def test_a_suggestion_and_a_comment_reach_the_author_at_their_words(
    demo_site, enter, axe
):
    author = enter(demo_site, "reporter")
    author.goto("/ban-lam-viec/tao/news.article?title=Tin%20chờ%20góp%20ý")
    author.locator("#main form button[type=submit]").first.click()
    author.wait_for_url("**/sua/*")
    edit = author.url
    author.locator("[data-field=body] .ProseMirror").click()
    with author.expect_response(lambda one: "x-autosave" in one.request.headers):
        author.keyboard.type("Hội nghị đã bàn sáu việc và kết luận sáu điểm.")

    reviewer = enter(demo_site, "approver")
    reviewer.goto(f"{edit}/duyet")
    assert reviewer.evaluate(SELECT, [BODY, "sáu điểm"])
    reviewer.locator(".selection-tools").get_by_role("button").nth(1).click()
    expect(reviewer.locator("#comment-quote")).to_have_value("sáu điểm")
    reviewer.keyboard.type("bảy điểm")
    reviewer.locator("#comment-form button[type=submit]").click()
    expect(reviewer.locator("mark.commented")).to_have_text("sáu điểm")

    assert reviewer.evaluate(SELECT, [BODY, "Hội nghị"])
    reviewer.keyboard.press("Control+Alt+m")
    expect(reviewer.locator("#comment-body")).to_be_focused()
    reviewer.keyboard.type("Hội nghị nào?")
    reviewer.locator("#comment-form button[type=submit]").click()
    expect(reviewer.locator("mark.commented")).to_have_count(2)
    assert axe(reviewer) == []
    assert reviewer.evaluate("window.violations") == []

    author.goto(edit)
    author.locator(".comment button[formaction$='/accept']").click()
    text = author.locator("[data-field=body] .ProseMirror")
    expect(text).to_have_text("Hội nghị đã bàn sáu việc và kết luận bảy điểm.")
    expect(author.locator(".notice-success")).to_be_visible()

    author.locator(".comment .comment-locate", has_text="Hội nghị").click()
    assert author.evaluate("getSelection().toString()") == "Hội nghị"
    assert axe(author) == []
    assert author.evaluate("window.violations") == []
