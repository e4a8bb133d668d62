/**
 * Files that become clips and pieces of clips, in memory. `?cutter=none`: a computer without ffmpeg; `?cut=fails`; `?cut=late` and `?cut=late-fails` after a
 * while.
 */
import type { Backend } from '../backend';
import type { ErrorCode, JobView } from '../generated/contract';
import * as fixtures from './fixtures';

interface World {
  find(id: string): JobView;
  /** New clips on the wall. */
  bring(found: JobView[]): void;
  fail(code: ErrorCode, message?: string | null, params?: Record<string, string>): never;
  readonly media: Map<string, string>;
}

type Part = Pick<Backend, 'bringDropped' | 'bringPicked' | 'cutter' | 'cutClip' | 'saveCut'>;

export function fakeBring(query: URLSearchParams, { find, bring, fail, media }: World): Part {
  let ids = 0;
  let looks = 0;

  function clip(prompt: string, more: Partial<JobView>): JobView {
    const base = fixtures.job(`f${(ids += 1)}`, { prompt, model: '', server: 'demo', state: 'ready', scene: 'ridges', age: 0 }, Date.now(), media);
    const bare: Partial<JobView> = { server: 'media', server_name: 'file', action: 'import', model: '', size: null, seconds: null, verbs: ['remove'], cost: { kind: 'unknown' }, again: null, charged: false, sent_at: null, accepted_at: null, remote_id: null };
    const made = { ...base, ...bare, ...more };
    bring([made]);
    return made;
  }

  const take = (names: readonly string[]) => ({
    jobs: names.map((name) => clip(name, {})),
    refused: [
      { code: 'file_known' as const, message: null, http_status: null, params: { name: 'boat.mp4', title: 'A paper boat', job: 'job_b3' } },
      { code: 'file_not_video' as const, message: null, http_status: null, params: { name: 'notes.mp4' } },
    ],
  });

  return {
    bringDropped: async () => ({ ...take(['From a friend']), refused: [] }),
    bringPicked: async () => take(['Ridges from the train', 'Rain on the window']),
    cutter: async () => ({ present: query.get('cutter') !== 'none' || (looks += 1) > 1, command: 'sudo apt install ffmpeg' }),
    cutClip: async (request) => {
      if (query.get('cut') === 'fails') fail('cut_failed', null, { detail: 'moov atom not found' });
      const source = find(request.job);
      return clip(source.prompt, { parent: source.id, model: source.model, size: source.size });
    },
    saveCut: async () => {
      const outcome = query.get('cut');
      if (outcome !== null) await new Promise((resolve) => setTimeout(resolve, 600));
      if (outcome === 'late-fails') fail('cut_failed', null, { detail: 'moov atom not found' });
      return true;
    },
  };
}
