import html
import re

from tests.accounts.conftest import cookie_of, log_in, token_of


# Line ends of forms are read as those of texts.
KEPT = "Hội nghị sơ kết\n6 tháng đầu năm <b>& quý III</b>\n\nChấm hết."
LONG = "Hội nghị sơ kết\r\n6 tháng đầu năm <b>& quý III</b>\r\n\r\nChấm hết."


def kept_of(page):
    found = re.search(r'name="kept" value="([^"]*)"', page.text)
    return html.unescape(found.group(1)) if found else None


def target_of(page):
    return re.search(r'name="target" value="([^"]*)"', page.text).group(1)


def fields_of(page):
    pairs = re.findall(
        r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page.text, re.S
    )
    return [(html.unescape(name), html.unescape(value)) for name, value in pairs]


def test_posted_text_survives_a_session_that_is_over(client, person):
    typed = {"text": LONG, "tag": ["a", "b"], "csrf_token": "of a dead session"}
    page = client.post("/probe/note/7?tab=two", data=typed)
    assert page.status_code == 401
    after = log_in(
        client, person().username, kept=kept_of(page), target=target_of(page)
    )
    assert after.status_code == 200
    assert 'action="/probe/note/7?tab=two"' in html.unescape(after.text)
    fields = fields_of(after)
    data = {"csrf_token": token_of(after)}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    saved = client.post("/probe/note/7?tab=two", data=data).json
    assert saved["number"] == 7
    assert saved["text"] == KEPT
    assert saved["tags"] == ["a", "b"]
    assert saved["query"] == {"tab": "two"}


def test_wrong_password_keeps_the_text_for_the_next_try(client, person):
    page = client.post("/probe/note/7", data={"text": LONG})
    kept, target = kept_of(page), target_of(page)
    again = log_in(client, person().username, "wrong", kept=kept, target=target)
    assert kept_of(again) == kept
    assert target_of(again) == target


def test_passwords_and_tokens_are_not_kept(client):
    page = client.post(
        "/probe/note/7",
        data={"text": "x", "new_password": "s3cr3t-one", "csrf_token": "t0k3n-two"},
    )
    assert "s3cr3t-one" not in page.text
    assert "t0k3n-two" not in page.text


def test_more_than_a_megabyte_is_refused_in_words(client):
    page = client.post("/probe/note/7", data={"text": "ă" * 600_000})
    assert page.status_code == 401
    assert kept_of(page) is None
    assert "notice-error" in page.text


def test_nearly_a_megabyte_is_kept_to_the_last_letter(client, person):
    text = "ă" * 500_000 + "hết"
    page = client.post("/probe/note/7", data={"text": text})
    token = token_of(client.get("/dang-nhap"))
    after = client.post(
        "/dang-nhap",
        data={
            "csrf_token": token,
            "username": person().username,
            "password": "một câu chỉ mình tôi biết",
            "kept": kept_of(page),
            "target": target_of(page),
        },
    )
    assert dict(fields_of(after))["text"] == text


def test_script_gets_the_login_address_instead_of_a_page(client):
    headers = {"Accept": "application/json"}
    answer = client.post("/probe/note/7", data={"text": "x"}, headers=headers)
    assert answer.status_code == 401
    assert answer.json == {"login_url": "/dang-nhap"}


def test_form_of_an_earlier_session_is_sent_again_by_a_button(client, person):
    someone = person()
    log_in(client, someone.username)
    page = client.post("/probe/note/7", data={"text": LONG, "csrf_token": "old"})
    assert page.status_code == 400
    assert dict(fields_of(page))["text"] == KEPT
    data = {"csrf_token": token_of(page), **dict(fields_of(page))}
    assert client.post("/probe/note/7", data=data).json["text"] == KEPT


def test_post_from_another_site_is_refused_and_nothing_is_kept(client, person):
    log_in(client, person().username)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        answer = client.post("/probe/note/7", data={"text": "forged"}, headers=headers)
        assert answer.status_code == 403
        assert "forged" not in answer.text
    assert cookie_of(client)


def test_forged_login_is_refused(client, person):
    answer = client.post(
        "/dang-nhap", data={"username": person().username, "password": "x" * 12}
    )
    assert answer.status_code == 400
