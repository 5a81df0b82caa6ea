"""Which strings are possible Vietnamese syllables; used to recognise the language."""

from __future__ import annotations

import re
import unicodedata

from cms.text.normalise import lower, nfc


_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ONSET = re.compile(
    r"ngh|ng|nh|gh|gi(?=[aăâeêioôơuưy])|ch|kh|ph|th|tr|qu|[bcdđghklmnprstvx]|"
)
_ALL_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu"
    " ây e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu"
    " iêc iêm iên iêng iêp iêt iêu o oa oac oach oai oam oan oang oanh oao oap oat oay"
    " oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong op ot ô ôc ôi"
    " ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um"
    " un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyt uyu ư ưa"
    " ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych ym yn ynh yt yêm"
    " yên yêng yêt yêu"
)
_RIMES = frozenset(_ALL_RIMES.split())
_SHARP_OR_HEAVY = "\u0301\u0323"


def is_syllable(word: str) -> bool:
    """Tell whether ``word``, in either case, can be a Vietnamese syllable."""
    decomposed = unicodedata.normalize("NFD", lower(word))
    tones = [char for char in decomposed if char in _TONES]
    if len(tones) > 1 or not decomposed:
        return False
    plain = nfc("".join(char for char in decomposed if char not in _TONES))
    if plain == "gi":
        return True
    onset = _ONSET.match(plain)
    for cut in {onset.end() if onset else 0, 1 if plain.startswith("gi") else 0}:
        rime = plain[cut:]
        if rime in _RIMES and (cut or not plain.startswith("gi")):
            # A syllable closed by a stop carries the sharp or the heavy tone.
            stopped = rime.endswith(("c", "p", "t", "ch"))
            return not stopped or bool(tones and tones[0] in _SHARP_OR_HEAVY)
    return False
