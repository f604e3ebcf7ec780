import type {
  Attention,
  OperationProgress,
  OperationRequest,
  OperationState,
  StepProgress,
  VerbRecord,
} from '../../model/operation.ts';
import type { FailureView } from '../../model/step.ts';

type StepChange = Partial<Omit<StepProgress, 'id'>>;

/** Everything that the operation says of itself, kept in one place; `onChange` shows it outside. */
export class Journal {
  readonly #request: OperationProgress['request'];
  readonly #startedAt: string;
  readonly #steps = new Map<string, StepProgress>();
  readonly #verbs: VerbRecord[] = [];
  readonly #onChange: () => void;
  #state: OperationState = 'running';
  #attention: Attention | undefined;
  #unpausable: string | undefined;
  #failure: FailureView | undefined;
  #endedAt: string | undefined;

  constructor(request: OperationRequest, onChange: () => void) {
    const { id, verb, role, nodes, mode, onFailure, by } = request;
    this.#request = { id, verb, role, nodes, cluster: request.cluster.name, mode, onFailure, by };
    this.#startedAt = now();
    this.#onChange = onChange;
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

  set(changes: {
    state?: OperationState;
    attention?: Attention | undefined;
    unpausable?: string | undefined;
    failure?: FailureView;
    ended?: true;
  }): void {
    if (changes.state !== undefined) this.#state = changes.state;
    if ('attention' in changes) this.#attention = changes.attention;
    if ('unpausable' in changes) this.#unpausable = changes.unpausable;
    if (changes.failure !== undefined) this.#failure = changes.failure;
    if (changes.ended) this.#endedAt = now();
    this.#onChange();
  }

  /** Adds the step or changes what is known of it. A step that begins again loses its old end. */
  step(id: string, change: StepChange): void {
    const known = this.#steps.get(id) ?? { id, kind: 'check', title: id, state: 'pending' };
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

  record(verb: VerbRecord): void {
    this.#verbs.push(verb);
    this.#onChange();
  }

  view(): OperationProgress {
    return {
      request: this.#request,
      state: this.#state,
      startedAt: this.#startedAt,
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      steps: [...this.#steps.values()],
      verbs: [...this.#verbs],
      ...(this.#attention !== undefined && { attention: this.#attention }),
      ...(this.#unpausable !== undefined && { unpausable: this.#unpausable }),
      ...(this.#failure !== undefined && { failure: this.#failure }),
    };
  }
}

/** Time of the workflow task: the same on replay. */
function now(): string {
  return new Date().toISOString();
}
