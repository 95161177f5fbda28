"""English words and the traits they speak of."""

import re
from collections.abc import Mapping
from functools import cache

import snowballstemmer

_STOP_WORDS = frozenset(
    [
        *("a", "an", "and", "any", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"),
        *("are", "is", "it", "my", "one", "some", "that", "there", "this", "very", "which", "mostly"),
        *("image", "images", "photo", "photograph", "photos", "pic", "picture", "pictures", "shot", "view"),
        *("area", "background", "color", "colored", "colour", "coloured", "tone"),
    ]
)
_PHRASES = (
    ("black and white", "monochrome"),
    ("high contrast", "contrasty"),
    ("low contrast", "hazy"),
    ("golden hour", "sunset"),
    ("close up", ""),
)

# Each line: words, then the traits they speak of, with weights where one is weaker.
_VOCABULARY = """
red crimson scarlet ruby maroon cherry blood : red
strawberry tomato rose poppy : red, vivid=.3
orange tangerine amber pumpkin apricot : orange
yellow golden gold lemon banana mustard : yellow
sunflower canary : yellow, vivid=.3
green emerald lime olive mint : green
forest wood jungle tree leaf foliage grass meadow lawn plant garden moss nature fern : green
teal turquoise cyan aqua : teal
blue navy azure cobalt indigo : blue
sea ocean water lake river wave underwater pool : blue, teal=.4, cool=.3
sky : blue, bright=.4
purple violet lavender lilac plum : purple
pink magenta fuchsia salmon blossom : pink
brown chocolate coffee wooden : brown
earth soil autumn fall rust : brown, orange=.5, warm=.3
beige tan sand desert beach dune : brown=.7, yellow=.5, bright=.3, warm=.3
black coal ink : black
gray grey silver ash stone concrete : gray
fog mist smoke cloud overcast : gray, white=.4, low contrast=.5, muted=.3
hazy pale faded : low contrast, muted=.4
white ivory cream : white
snow snowy ice winter frost glacier : white, bright=.7, cool=.3
bright luminous sunny daylight day : bright
light : bright=.5
sun sunshine summer : bright, yellow=.6, warm=.5
dark dim gloomy shadow : dark
night midnight nighttime evening : dark, black=.6, blue=.2
space universe : dark, black=.8
sunset sunrise dusk dawn : orange, red=.6, warm=.7, gradient=.3
fire flame lava campfire : orange, red=.7, warm=.6, vivid=.4
warm cozy hot : warm
cool cold chilly : cool
monochrome grayscale greyscale noir bw : black and white
vivid saturated neon vibrant intense : vivid
muted desaturated pastel soft subdued : muted
colorful colourful multicolored rainbow : colorful, vivid=.3
plain minimal minimalist simple empty clean : plain
busy cluttered detailed textured pattern crowded complex noisy : busy
contrasty contrast stark : high contrast
gradient fade : gradient
landscape horizontal : landscape
portrait vertical tall : portrait
square : square
panorama panoramic wide : panorama
"""


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order; a phrase such as "black and white" is one word."""
    plain = " ".join(re.findall(r"\w+", text.casefold()))
    for phrase, word in _PHRASES:
        plain = re.sub(rf"\b{phrase}\b", word, plain)
    return [_stem(word) for word in plain.split() if word not in _STOP_WORDS]


def traits_of(stem: str) -> Mapping[str, float]:
    """Weights of the traits a stemmed word speaks of; empty for a word that is not known."""
    return _vocabulary().get(stem, {})


def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))


@cache
def _vocabulary() -> Mapping[str, Mapping[str, float]]:
    entries: dict[str, Mapping[str, float]] = {}
    for line in _VOCABULARY.strip().splitlines():
        words, meaning = line.split(" : ")
        weighted = (trait.partition("=") for trait in meaning.split(", "))
        traits = {name: float(weight or 1) for name, _, weight in weighted}
        entries |= dict.fromkeys(map(_stem, words.split()), traits)
    return entries
