/** All schedules of a scenario as a graph, in the form in which a page of the book gets it. */
export interface Graph {
  /** What going wrong means: `lose an update`. */
  goal: string;
  threads: string[];
  /** What each thread runs, a line of code each. */
  code: CodeLine[][];
  /** The names of what is shared. */
  memory: string[];
  states: State[];
  /** The number of the state in which all schedules begin. */
  start: number;
  schedules: number;
  /** Whether these are all, or so many that they were not counted to the end. */
  isComplete: boolean;
  /** How many of them go wrong. */
  wrong: number;
  /** How those end that do not. */
  right: string[];
  /** The moves of the shortest schedule that goes wrong; undefined where none does. */
  shortest?: number[];
  /** Whether all states are there, or only those that come first. */
  isWhole: boolean;
}

export interface CodeLine {
  number: number;
  text: string;
}

export interface State {
  /** What is shared, as it is now. */
  memory: string[];
  /** Who can go on; nobody at the end, or where the graph is cut off. */
  moves: Move[];
  end?: End;
}

export interface Move {
  /** The thread's number. */
  thread: number;
  /** It goes on because the time of its wait is up. */
  isTimeout?: boolean;
  /** What comes of it. */
  steps: GraphStep[];
  /** The state's number. */
  to: number;
}

export interface GraphStep {
  thread: number;
  text: string;
  line?: number;
}

export interface End {
  text: string;
  isWrong: boolean;
}

/** The file that a lesson's page fetches. */
export interface Schedules {
  /** Of its scenario; and of the one with a fault, where it has one. */
  graphs: Graph[];
}
