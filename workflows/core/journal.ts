import type {
  Attention,
  BesideNews,
  HeldSwitch,
  LeaveQuestion,
  NoReturn,
  OperationProgress,
  OperationRequest,
  OperationState,
  StepProgress,
  VerbRecord,
  WindowWait,
} from '../../model/operation.ts';
import { viewRequest } from '../../model/view-request.ts';
import type { KeptWindows } from '../../model/windows/kept-windows.ts';
import type { WindowAnswer } from '../../model/windows/rules.ts';
import type { FailureView } from '../../model/step.ts';

type StepChange = Partial<Omit<StepProgress, 'id'>>;

/** Everything that the operation says of itself, kept in one place; `onChange` shows it outside. */
export class Journal {
  readonly #request: OperationProgress['request'];
  readonly #startedAt: string;
  readonly #verbs: VerbRecord[] = [];
  readonly #beside: (BesideNews & { readonly at: string })[] = [];
  readonly #onChange: () => void;
  #steps = new Map<string, StepProgress>();
  /** The step that was told of last. */
  #latest: string | undefined;
  /** Those that it came to; the others are only the way ahead as it was written down. */
  readonly #reached = new Set<string>();
  #state: OperationState = 'running';
  #attention: Attention | undefined;
  #unpausable: string | undefined;
  #noReturn: NoReturn | undefined;
  #leaving: LeaveQuestion | undefined;
  #tunable: readonly string[] | undefined;
  #held: readonly HeldSwitch[] | undefined;
  #windows: KeptWindows | undefined;
  #window: WindowWait | undefined;
  #opening: WindowAnswer | undefined;
  #failure: FailureView | undefined;
  #endedAt: string | undefined;

  constructor(request: OperationRequest, onChange: () => void) {
    this.#request = viewRequest(request);
    this.#startedAt = now();
    this.#onChange = onChange;
  }

  /** Its id, as it is named in commands. */
  get operation(): string {
    return this.#request.id;
  }
  get state(): OperationState {
    return this.#state;
  }
  get attention(): Attention | undefined {
    return this.#attention;
  }
  get unpausable(): string | undefined {
    return this.#unpausable;
  }
  get noReturn(): NoReturn | undefined {
    return this.#noReturn;
  }

  set(changes: {
    state?: OperationState;
    attention?: Attention | undefined;
    unpausable?: string | undefined;
    noReturn?: NoReturn;
    leaving?: LeaveQuestion | undefined;
    tunable?: readonly string[] | undefined;
    held?: readonly HeldSwitch[] | undefined;
    windows?: KeptWindows | undefined;
    window?: WindowWait | undefined;
    opening?: WindowAnswer;
    failure?: FailureView;
    ended?: true;
  }): void {
    if (changes.state !== undefined) this.#state = changes.state;
    if ('attention' in changes) this.#attention = changes.attention;
    if ('unpausable' in changes) this.#unpausable = changes.unpausable;
    if (changes.noReturn !== undefined) this.#noReturn = changes.noReturn;
    if ('leaving' in changes) this.#leaving = changes.leaving;
    if ('tunable' in changes) this.#tunable = changes.tunable;
    if ('held' in changes) this.#held = changes.held;
    if ('windows' in changes) this.#windows = changes.windows;
    if ('window' in changes) this.#window = changes.window;
    if (changes.opening !== undefined) this.#opening = changes.opening;
    if (changes.failure !== undefined) this.#failure = changes.failure;
    if (changes.ended) this.#endedAt = now();
    this.#onChange();
  }

  find(id: string): StepProgress | undefined {
    return this.#steps.get(id);
  }

