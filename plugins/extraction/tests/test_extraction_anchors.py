"""A kept sentence is found again after edits, and a changed or lost one is known."""

from __future__ import annotations

from cms_extraction.anchors import State, find_again
from cms_extraction.source import read


TEXT = "Tin\n\nNgày 05/7/2013, UBKT họp sơ kết. Đồng chí Mạc Lan Ân chủ trì hội nghị.\n"
SENTENCE = "Đồng chí Mạc Lan Ân chủ trì hội nghị."


def look(raw, sentence=SENTENCE, words="Mạc Lan Ân", near=50):
    source = read(raw)
    found = find_again(source, sentence, words, near)
    return found.state, found.words and source.text[found.words.start : found.words.end]


def test_edits_before_a_sentence_do_not_lose_it():
    assert look("Thêm một dòng dài ở đầu bài.\n\n" + TEXT * 2) == (
        State.SAME,
        "Mạc Lan Ân",
    )


def test_case_spaces_and_placement_of_tones_make_no_difference():
    written = TEXT.replace("chủ trì hội", "chủ trì  hội")
    assert look(written)[0] == State.SAME
    assert look("Tin\n\nĐảng uỷ họp.", "Đảng ủy họp.", "Đảng ủy")[0] == State.SAME


def test_a_changed_sentence_is_known_and_its_words_are_found_in_it():
    changed = TEXT.replace("chủ trì hội nghị", "đồng chủ trì hội nghị")
    assert look(changed) == (State.CHANGED, "Mạc Lan Ân")


def test_a_sentence_that_was_deleted_is_gone():
    assert look(TEXT.replace(SENTENCE, "")) == (State.GONE, None)


def test_of_several_the_nearest_is_meant():
    source = read(f"{TEXT}\n\n{TEXT}")
    last = source.text.rindex("Mạc Lan Ân")
    found = find_again(source, SENTENCE, "Mạc Lan Ân", last)
    assert found.words is not None
    assert found.words.start == last
