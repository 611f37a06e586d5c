/** Quotations from works that are in the public domain. */
export const quotes = [
  {
    text: 'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.',
    author: 'Jane Austen',
    tags: ['marriage', 'humor'],
  },
  {
    text: 'The world is a comedy to those that think; a tragedy to those that feel.',
    author: 'Horace Walpole',
    tags: ['thinking', 'world'],
  },
  {
    text: 'Call me Ishmael.',
    author: 'Herman Melville',
    tags: ['beginnings'],
  },
];