  /** Adds the step or changes what is known of it. A step that begins again loses its old end. */
  step(id: string, change: StepChange): void {
    const known = this.#steps.get(id) ?? this.#insert(id);
    this.#latest = id;
    if (change.state !== 'pending') this.#reached.add(id);
    if (change.state === 'running') {
      const { endedAt: _, failure: __, note: ___, ...kept } = known;
      this.#steps.set(id, { ...kept, startedAt: now(), ...change });
    } else if (change.state === 'done' || change.state === 'failed' || change.state === 'skipped') {
      this.#steps.set(id, { ...known, endedAt: now(), ...change });
    } else {
      this.#steps.set(id, { ...known, ...change });
    }
    this.#onChange();
  }

  /**
   * A step that the outline did not have stands where it is run: behind the one before it, which may be a wait of a plan, and
   * behind what was done in the middle of that one, such as a tune.
   */
  #insert(id: string): StepProgress {
    const step: StepProgress = { id, kind: 'check', title: id, state: 'pending' };
    const before = [...this.#steps.values()];
    const latest = before.findIndex((known) => known.id === this.#latest);
    let at = latest === -1 ? before.length : latest + 1;
    while (latest !== -1 && before[at]?.endedAt !== undefined && before[at]?.node === before[latest]?.node) at += 1;
    const ordered = [...before.slice(0, at), step, ...before.slice(at)];
    this.#steps = new Map(ordered.map((item) => [item.id, item]));
    return step;
  }

  /** Of the steps to come those of other nodes fall away, the others stand in the order of the nodes. */
  settle(nodes: readonly string[]): void {
    const kept = [...this.#steps.values()].filter(
      ({ state, node }) => state !== 'pending' || node === undefined || nodes.includes(node),
    );
    const ordered = [...kept];
    const slots = new Map<string, number[]>();
    kept.forEach(({ id, state, node }, at) => {
      if (state !== 'pending' || node === undefined) return;
      const same = id.slice(node.length);
      slots.set(same, [...(slots.get(same) ?? []), at]);
    });
    for (const places of slots.values()) {
      const steps = places.map((at) => kept[at] as StepProgress);
      steps.sort((a, b) => nodes.indexOf(a.node ?? '') - nodes.indexOf(b.node ?? ''));
      places.forEach((at, index) => {
        ordered[at] = steps[index] as StepProgress;
      });
    }
    this.#steps = new Map(ordered.map((item) => [item.id, item]));
    this.#onChange();
  }

  /** Of the way ahead as it was written down, what it had no need of falls away. */
  leaveOutUnreached(): void {
    this.#steps = new Map([...this.#steps].filter(([id]) => this.#reached.has(id)));
  }

  record(verb: VerbRecord): void {
    this.#verbs.push(verb);
    this.#onChange();
  }

  /** Another operation began beside this one. */
  noteBeside(news: BesideNews): void {
    this.#beside.push({ ...news, at: now() });
    this.#onChange();
  }

  view(): OperationProgress {
    return {
      request: this.#request,
      // To wait for a window is what a running one does.
      state: this.#state === 'running' && this.#window !== undefined ? 'waiting' : this.#state,
      startedAt: this.#startedAt,
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      steps: [...this.#steps.values()],
      verbs: [...this.#verbs],
      ...(this.#attention !== undefined && { attention: this.#attention }),
      ...(this.#unpausable !== undefined && { unpausable: this.#unpausable }),
      ...(this.#noReturn !== undefined && { noReturn: this.#noReturn }),
      ...(this.#leaving !== undefined && { leaving: this.#leaving }),
      ...(this.#tunable !== undefined && { tunable: this.#tunable }),
      ...(this.#held !== undefined && this.#held.length > 0 && { held: this.#held }),
      ...(this.#windows !== undefined && { windows: this.#windows }),
      ...(this.#window !== undefined && { window: this.#window }),
      ...(this.#opening !== undefined && { opening: this.#opening }),
      ...(this.#beside.length > 0 && { beside: [...this.#beside] }),
      ...(this.#failure !== undefined && { failure: this.#failure }),
    };
  }
}

/** Time of the workflow task: the same on replay. */
function now(): string {
  return new Date().toISOString();
}
