"""Tagging (分词与词性标注): from a text to a spaCy `Doc` of words, part-of-speech tags and sentences.

In: the text as read. Out: a `Doc` whose text is that text to the character, with `tag_` from jieba's tag set,
`pos_` from Universal Dependencies, numbers and percentages whole, and sentence starts.

May import: records, knowledge, document.
"""

from policy_nlp.tag.sentences import Sentences, make_sentences
from policy_nlp.tag.tokenizer import JiebaTokenizer, make_tokenizer

__all__ = ["JiebaTokenizer", "Sentences", "make_sentences", "make_tokenizer"]
