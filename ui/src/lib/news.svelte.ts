/**
 * What happened without anybody's doing: clips that are done, and jobs that wait for a decision. Said to who does not see the
 * wall, and by the desktop to who looks at something else. Many at once are one sentence. It knows no element.
 */
import type { Backend } from './backend';
import type { AppEvent, JobView, State } from './generated/contract';
import type { Messages } from './i18n';
import { isLive, needsYou } from './states';

/** What comes within this time is told together. */
const GATHER_MS = 1500;
/** Of a prompt, in a notification. */
const LONGEST = 90;
const PROMPTS = 3;

/** What it needs of the window's state. */
export interface Desk {
  readonly backend: Pick<Backend, 'notify'>;
  readonly t: Messages;
  readonly settings: { readonly notifications: boolean };
  say(text: string): unknown;
  stateOf(id: string): State | undefined;
}

export class News {
  /** The last sentence, for a screen reader. */
  said = $state('');
  /** How many there were: the same sentence can be news again. */
  told = $state(0);
  #ready: JobView[] = [];
  #needs: JobView[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly inFront: () => boolean = () => document.hasFocus(),
  ) {}

  /** To be called before the event changes what is known. */
  handle(event: AppEvent): void {
    if (event.type !== 'jobs') return;
    for (const job of event.jobs) {
      const before = this.desk.stateOf(job.id);
      // One that nobody knew was live is no news: it was brought in, or the history was read anew.
      if (before === undefined || !isLive(before)) continue;
      if (job.state === 'ready') this.#ready.push(job);
      else if (needsYou(job.state)) this.#needs.push(job);
    }
    if (this.#ready.length + this.#needs.length === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell(): void {
    const { news } = this.desk.t;
    const [ready, needs] = [this.#ready, this.#needs];
    this.#timer = undefined;
    this.#ready = [];
    this.#needs = [];
    const title = [...(ready.length > 0 ? [news.ready(ready.length)] : []), ...(needs.length > 0 ? [news.needsYou(needs.length)] : [])].join(' ');
    // Said aloud, too: a press that sends nothing looks like one that was lost.
    const held = needs.filter(({ state, error }) => state === 'held' && error?.code === 'held_for_budget').length;
    if (held > 0) this.desk.say(this.desk.t.money.heldNow(held));
    const jobs = [...needs, ...ready];
    const prompts = jobs.slice(0, PROMPTS).map(({ prompt }) => (prompt.length > LONGEST ? `${prompt.slice(0, LONGEST - 1)}…` : prompt));
    this.told += 1;
    this.said = jobs.length === 1 ? `${title} ${prompts[0] ?? ''}` : title;
    if (this.inFront() || !this.desk.settings.notifications) return;
    // Nobody waits for it, and a desktop that takes none is no trouble.
    void this.desk.backend.notify({ title, body: prompts.join('\n'), open: news.open, job: jobs.length === 1 ? (jobs[0]?.id ?? null) : null }).catch(() => undefined);
  }
}
