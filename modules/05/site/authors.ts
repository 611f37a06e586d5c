/** Authors and quotations from works that are in the public domain. */
export const authors = [
  {
    name: 'Jane Austen',
    born: 'December 16, 1775',
    place: 'Steventon, Hampshire, England',
    about: 'English novelist, who laughed at the landed gentry and understood it.',
    quotes: [
      {
        text: 'It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a wife.',
        work: 'Pride and Prejudice',
        tags: ['marriage', 'humor'],
      },
      {
        text: 'I declare after all there is no enjoyment like reading!',
        work: 'Pride and Prejudice',
        tags: ['reading', 'books'],
      },
      {
        text: 'For what do we live, but to make sport for our neighbours, and laugh at them in our turn?',
        work: 'Pride and Prejudice',
        tags: ['life', 'humor'],
      },
      {
        text: 'There is no charm equal to tenderness of heart.',
        work: 'Emma',
        tags: ['kindness', 'love'],
      },
    ],
  },
  {
    name: 'Herman Melville',
    born: 'August 1, 1819',
    place: 'New York City, United States',
    about: 'American novelist and poet, who had been to sea on whalers.',
    quotes: [
      { text: 'Call me Ishmael.', work: 'Moby-Dick', tags: ['beginnings'] },
      {
        text: 'It is not down in any map; true places never are.',
        work: 'Moby-Dick',
        tags: ['travel', 'truth'],
      },
      {
        text: 'Better sleep with a sober cannibal than a drunken Christian.',
        work: 'Moby-Dick',
        tags: ['humor'],
      },
    ],
  },
  {
    name: 'Charles Dickens',
    born: 'February 7, 1812',
    place: 'Portsmouth, England',
    about: 'English novelist of the poor, the odd and the unforgettable.',
    quotes: [
      {
        text: 'It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness.',
        work: 'A Tale of Two Cities',
        tags: ['beginnings', 'time'],
      },
      {
        text: 'There is nothing in the world so irresistibly contagious as laughter and good-humour.',
        work: 'A Christmas Carol',
        tags: ['happiness', 'humor'],
      },
      {
        text: 'Annual income twenty pounds, annual expenditure nineteen nineteen and six, result happiness.',
        work: 'David Copperfield',
        tags: ['money', 'happiness'],
      },
      {
        text: 'It is a far, far better thing that I do, than I have ever done.',
        work: 'A Tale of Two Cities',
        tags: ['courage', 'endings'],
      },
    ],
  },
  {
    name: 'William Shakespeare',
    born: 'April 1564',
    place: 'Stratford-upon-Avon, England',
    about: 'English playwright and poet.',
    quotes: [
      {
        text: "All the world's a stage, and all the men and women merely players.",
        work: 'As You Like It',
        tags: ['life', 'world'],
      },
      {
        text: 'The course of true love never did run smooth.',
        work: "A Midsummer Night's Dream",
        tags: ['love'],
      },
      {
        text: 'There is nothing either good or bad, but thinking makes it so.',
        work: 'Hamlet',
        tags: ['thinking'],
      },
      {
        text: 'We are such stuff as dreams are made on, and our little life is rounded with a sleep.',
        work: 'The Tempest',
        tags: ['dreams', 'life'],
      },
      { text: 'Brevity is the soul of wit.', work: 'Hamlet', tags: ['writing', 'humor'] },
      {
        text: "Some are born great, some achieve greatness, and some have greatness thrust upon 'em.",
        work: 'Twelfth Night',
        tags: ['greatness'],
      },
    ],
  },
  {
    name: 'Oscar Wilde',
    born: 'October 16, 1854',
    place: 'Dublin, Ireland',
    about: 'Irish playwright, novelist and wit.',
    quotes: [
      {
        text: 'We are all in the gutter, but some of us are looking at the stars.',
        work: "Lady Windermere's Fan",
        tags: ['hope', 'life'],
      },
      {
        text: 'I can resist everything except temptation.',
        work: "Lady Windermere's Fan",
        tags: ['humor'],
      },
      {
        text: 'The truth is rarely pure and never simple.',
        work: 'The Importance of Being Earnest',
        tags: ['truth'],
      },
      {
        text: 'Experience is the name every one gives to their mistakes.',
        work: "Lady Windermere's Fan",
        tags: ['experience', 'mistakes'],
      },
      {
        text: 'There is only one thing in the world worse than being talked about, and that is not being talked about.',
        work: 'The Picture of Dorian Gray',
        tags: ['fame', 'humor'],
      },
    ],
  },
  {
    name: 'Mark Twain',
    born: 'November 30, 1835',
    place: 'Florida, Missouri, United States',
    about: 'American humorist and novelist; on his passport, Samuel Clemens.',
    quotes: [
      {
        text: 'Let us endeavor so to live that when we come to die even the undertaker will be sorry.',
        work: "Pudd'nhead Wilson",
        tags: ['life', 'death', 'humor'],
      },
      {
        text: 'Courage is resistance to fear, mastery of fear, not absence of fear.',
        work: "Pudd'nhead Wilson",
        tags: ['courage'],
      },
      {
        text: 'Few things are harder to put up with than the annoyance of a good example.',
        work: "Pudd'nhead Wilson",
        tags: ['humor'],
      },
      {
        text: "Truth is stranger than fiction, but it is because Fiction is obliged to stick to possibilities; Truth isn't.",
        work: 'Following the Equator',
        tags: ['truth', 'writing'],
      },
    ],
  },
  {
    name: 'Henry David Thoreau',
    born: 'July 12, 1817',
    place: 'Concord, Massachusetts, United States',
    about: 'American essayist, who lived in a hut at Walden Pond for two years.',
    quotes: [
      {
        text: 'The mass of men lead lives of quiet desperation.',
        work: 'Walden',
        tags: ['life'],
      },
      {
        text: 'I never found the companion that was so companionable as solitude.',
        work: 'Walden',
        tags: ['solitude', 'friendship'],
      },
      {
        text: 'If a man does not keep pace with his companions, perhaps it is because he hears a different drummer.',
        work: 'Walden',
        tags: ['freedom'],
      },
      {
        text: 'Time is but the stream I go a-fishing in.',
        work: 'Walden',
        tags: ['time'],
      },
    ],
  },
  {
    name: 'Ralph Waldo Emerson',
    born: 'May 25, 1803',
    place: 'Boston, Massachusetts, United States',
    about: 'American essayist and lecturer.',
    quotes: [
      {
        text: 'A foolish consistency is the hobgoblin of little minds.',
        work: 'Self-Reliance',
        tags: ['thinking'],
      },
      {
        text: 'To be great is to be misunderstood.',
        work: 'Self-Reliance',
        tags: ['greatness'],
      },
      {
        text: 'Hitch your wagon to a star.',
        work: 'Society and Solitude',
        tags: ['hope'],
      },
      {
        text: 'Nothing great was ever achieved without enthusiasm.',
        work: 'Circles',
        tags: ['greatness', 'work'],
      },
    ],
  },
  {
    name: 'Emily Dickinson',
    born: 'December 10, 1830',
    place: 'Amherst, Massachusetts, United States',
    about: 'American poet, hardly printed in her lifetime.',
    quotes: [
      {
        text: 'Hope is the thing with feathers that perches in the soul.',
        work: 'Poems',
        tags: ['hope', 'poetry'],
      },
      {
        text: 'There is no frigate like a book to take us lands away.',
        work: 'Poems',
        tags: ['books', 'reading', 'travel'],
      },
      { text: "I'm nobody! Who are you?", work: 'Poems', tags: ['fame', 'poetry'] },
      {
        text: 'Because I could not stop for Death, he kindly stopped for me.',
        work: 'Poems',
        tags: ['death', 'poetry'],
      },
    ],
  },
  {
    name: 'Lewis Carroll',
    born: 'January 27, 1832',
    place: 'Daresbury, Cheshire, England',
    about: 'English writer, and a mathematician by trade.',
    quotes: [
      {
        text: 'Begin at the beginning, and go on till you come to the end: then stop.',
        work: "Alice's Adventures in Wonderland",
        tags: ['beginnings', 'endings'],
      },
      {
        text: "Why, sometimes I've believed as many as six impossible things before breakfast.",
        work: 'Through the Looking-Glass',
        tags: ['thinking', 'humor'],
      },
      {
        text: "It's a poor sort of memory that only works backwards.",
        work: 'Through the Looking-Glass',
        tags: ['memory', 'time'],
      },
      {
        text: 'Now, here, you see, it takes all the running you can do, to keep in the same place.',
        work: 'Through the Looking-Glass',
        tags: ['work', 'time'],
      },
    ],
  },
  {
    name: 'Charlotte Brontë',
    born: 'April 21, 1816',
    place: 'Thornton, Yorkshire, England',
    about: 'English novelist, the eldest of three who wrote.',
    quotes: [
      {
        text: 'I am no bird; and no net ensnares me: I am a free human being with an independent will.',
        work: 'Jane Eyre',
        tags: ['freedom'],
      },
      {
        text: 'Conventionality is not morality. Self-righteousness is not religion.',
        work: 'Jane Eyre',
        tags: ['truth'],
      },
      {
        text: 'Reader, I married him.',
        work: 'Jane Eyre',
        tags: ['marriage', 'endings'],
      },
      {
        text: 'There was no possibility of taking a walk that day.',
        work: 'Jane Eyre',
        tags: ['beginnings'],
      },
    ],
  },
  {
    name: 'Mary Shelley',
    born: 'August 30, 1797',
    place: 'London, England',
    about: 'English novelist, who invented science fiction at eighteen.',
    quotes: [
      {
        text: 'Nothing is so painful to the human mind as a great and sudden change.',
        work: 'Frankenstein',
        tags: ['change'],
      },
      {
        text: 'Beware; for I am fearless, and therefore powerful.',
        work: 'Frankenstein',
        tags: ['courage'],
      },
      {
        text: 'Invention, it must be humbly admitted, does not consist in creating out of void, but out of chaos.',
        work: 'Frankenstein',
        tags: ['work'],
      },
    ],
  },
  {
    name: 'Arthur Conan Doyle',
    born: 'May 22, 1859',
    place: 'Edinburgh, Scotland',
    about:
      'Scottish writer and physician; he would rather be known for his historical novels.',
    quotes: [
      {
        text: 'It is a capital mistake to theorize before one has data.',
        work: 'A Scandal in Bohemia',
        tags: ['thinking', 'mistakes'],
      },
      {
        text: 'When you have eliminated the impossible, whatever remains, however improbable, must be the truth.',
        work: 'The Sign of the Four',
        tags: ['truth', 'thinking'],
      },
      {
        text: 'You see, but you do not observe.',
        work: 'A Scandal in Bohemia',
        tags: ['thinking'],
      },
      {
        text: 'There is nothing more deceptive than an obvious fact.',
        work: 'The Boscombe Valley Mystery',
        tags: ['truth'],
      },
    ],
  },
  {
    name: 'Robert Louis Stevenson',
    born: 'November 13, 1850',
    place: 'Edinburgh, Scotland',
    about: 'Scottish novelist, poet and traveller.',
    quotes: [
      {
        text: 'To travel hopefully is a better thing than to arrive, and the true success is to labour.',
        work: 'Virginibus Puerisque',
        tags: ['travel', 'hope', 'work'],
      },
      {
        text: 'Books are good enough in their own way, but they are a mighty bloodless substitute for life.',
        work: 'An Apology for Idlers',
        tags: ['books', 'life'],
      },
      {
        text: "The world is so full of a number of things, I'm sure we should all be as happy as kings.",
        work: "A Child's Garden of Verses",
        tags: ['happiness', 'world'],
      },
    ],
  },
  {
    name: 'Benjamin Franklin',
    born: 'January 17, 1706',
    place: 'Boston, Massachusetts Bay',
    about: 'American printer, scientist and statesman.',
    quotes: [
      {
        text: 'Three may keep a secret, if two of them are dead.',
        work: "Poor Richard's Almanack",
        tags: ['secrets', 'humor'],
      },
      {
        text: 'Dost thou love life? Then do not squander time; for that is the stuff life is made of.',
        work: 'The Way to Wealth',
        tags: ['time', 'life'],
      },
      {
        text: 'In this world nothing can be said to be certain, except death and taxes.',
        work: 'Letter to Jean-Baptiste Le Roy',
        tags: ['death', 'money'],
      },
    ],
  },
  {
    name: 'Samuel Johnson',
    born: 'September 18, 1709',
    place: 'Lichfield, England',
    about: 'English writer, who made a dictionary by himself.',
    quotes: [
      {
        text: 'Knowledge is of two kinds. We know a subject ourselves, or we know where we can find information upon it.',
        work: 'The Life of Samuel Johnson',
        tags: ['learning'],
      },
      {
        text: 'When a man is tired of London, he is tired of life; for there is in London all that life can afford.',
        work: 'The Life of Samuel Johnson',
        tags: ['life', 'travel'],
      },
      {
        text: 'No man but a blockhead ever wrote, except for money.',
        work: 'The Life of Samuel Johnson',
        tags: ['writing', 'money', 'humor'],
      },
      {
        text: 'Marriage has many pains, but celibacy has no pleasures.',
        work: 'Rasselas',
        tags: ['marriage'],
      },
    ],
  },
  {
    name: 'Alexander Pope',
    born: 'May 21, 1688',
    place: 'London, England',
    about: 'English poet and satirist.',
    quotes: [
      {
        text: 'To err is human; to forgive, divine.',
        work: 'An Essay on Criticism',
        tags: ['mistakes', 'kindness'],
      },
      {
        text: 'Hope springs eternal in the human breast.',
        work: 'An Essay on Man',
        tags: ['hope'],
      },
      {
        text: 'Fools rush in where angels fear to tread.',
        work: 'An Essay on Criticism',
        tags: ['mistakes'],
      },
    ],
  },
  {
    name: 'Francis Bacon',
    born: 'January 22, 1561',
    place: 'London, England',
    about: 'English philosopher and Lord Chancellor.',
    quotes: [
      {
        text: 'Some books are to be tasted, others to be swallowed, and some few to be chewed and digested.',
        work: 'Essays',
        tags: ['books', 'reading'],
      },
      {
        text: 'Reading maketh a full man; conference a ready man; and writing an exact man.',
        work: 'Essays',
        tags: ['reading', 'writing'],
      },
      {
        text: 'If a man will begin with certainties, he shall end in doubts; but if he will be content to begin with doubts he shall end in certainties.',
        work: 'The Advancement of Learning',
        tags: ['thinking', 'truth'],
      },
    ],
  },
  {
    name: 'John Keats',
    born: 'October 31, 1795',
    place: 'London, England',
    about: 'English poet, dead at twenty-five.',
    quotes: [
      {
        text: 'A thing of beauty is a joy for ever: its loveliness increases; it will never pass into nothingness.',
        work: 'Endymion',
        tags: ['beauty', 'poetry'],
      },
      {
        text: 'Heard melodies are sweet, but those unheard are sweeter.',
        work: 'Ode on a Grecian Urn',
        tags: ['music', 'poetry'],
      },
    ],
  },
  {
    name: 'William Blake',
    born: 'November 28, 1757',
    place: 'London, England',
    about: 'English poet, painter and printmaker.',
    quotes: [
      {
        text: 'To see a World in a Grain of Sand and a Heaven in a Wild Flower.',
        work: 'Auguries of Innocence',
        tags: ['wonder', 'world', 'poetry'],
      },
      {
        text: 'The road of excess leads to the palace of wisdom.',
        work: 'The Marriage of Heaven and Hell',
        tags: ['wisdom'],
      },
      {
        text: "What is now proved was once only imagin'd.",
        work: 'The Marriage of Heaven and Hell',
        tags: ['truth', 'dreams'],
      },
      {
        text: 'Tyger Tyger, burning bright, in the forests of the night.',
        work: 'The Tyger',
        tags: ['poetry', 'nature'],
      },
    ],
  },
  {
    name: 'George Eliot',
    born: 'November 22, 1819',
    place: 'Nuneaton, Warwickshire, England',
    about: 'English novelist; Mary Ann Evans to her friends.',
    quotes: [
      {
        text: 'What do we live for, if it is not to make life less difficult to each other?',
        work: 'Middlemarch',
        tags: ['kindness', 'life'],
      },
      {
        text: 'Blessed is the man who, having nothing to say, abstains from giving us wordy evidence of the fact.',
        work: 'Impressions of Theophrastus Such',
        tags: ['writing', 'humor'],
      },
      {
        text: 'Animals are such agreeable friends—they ask no questions, they pass no criticisms.',
        work: 'Scenes of Clerical Life',
        tags: ['friendship'],
      },
    ],
  },
  {
    name: 'Alfred Tennyson',
    born: 'August 6, 1809',
    place: 'Somersby, Lincolnshire, England',
    about: 'English poet, Poet Laureate for forty-two years.',
    quotes: [
      {
        text: "'Tis better to have loved and lost than never to have loved at all.",
        work: 'In Memoriam',
        tags: ['love'],
      },
      {
        text: 'I am a part of all that I have met.',
        work: 'Ulysses',
        tags: ['experience', 'travel'],
      },
      {
        text: 'To strive, to seek, to find, and not to yield.',
        work: 'Ulysses',
        tags: ['courage'],
      },
    ],
  },
  {
    name: 'Edgar Allan Poe',
    born: 'January 19, 1809',
    place: 'Boston, Massachusetts, United States',
    about: 'American poet and teller of dark tales.',
    quotes: [
      {
        text: 'All that we see or seem is but a dream within a dream.',
        work: 'A Dream Within a Dream',
        tags: ['dreams', 'poetry'],
      },
      {
        text: 'They who dream by day are cognizant of many things which escape those who dream only by night.',
        work: 'Eleonora',
        tags: ['dreams'],
      },
      {
        text: 'Once upon a midnight dreary, while I pondered, weak and weary.',
        work: 'The Raven',
        tags: ['beginnings', 'poetry'],
      },
    ],
  },
  {
    name: 'Walt Whitman',
    born: 'May 31, 1819',
    place: 'West Hills, New York, United States',
    about: 'American poet of free verse.',
    quotes: [
      {
        text: 'Do I contradict myself? Very well then I contradict myself, (I am large, I contain multitudes.)',
        work: 'Song of Myself',
        tags: ['thinking', 'poetry'],
      },
      {
        text: 'I believe a leaf of grass is no less than the journey-work of the stars.',
        work: 'Song of Myself',
        tags: ['nature', 'wonder'],
      },
    ],
  },
  {
    name: 'Percy Bysshe Shelley',
    born: 'August 4, 1792',
    place: 'Horsham, Sussex, England',
    about: 'English poet and radical.',
    quotes: [
      {
        text: 'If Winter comes, can Spring be far behind?',
        work: 'Ode to the West Wind',
        tags: ['hope', 'nature'],
      },
      {
        text: 'Poets are the unacknowledged legislators of the world.',
        work: 'A Defence of Poetry',
        tags: ['poetry', 'world'],
      },
    ],
  },
  {
    name: 'William Wordsworth',
    born: 'April 7, 1770',
    place: 'Cockermouth, Cumberland, England',
    about: 'English poet of the Lake District.',
    quotes: [
      {
        text: 'The Child is father of the Man.',
        work: 'My Heart Leaps Up',
        tags: ['life'],
      },
      {
        text: 'I wandered lonely as a cloud.',
        work: 'I Wandered Lonely as a Cloud',
        tags: ['solitude', 'nature'],
      },
    ],
  },
  {
    name: 'Samuel Taylor Coleridge',
    born: 'October 21, 1772',
    place: 'Ottery St Mary, Devon, England',
    about: 'English poet and critic.',
    quotes: [
      {
        text: 'Water, water, every where, nor any drop to drink.',
        work: 'The Rime of the Ancient Mariner',
        tags: ['nature', 'poetry'],
      },
      {
        text: 'He prayeth best, who loveth best all things both great and small.',
        work: 'The Rime of the Ancient Mariner',
        tags: ['kindness', 'love'],
      },
    ],
  },
  {
    name: 'Thomas Paine',
    born: '1737',
    place: 'Thetford, Norfolk, England',
    about: 'English-born American pamphleteer.',
    quotes: [
      {
        text: "These are the times that try men's souls.",
        work: 'The American Crisis',
        tags: ['courage'],
      },
    ],
  },
  {
    name: 'Mary Wollstonecraft',
    born: 'April 27, 1759',
    place: 'London, England',
    about: 'English writer, who argued for the rights of women.',
    quotes: [
      {
        text: 'I do not wish them to have power over men; but over themselves.',
        work: 'A Vindication of the Rights of Woman',
        tags: ['freedom'],
      },
    ],
  },
  {
    name: 'Frederick Douglass',
    born: 'February 1818',
    place: 'Talbot County, Maryland, United States',
    about: 'American orator and writer, who had escaped from slavery.',
    quotes: [
      {
        text: 'If there is no struggle there is no progress.',
        work: 'West India Emancipation',
        tags: ['freedom', 'courage'],
      },
    ],
  },
  {
    name: 'Louisa May Alcott',
    born: 'November 29, 1832',
    place: 'Germantown, Pennsylvania, United States',
    about: 'American novelist.',
    quotes: [
      {
        text: 'I am not afraid of storms, for I am learning how to sail my ship.',
        work: 'Little Women',
        tags: ['courage', 'learning'],
      },
      {
        text: "Christmas won't be Christmas without any presents.",
        work: 'Little Women',
        tags: ['beginnings'],
      },
    ],
  },
  {
    name: 'Horace Walpole',
    born: 'September 24, 1717',
    place: 'London, England',
    about: 'English writer of letters and of the first Gothic novel.',
    quotes: [
      {
        text: 'The world is a comedy to those that think; a tragedy to those that feel.',
        work: 'Letter to the Countess of Upper Ossory',
        tags: ['thinking', 'world'],
      },
    ],
  },
  {
    name: 'John Donne',
    born: '1572',
    place: 'London, England',
    about: "English poet, and Dean of St Paul's.",
    quotes: [
      {
        text: 'No man is an island, entire of itself.',
        work: 'Devotions upon Emergent Occasions',
        tags: ['friendship'],
      },
    ],
  },
  {
    name: 'Abraham Lincoln',
    born: 'February 12, 1809',
    place: 'Hodgenville, Kentucky, United States',
    about: 'American lawyer and president.',
    quotes: [
      {
        text: 'With malice toward none, with charity for all.',
        work: 'Second Inaugural Address',
        tags: ['kindness'],
      },
    ],
  },
];
