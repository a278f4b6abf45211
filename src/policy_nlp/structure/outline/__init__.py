"""The outline (提纲) of a report: which lines are headings, and how they nest.

In: a cleaned copy's text; all offsets index it. Out: :func:`outline`, its headings as a list of :class:`Node`.

The work is done in steps, each linear in the text, a module each:

1. `markers` and `titles` say what a heading looks like: an enumerator (一、 （一） 1. （1） 第一， —— 一是) with the words
   behind it, or a short line of its own;
2. `candidates` looks at every line once and gathers all that could be a heading; long unbroken paragraphs are searched
   for enumerators too;
3. `numbering` leaves out the enumerated lists and sentences that head no section;
4. `ranks` gives each heading a rank: the finer the enumerator, the higher;
5. `tree` nests them: a heading's level is its depth among the ranks that stand above it.

May import: knowledge, structure.cues.
"""

from policy_nlp.structure.outline.assemble import outline
from policy_nlp.structure.outline.markers import Candidate, Form, number_of
from policy_nlp.structure.outline.tree import Node

__all__ = ["Candidate", "Form", "Node", "number_of", "outline"]
